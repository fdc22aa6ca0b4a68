package io.croupier.http;

import io.croupier.http.node.BuildInfo;
import io.croupier.http.node.CroupierNode;
import io.croupier.http.node.NodeSettings;
import io.croupier.http.node.StartFailure;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * {@code croupier run}: one node in the foreground, dev mode on, until Ctrl-C or SIGTERM.
 *
 * <p>The program stops by a hook of its own, which stops the node from the top down and ends the JVM itself: a run
 * that was asked to stop and did so in order has succeeded, and its exit code is 0 rather than the signal's.
 */
public final class RunCommand implements Command {
    private static final Duration HOOK_WAIT_FOR_START = Duration.ofSeconds(30);

    private final Instant begin = Instant.now();

    /** Called by the service loader. */
    public RunCommand() {}

    @Override
    public String name() {
        return "run";
    }

    @Override
    public void check(String... arguments) {
        if (arguments.length > 0) {
            throw new IllegalArgumentException("run takes no arguments; its settings are environment variables"
                    + " (CROUPIER_HTTP_PORT, CROUPIER_DATA_DIR, ...)");
        }
    }

    @Override
    public int run(PrintWriter out, PrintWriter err, String... arguments) {
        if (arguments.length == 1 && arguments[0].equals(Main.DESCRIBE)) {
            out.println("starts one node with its embedded PostgreSQL, dev mode on; Ctrl-C stops it");
            return 0;
        }
        try {
            check(arguments);
        } catch (IllegalArgumentException wrong) {
            err.println("croupier: " + wrong.getMessage());
            return 2;
        }
        try {
            NodeSettings settings = NodeSettings.forDeveloper();
            logBelow(settings.dataDirectory());
            return serve(settings, out, err);
        } catch (StartFailure failure) {
            err.println("croupier: " + failure.getMessage());
            return 1;
        }
    }

    /** Sends the log to files below {@code directory}; to be called before the first logger exists. */
    static void logBelow(Path directory) {
        System.setProperty("croupier.log-dir", directory.resolve("logs").toString());
        System.setProperty("logback.configurationFile", "logback-run.xml");
    }

    private int serve(NodeSettings settings, PrintWriter out, PrintWriter err) {
        out.println("croupier " + BuildInfo.current().version() + " is starting");
        Stop stop = new Stop(out);
        Runtime.getRuntime().addShutdownHook(new Thread(stop, "stop"));
        if (settings.config().getBoolean("croupier.node.stop-at-end-of-input")) {
            Departure.atEndOfInput(System.in);
        }
        CroupierNode node;
        try {
            node = CroupierNode.start(settings, line -> step(out, line), joining -> {
                stop.node(joining);
                joining.whenLeaving(() -> Departure.watch(joining, err));
                joining.longestPause().ifPresent(longest -> Departure.afterPause(longest, err));
            });
        } catch (StartFailure failure) {
            stop.nothingToStop();
            throw failure;
        }
        announce(node, out);
        node.whenTerminated().toCompletableFuture().join();
        if (stop.asked()) {
            awaitHalt();
        }
        err.println("croupier: the node has left the cluster and ends; "
                + settings.dataDirectory().resolve("logs") + " says why");
        node.close();
        stop.nothingToStop();
        return 1;
    }

    private void step(PrintWriter out, String line) {
        out.println(String.format(
                Locale.ROOT,
                "  %5.1f s  %s",
                Duration.between(begin, Instant.now()).toMillis() / 1000.0,
                line));
    }

    private void announce(CroupierNode node, PrintWriter out) {
        NodeSettings settings = node.settings();
        step(out, "ready");
        out.println();
        out.println("  page        " + node.httpUri() + "/");
        out.println("  API         " + node.httpUri() + "/openapi.yaml");
        out.println("  live        " + node.liveUri() + "/live");
        out.println("  management  " + node.managementUri() + "/ready");
        out.println("  data        " + shortest(settings.dataDirectory()) + "   (logs below it)");
        out.println("  database    " + node.database().location() + "   (user "
                + node.database().user() + ")");
        if (settings.devMode()) {
            out.println("  dev mode    on: POST /dev/players makes players with money");
            if (!settings.isLocal()) {
                out.println("  WARNING     dev mode on " + settings.bind() + ": anyone who reaches port "
                        + settings.ports().http() + " can make players, money and operators"
                        + " (CROUPIER_DEV_MODE=off, or CROUPIER_BIND=127.0.0.1)");
            }
        }
        out.println("  stop        Ctrl-C");
        out.println();
        out.flush();
    }

    private static Path shortest(Path path) {
        Path here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path) : path;
    }

    private static void awaitHalt() {
        try {
            Thread.currentThread().join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** What the JVM does when it is told to end. */
    private static final class Stop implements Runnable {
        private final PrintWriter out;
        private final AtomicBoolean asked = new AtomicBoolean();
        private final Object monitor = new Object();
        private boolean settled;
        private @Nullable CroupierNode node;

        Stop(PrintWriter out) {
            this.out = out;
        }

        boolean asked() {
            return asked.get();
        }

        void node(CroupierNode running) {
            synchronized (monitor) {
                node = running;
                settled = true;
                monitor.notifyAll();
            }
        }

        void nothingToStop() {
            synchronized (monitor) {
                node = null;
                settled = true;
                monitor.notifyAll();
            }
        }

        @Override
        public void run() {
            CroupierNode running = awaitStart();
            if (running == null) {
                return;
            }
            asked.set(true);
            long begin = System.nanoTime();
            out.println("croupier is stopping: closing its ports, leaving the cluster, then its database");
            int exitCode = 0;
            try {
                running.close();
                out.println(
                        String.format(Locale.ROOT, "croupier has stopped (%.1f s)", (System.nanoTime() - begin) / 1e9));
            } catch (RuntimeException failure) {
                out.println("croupier did not stop in order: " + failure.getMessage());
                exitCode = 1;
            }
            out.flush();
            Runtime.getRuntime().halt(exitCode);
        }

        /** A stop in mid-start waits for the start's end, so that no database is left behind. */
        private @Nullable CroupierNode awaitStart() {
            long deadline = System.nanoTime() + HOOK_WAIT_FOR_START.toNanos();
            synchronized (monitor) {
                while (!settled && System.nanoTime() < deadline) {
                    try {
                        monitor.wait(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
                    } catch (InterruptedException interrupted) {
                        Thread.currentThread().interrupt();
                        return node;
                    }
                }
                return node;
            }
        }
    }
}
