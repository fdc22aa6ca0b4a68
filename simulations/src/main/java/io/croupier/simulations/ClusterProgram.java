package io.croupier.simulations;

import com.fasterxml.jackson.databind.JsonNode;
import io.croupier.simulations.chaos.SqlAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** {@code croupier cluster} as a process, and its sub-commands as others. */
final class ClusterProgram implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(6);
    private static final Duration COMMAND_LIMIT = Duration.ofMinutes(12);
    private static final Duration STOP_LIMIT = Duration.ofMinutes(3);

    /** One line of {@code cluster status}. */
    record Node(int number, long pid, String address, String state, int appVersion, boolean ready, String member) {
        boolean isRunning() {
            return state.equals("running");
        }
    }

    /** How a sub-command ended, and all that it said. */
    record Said(int exitCode, List<String> lines) {
        Said {
            lines = List.copyOf(lines);
        }
    }

    /** Of a node, where nothing else is said: several of them share the machine. */
    private static final String HEAP = "-Xmx512m";

    private final String classPath;
    private final Path home;
    private final Ports ports;
    private final HttpClient http;
    private final Process process;
    private final Thread stop = new Thread(this::end, "stop");

    /** As the other one, at ports that are free, and stopped when this program is told to end. */
    ClusterProgram(String classPath, Path home, String config, int nodes, HttpClient http) {
        this(classPath, home, config, nodes, http, Ports.free(new SplittableRandom()), null);
    }

    /**
     * Starts {@code nodes} nodes on an empty directory, with these settings, and returns when they are one cluster.
     *
     * @param classPath with the program's jar
     * @param givenUp when the start is no longer wanted; null: when this program is told to end, and then it is stopped later too,
     *     where else whoever has it must close it
     */
    ClusterProgram(
            String classPath,
            Path home,
            String config,
            int nodes,
            HttpClient http,
            Ports ports,
            @Nullable BooleanSupplier givenUp) {
        this.ports = ports;
        this.classPath = classPath;
        this.home = home;
        this.http = http;
        try {
            Files.writeString(home.resolve("cluster.conf"), config, StandardCharsets.UTF_8);
            process = spawn(launcherLog(), "start", "--nodes", Integer.toString(nodes));
        } catch (IOException failure) {
            throw new SimulationException("the cluster cannot be started: " + failure.getMessage(), failure);
        }
        if (givenUp == null) {
            Runtime.getRuntime().addShutdownHook(stop);
        }
        try {
            await(START_LIMIT, "a cluster", () -> {
                if (givenUp != null && givenUp.getAsBoolean()) {
                    throw new SimulationException("the cluster is closed while it starts");
                }
                if (!process.isAlive()) {
                    throw new SimulationException("the launcher ended with " + process.exitValue() + "\n" + log());
                }
                return log().contains("  stop        Ctrl-C");
            });
        } catch (SimulationException failed) {
            close();
            throw failed;
        }
    }

    private Process spawn(Path log, String... words) throws IOException {
        List<String> command = new ArrayList<>(Program.ownSession());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Djava.util.concurrent.ForkJoinPool.common.parallelism=2");
        // A node's small heap needs no other, and three nodes share two cores.
        command.add("-XX:+UseSerialGC");
        List<String> given = Program.givenFlags();
        if (given.stream().noneMatch(word -> word.startsWith("-Xm"))) {
            command.add(HEAP);
        }
        command.addAll(given);
        command.addAll(List.of("-cp", classPath, "io.croupier.http.Main", "cluster"));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        Map<String, String> variables = builder.environment();
        variables.keySet().removeIf(name -> name.startsWith("CROUPIER_") && !name.equals("CROUPIER_CACHE_DIR"));
        variables.put("CROUPIER_DATA_DIR", data().toString());
        variables.put("CROUPIER_HTTP_PORT", Integer.toString(ports.http()));
        variables.put("CROUPIER_LIVE_PORT", Integer.toString(ports.live()));
        variables.put("CROUPIER_MANAGEMENT_PORT", Integer.toString(ports.management()));
        variables.put("CROUPIER_REMOTING_PORT", Integer.toString(ports.remoting()));
        variables.put("CROUPIER_CONFIG", home.resolve("cluster.conf").toString());
        return builder.start();
    }

    Path launcherLog() {
        return home.resolve("launcher.log");
    }

    private Path data() {
        return data(home);
    }

    private static Path data(Path home) {
        return home.resolve("data");
    }

    String log() {
        try {
            return Files.readString(launcherLog(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new SimulationException("the launcher's log cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    /** A sub-command, to its end. */
    Said command(String... words) {
        try {
            Path log = Files.createTempFile(home, "command-", ".log");
            Process command = spawn(log, words);
            if (!command.waitFor(COMMAND_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                command.destroyForcibly();
                throw new SimulationException(String.join(" ", words) + " did not end:\n" + Files.readString(log));
            }
            return new Said(command.exitValue(), Files.readAllLines(log, StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new SimulationException(String.join(" ", words) + ": " + failure.getMessage(), failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SimulationException("interrupted", interrupted);
        }
    }

    /** A sub-command that must do what it says. */
    void obey(String... words) {
        Said said = command(words);
        if (said.exitCode() != 0) {
            throw new SimulationException("cluster " + String.join(" ", words) + " ended with " + said.exitCode()
                    + ":\n" + String.join("\n", said.lines()));
        }
    }

    /** What {@code cluster status} says, in the order of the numbers. */
    List<Node> status() {
        Said said = command("status");
        if (said.exitCode() != 0) {
            throw new SimulationException(said + "\n" + log());
        }
        return said.lines().stream()
                .skip(1)
                .map(line -> line.replace("ended (", "ended(").trim().split("\\s+"))
                .map(words -> new Node(
                        Integer.parseInt(words[0]),
                        Long.parseLong(words[1]),
                        words[2],
                        words[3],
                        Integer.parseInt(words[4]),
                        words[5].equals("yes"),
                        words[6]))
                .toList();
    }

    Node node(int number) {
        return status().stream()
                .filter(node -> node.number() == number)
                .findFirst()
                .orElseThrow();
    }

    /** The addresses that the node at this one sees as full members; empty where it does not answer. */
    Set<String> membersSeenBy(String address) {
        Set<String> members = new TreeSet<>();
        get("http://" + address + ":" + ports.management() + "/cluster/members").ifPresent(answer -> {
            for (JsonNode member : answer.path("members")) {
                if (Json.text(member, "status").equals("Up")) {
                    members.add(Json.text(member, "node").replaceAll(".*@|:.*", ""));
                }
            }
        });
        return members;
    }

    private Optional<JsonNode> get(String uri) {
        var request = HttpRequest.newBuilder(URI.create(uri))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return Optional.of(Json.parse(
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body()));
        } catch (IOException silent) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SimulationException("interrupted", interrupted);
        }
    }

    /** The API of the node at {@code address}; the front is at 127.0.0.1. */
    URI api(String address) {
        return URI.create("http://" + address + ":" + ports.http());
    }

    /** The front, which any client plays against. */
    Target target() {
        return target(ports);
    }

    /** The front of a cluster at these ports. */
    static Target target(Ports ports) {
        return Target.of(
                URI.create("http://127.0.0.1:" + ports.http()), URI.create("ws://127.0.0.1:" + ports.live() + "/live"));
    }

    /** What its nodes have written down. */
    Journal journal() {
        return journal(home);
    }

    /** The same of one that may not be started yet. */
    static Journal journal(Path home) {
        return new Journal(() -> Program.embedded(data(home)).connect());
    }

    /** The cluster's one database. */
    SqlAddress database() {
        return Program.embedded(data());
    }

    static void await(Duration limit, String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new SimulationException(what + " is not there after " + limit.toSeconds() + " s");
            }
            Calls.pause(Duration.ofMillis(50));
        }
    }

    /** Asks for the end as an operator does; what does not obey is ended by force. Returns the launcher's exit code. */
    int stop() {
        command("stop");
        try {
            if (process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            throw new SimulationException("the launcher did not end:\n" + log());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SimulationException("interrupted", interrupted);
        }
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(stop);
        } catch (IllegalStateException ending) {
            // It runs already, and waits for the same end.
        }
    }

    private void end() {
        if (process.isAlive()) {
            // SIGTERM: its nodes end with it, and its database after them.
            process.destroy();
            try {
                process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            process.destroyForcibly();
        }
    }
}
