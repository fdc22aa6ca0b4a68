package io.croupier.simulations;

import io.croupier.kubernetes.fake.PodRuntime.Spec;
import io.croupier.kubernetes.fake.PodRuntime.Told;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One pod: a JVM of the packaged program at an address that no pod had before, which is started again where it ends unasked, and
 * what its readiness probe says. All of it happens on its kubelet's one thread; what others may ask is volatile.
 */
final class PodJvm {
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(4);
    /** Failures in a row, as in the manifests. */
    private static final int FAILURES = 3;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 4;

    private final Spec spec;
    private final String address;
    private final Told told;
    private final ProcessBuilder program;
    private final Path console;
    private final HttpClient http;
    private CompletableFuture<Integer> probe = CompletableFuture.completedFuture(0);
    private int failures;
    private long startAgainNanos;
    private volatile @Nullable Process process;
    private volatile boolean ready;
    private volatile boolean leaving;
    private final AtomicInteger restarts = new AtomicInteger();

    /** Not started yet. */
    PodJvm(Spec spec, String address, Told told, ProcessBuilder program, Path console, HttpClient http) {
        this.spec = spec;
        this.address = address;
        this.told = told;
        this.program =
                program.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(console.toFile()));
        this.console = console;
        this.http = http;
    }

    Spec spec() {
        return spec;
    }

    String address() {
        return address;
    }

    /** Whether clients are sent to it. */
    boolean serves() {
        return ready && !leaving;
    }

    /** How often it was started again where it was. */
    int restarts() {
        return restarts.get();
    }

    /** Of the running JVM. */
    long pid() {
        Process running = process;
        if (running == null) {
            throw new SimulationException(spec.name() + " has not been started");
        }
        return running.pid();
    }

    void start() {
        try {
            process = program.start();
        } catch (IOException failure) {
            throw new SimulationException(spec.name() + " cannot be started: " + failure.getMessage(), failure);
        }
    }

    /** What a kubelet does for its pod again and again. */
    void look() {
        Process known = process;
        if (known == null || leaving) {
            return;
        }
        if (!known.isAlive()) {
            startAgain();
        } else if (probe.isDone()) {
            probed(probe.join());
            probe = ask();
        }
    }

    private void startAgain() {
        unready();
        long now = System.nanoTime();
        if (startAgainNanos == 0) {
            startAgainNanos = now + FIRST_PAUSE.toNanos() * (1L << Math.min(MOST_DOUBLINGS, restarts.get()));
        } else if (now - startAgainNanos > 0) {
            startAgainNanos = 0;
            restarts.incrementAndGet();
            start();
        }
    }

    private CompletableFuture<Integer> ask() {
        var request = HttpRequest.newBuilder(URI.create("http://" + address + ":8558/ready"))
                .timeout(PROBE_TIMEOUT)
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                .handle((answer, failure) -> failure == null ? answer.statusCode() : 0);
    }

    private void probed(int status) {
        if (status == 200) {
            failures = 0;
            ready = true;
            told.ready(true);
        } else if (++failures >= FAILURES) {
            unready();
        }
    }

    private void unready() {
        if (ready) {
            ready = false;
            told.ready(false);
        }
    }

    /** No client is sent to it any more. */
    void leave() {
        leaving = true;
    }

    /** SIGTERM, and SIGKILL where it takes longer than {@code grace}; its exit code, 0 where nothing ran. */
    CompletableFuture<Integer> terminate(Duration grace) {
        leaving = true;
        Process running = process;
        if (running == null) {
            return CompletableFuture.completedFuture(0);
        }
        running.destroy();
        return running.onExit()
                .copy()
                .orTimeout(grace.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(late -> running.destroyForcibly().onExit())
                .thenApply(Process::exitValue);
    }

    /** SIGKILL, and its end. */
    void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().onExit().join();
        }
    }

    /** The end of what it printed. */
    String lastLines() {
        try {
            List<String> lines = Files.readAllLines(console, StandardCharsets.UTF_8);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 12), lines.size()));
        } catch (IOException unreadable) {
            return "(" + console + " cannot be read: " + unreadable.getMessage() + ")";
        }
    }
}
