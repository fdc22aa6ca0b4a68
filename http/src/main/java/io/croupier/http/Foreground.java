package io.croupier.http;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A program that runs in the foreground until Ctrl-C or SIGTERM: says what it does while it starts, and stops what runs in order
 * when it is told to end.
 *
 * <p>It stops by a hook of its own, which ends the JVM itself: a run that was asked to stop and did so in order has succeeded, and
 * its exit code is 0 rather than the signal's.
 */
public final class Foreground {
    private static final Duration HOOK_WAIT_FOR_START = Duration.ofSeconds(30);

    private final Instant begin = Instant.now();
    private final PrintWriter out;
    private final AtomicBoolean asked = new AtomicBoolean();
    private final Object monitor = new Object();
    private boolean settled;
    private @Nullable Runnable stop;

    private Foreground(PrintWriter out) {
        this.out = out;
    }

    /**
     * Begins: from now on a signal stops what {@link #runs} has named by then, or names within half a minute.
     *
     * @param directory the log goes to files below it, so this must come before the first logger
     */
    public static Foreground begin(PrintWriter out, Path directory) {
        logBelow(directory);
        var foreground = new Foreground(out);
        Runtime.getRuntime().addShutdownHook(new Thread(foreground::stop, "stop"));
        return foreground;
    }

    /** Sends the log to files below {@code directory}; to be called before the first logger exists. */
    static void logBelow(Path directory) {
        System.setProperty("croupier.log-dir", directory.resolve("logs").toString());
        System.setProperty("logback.configurationFile", "logback-run.xml");
    }

    /** Says one line, with the time since the beginning. */
    public void step(String line) {
        out.println(String.format(
                Locale.ROOT,
                "  %5.1f s  %s",
                Duration.between(begin, Instant.now()).toMillis() / 1000.0,
                line));
        out.flush();
    }

    /**
     * From now on there is something to stop; best called before it is fully started, so that a signal in mid-start leaves nothing
     * behind.
     *
     * @param orderly stops it, and says so; throws where that is not done in order
     */
    public void runs(Runnable orderly) {
        settle(orderly);
    }

    /**
     * What ran has ended, or could not start, and nothing is left to stop. Does not return where a signal was the cause: the hook then
     * says the rest and ends the JVM.
     */
    public void ended() {
        if (asked.get()) {
            try {
                Thread.currentThread().join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        settle(null);
    }

    private void settle(@Nullable Runnable orderly) {
        synchronized (monitor) {
            stop = orderly;
            settled = true;
            monitor.notifyAll();
        }
    }

    /** What the JVM does when it is told to end. */
    private void stop() {
        Runnable orderly = awaitStart();
        if (orderly == null) {
            return;
        }
        asked.set(true);
        int exitCode = 0;
        try {
            orderly.run();
        } catch (RuntimeException failure) {
            out.println("croupier did not stop in order: " + failure.getMessage());
            exitCode = 1;
        }
        out.flush();
        Runtime.getRuntime().halt(exitCode);
    }

    /** A stop in mid-start waits until there is something to stop, so that no database is left behind. */
    private @Nullable Runnable awaitStart() {
        long deadline = System.nanoTime() + HOOK_WAIT_FOR_START.toNanos();
        synchronized (monitor) {
            while (!settled && System.nanoTime() < deadline) {
                try {
                    monitor.wait(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    return stop;
                }
            }
            return stop;
        }
    }
}
