package io.croupier.kubernetes.manifests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kubectl on the PATH, which renders manifests with the Kustomize that it carries. No cluster is asked. */
final class Kubectl {
    /** The first whose Kustomize knows all that the manifests use. */
    private static final int OLDEST_MINOR = 27;

    private static final Pattern VERSION = Pattern.compile("\"gitVersion\": *\"v1\\.(\\d+)");

    private Kubectl() {}

    /** Whether there is one, and it is new enough. */
    static boolean isInstalled() {
        try {
            Matcher version = VERSION.matcher(run("version", "--client", "--output=json"));
            return version.find() && Integer.parseInt(version.group(1)) >= OLDEST_MINOR;
        } catch (IOException missing) {
            return false;
        }
    }

    /** What the {@code kustomization.yaml} in this directory comes to. */
    static String render(Path directory) throws IOException {
        return run("kustomize", directory.toString());
    }

    private static String run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("kubectl"));
        command.addAll(List.of(arguments));
        Path errors = Path.of("target", "kubectl-" + ProcessHandle.current().pid() + ".txt");
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + " failed, see " + errors.toAbsolutePath());
            }
            return output;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(command + " was interrupted", interrupted);
        } finally {
            process.destroyForcibly();
        }
    }
}
