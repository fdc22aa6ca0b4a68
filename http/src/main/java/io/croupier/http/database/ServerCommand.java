package io.croupier.http.database;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Runs one of PostgreSQL's programs to its end. Its output goes to a file, never to a pipe: the server that
 * {@code pg_ctl} leaves running would hold a pipe open. PostgreSQL refuses to run as root, so root runs it inside a
 * user namespace, where it is nobody and yet owns its files.
 */
final class ServerCommand {
    private final Path binaries;
    private final Path output;

    ServerCommand(Path binaries, Path output) {
        this.binaries = binaries;
        this.output = output;
    }

    /** What the program printed, and how it ended. */
    record Outcome(int exitCode, String output) {
        boolean succeeded() {
            return exitCode == 0;
        }

        /** The first line that says what went wrong. */
        String reason() {
            return output.lines()
                    .filter(line -> line.contains("FATAL") || line.contains("error:") || line.contains("ERROR"))
                    .findFirst()
                    .or(() -> output.lines().filter(line -> !line.isBlank()).reduce((first, last) -> last))
                    .orElse("no output");
        }
    }

    /** Runs {@code program}; one that takes longer than {@code limit} is ended and counts as failed. */
    Outcome run(String program, List<String> arguments, Duration limit) {
        List<String> command = new ArrayList<>();
        if (runsAsRoot()) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(binaries.resolve("bin").resolve(program).toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
        builder.environment().put("LC_ALL", "C");
        try {
            Process process = builder.start();
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                return new Outcome(-1, program + " took longer than " + limit.toSeconds() + " s");
            }
            return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } catch (IOException failure) {
            return new Outcome(-1, String.valueOf(failure.getMessage()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new Outcome(-1, "interrupted");
        }
    }

    private static boolean runsAsRoot() {
        return System.getProperty("user.name", "").equals("root")
                && System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
    }
}
