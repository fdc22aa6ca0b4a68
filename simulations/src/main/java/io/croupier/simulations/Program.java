package io.croupier.simulations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The packaged program as a process of its own, with a data directory of its own: started, killed with SIGKILL by its exact
 * process id, started again. Its embedded PostgreSQL lives through such a kill; {@link #close} leaves neither behind.
 */
final class Program implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(45);

    private final String classPath;
    private final String config;
    private final Path home;
    private final Ports ports;
    private final HttpClient http;
    private @Nullable Process process;

    /**
     * @param classPath with the program's jar
     * @param config settings of the run, over the program's own
     * @param home an empty directory; gets {@code data/}, {@code simulation.conf} and {@code program.log}
     */
    Program(String classPath, String config, Path home, Ports ports, HttpClient http) {
        this.classPath = classPath;
        this.config = config;
        this.home = home;
        this.ports = ports;
        this.http = http;
    }

    /** The running process; empty where there is none. */
    synchronized Optional<ProcessHandle> process() {
        Process running = process;
        return running != null && running.isAlive() ? Optional.of(running.toHandle()) : Optional.empty();
    }

    URI api() {
        return URI.create("http://127.0.0.1:" + ports.http());
    }

    URI live() {
        return URI.create("ws://127.0.0.1:" + ports.live() + "/live");
    }

    Path data() {
        return home.resolve("data");
    }

    Path log() {
        return home.resolve("program.log");
    }

    /** Starts the program and returns when it says that it is ready, with the time that this took. */
    synchronized Duration start() {
        if (process != null && process.isAlive()) {
            throw new IllegalStateException("the program runs already, pid " + process.pid());
        }
        long began = System.nanoTime();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmFlags());
        command.addAll(List.of("-cp", classPath, "io.croupier.http.Main", "run"));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        var environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("CROUPIER_") && !name.equals("CROUPIER_CACHE_DIR"));
        environment.put("CROUPIER_DATA_DIR", data().toString());
        environment.put("CROUPIER_HTTP_PORT", Integer.toString(ports.http()));
        environment.put("CROUPIER_LIVE_PORT", Integer.toString(ports.live()));
        environment.put("CROUPIER_MANAGEMENT_PORT", Integer.toString(ports.management()));
        environment.put("CROUPIER_REMOTING_PORT", Integer.toString(ports.remoting()));
        Path settings = home.resolve("simulation.conf");
        environment.put("CROUPIER_CONFIG", settings.toString());
        try {
            Files.writeString(settings, config, StandardCharsets.UTF_8);
            process = builder.start();
        } catch (IOException e) {
            throw new SimulationException("the program cannot be started: " + e.getMessage(), e);
        }
        awaitReady(process, began + START_LIMIT.toNanos());
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** What its Java runtime is told. */
    List<String> jvmFlags() {
        List<String> flags = new ArrayList<>();
        flags.add("-Djava.util.concurrent.ForkJoinPool.common.parallelism=2");
        flags.add("-Xmx512m");
        flags.addAll(javaOptions());
        return List.copyOf(flags);
    }

    /** The words of {@code CROUPIER_JAVA_OPTS}, as {@code ./croupier} takes them. */
    private static List<String> javaOptions() {
        return Stream.of(System.getenv().getOrDefault("CROUPIER_JAVA_OPTS", "").split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private void awaitReady(Process started, long deadline) {
        var ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.management() + "/ready"))
                .timeout(Duration.ofSeconds(2))
                .build();
        while (!isReady(ready)) {
            if (!started.isAlive()) {
                throw new SimulationException(
                        "the program ended with exit code " + started.exitValue() + " at its start:\n" + lastLines());
            }
            if (System.nanoTime() > deadline) {
                throw new SimulationException(
                        "the program is not ready after " + START_LIMIT.toSeconds() + " s:\n" + lastLines());
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private boolean isReady(HttpRequest ready) {
        try {
            return http.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SimulationException("interrupted", e);
        }
    }

    /** SIGKILL to the program's JVM alone, and waits until it is gone. */
    synchronized void kill() {
        Process running = process;
        if (running == null || !running.isAlive()) {
            throw new SimulationException("the program ended before it was killed:\n" + lastLines());
        }
        running.destroyForcibly();
        waitFor(running, STOP_LIMIT);
    }

    /** Stops the program as Ctrl-C does, and after a while by force; then whatever PostgreSQL it left on its data. */
    @Override
    public synchronized void close() {
        Process running = process;
        if (running != null && running.isAlive()) {
            running.destroy();
            if (!waitFor(running, STOP_LIMIT)) {
                running.destroyForcibly();
                waitFor(running, STOP_LIMIT);
            }
        }
        postgres().ifPresent(server -> {
            // SIGTERM would wait for clients that are gone; the log is replayed at the next start, if there is one.
            server.destroy();
            server.onExit().completeOnTimeout(server, 5, TimeUnit.SECONDS).join();
            postgres().ifPresent(ProcessHandle::destroyForcibly);
        });
    }

    /** The PostgreSQL that runs on the program's data now. */
    private Optional<ProcessHandle> postgres() {
        return postmaster()
                .flatMap(lines -> ProcessHandle.of(Long.parseLong(lines.get(0).trim())))
                .filter(ProcessHandle::isAlive)
                .filter(server -> server.info().command().orElse("postgres").endsWith("postgres"));
    }

    /** Lines of the running server's {@code postmaster.pid}: process id first, port in the fourth. */
    Optional<List<String>> postmaster() {
        try {
            List<String> lines = Files.readAllLines(data().resolve("postgres/postmaster.pid"), StandardCharsets.UTF_8);
            return lines.size() < 4 ? Optional.empty() : Optional.of(lines);
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    /** The end of what the program printed. */
    String lastLines() {
        try {
            List<String> lines = Files.readAllLines(log(), StandardCharsets.UTF_8);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
        } catch (IOException e) {
            return "(" + log() + " cannot be read: " + e.getMessage() + ")";
        }
    }

    /** Deletes a program's home; only after {@link #close}. */
    static void deleteHome(Path home) {
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean waitFor(Process running, Duration limit) {
        try {
            return running.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
