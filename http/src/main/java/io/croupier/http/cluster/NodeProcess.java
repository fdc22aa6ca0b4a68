package io.croupier.http.cluster;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One node as a process of its own: the launcher's program on the launcher's Java, with the launcher's flags, at an address of
 * its own. Its standard input stays open as long as the launcher lives, and it ends with it.
 */
final class NodeProcess {
    private static final String MAIN = "io.croupier.http.Main";
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private final int number;
    private final int version;
    private final Path console;
    private final Process process;
    private volatile boolean leaving;

    private NodeProcess(int number, int version, Path console, Process process) {
        this.number = number;
        this.version = version;
        this.console = console;
        this.process = process;
    }

    /** The address of the node of this number. */
    static String address(int number) {
        return "127.0.0." + (number + 1);
    }

    /**
     * Starts one.
     *
     * @param version its app-version, which rises with each roll
     * @param directory its own, for its log
     * @param settings what it is told, by the settings' names; wins over all that the launcher was told
     */
    static NodeProcess start(int number, int version, Path directory, Map<String, String> settings) {
        Path console = directory.resolve("console.log");
        ProcessBuilder builder = program(List.of(MAIN, "run"), settings)
                .redirectErrorStream(true)
                .redirectOutput(console.toFile());
        try {
            Files.createDirectories(directory);
            return new NodeProcess(number, version, console, builder.start());
        } catch (IOException failure) {
            throw new ClusterFailure("node " + number + " can't be started: " + failure.getMessage(), failure);
        }
    }

    /** The launcher's Java with its flags and its class path, for a main class with arguments. */
    static ProcessBuilder program(List<String> main, Map<String, String> settings) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(SETSID)) {
            // Ctrl-C at a terminal goes to all that runs there; the nodes are to leave one after the other.
            command.add(SETSID.toString());
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-agentlib:") && !flag.startsWith("-javaagent:"))
                .forEach(command::add);
        command.add(ForcedSettings.FLAG);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(main);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(ForcedSettings.variables(settings));
        return builder;
    }

    int number() {
        return number;
    }

    int version() {
        return version;
    }

    long pid() {
        return process.pid();
    }

    String address() {
        return address(number);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Whether it was told to end; clients are not sent to it any more. */
    boolean isLeaving() {
        return leaving;
    }

    /** What it is doing, in a word or two. */
    String state() {
        if (process.isAlive()) {
            return leaving ? "leaving" : "running";
        }
        return "ended (" + process.exitValue() + ")";
    }

    /** Calls {@code action} when it has ended, however that comes. */
    void whenEnded(Runnable action) {
        var unused = process.onExit().thenRun(action);
    }

    /** SIGTERM, and SIGKILL where it does not end within {@code limit}; false in that case. */
    boolean stop(Duration limit) {
        leaving = true;
        process.destroy();
        if (await(limit)) {
            return true;
        }
        kill();
        return false;
    }

    /** SIGKILL. */
    void kill() {
        leaving = true;
        process.destroyForcibly();
        await(Duration.ofSeconds(10));
    }

    private boolean await(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The last thing that it said on its console, for one that ended where it should not have. */
    String lastLine() {
        try {
            List<String> lines = Files.readAllLines(console, StandardCharsets.UTF_8);
            return lines.isEmpty()
                    ? "it said nothing"
                    : lines.get(lines.size() - 1).trim();
        } catch (IOException unreadable) {
            return console + " can't be read: " + unreadable.getMessage();
        }
    }
}
