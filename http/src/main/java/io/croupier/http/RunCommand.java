package io.croupier.http;

import io.croupier.http.command.Command;
import io.croupier.http.node.BuildInfo;
import io.croupier.http.node.CroupierNode;
import io.croupier.http.node.NodeSettings;
import io.croupier.http.node.StartFailure;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;

/** {@code croupier run}: one node in the foreground, dev mode on, until Ctrl-C or SIGTERM stops it from the top down. */
public final class RunCommand implements Command {
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
            return serve(settings, Foreground.begin(out, settings.dataDirectory()), out, err);
        } catch (StartFailure failure) {
            err.println("croupier: " + failure.getMessage());
            return 1;
        }
    }

    private static int serve(NodeSettings settings, Foreground foreground, PrintWriter out, PrintWriter err) {
        out.println("croupier " + BuildInfo.current().version() + " is starting");
        if (settings.config().getBoolean("croupier.node.stop-at-end-of-input")) {
            Departure.atEndOfInput(System.in);
        }
        CroupierNode node;
        try {
            node = CroupierNode.start(settings, foreground::step, joining -> {
                foreground.runs(() -> stop(joining, out));
                joining.whenLeaving(() -> Departure.watch(joining, err));
                joining.longestPause()
                        .ifPresent(longest -> Departure.afterPause(
                                new PauseWatch(
                                        longest,
                                        PauseWatch.clocks(joining.settings().peersAreLocal())),
                                err));
            });
        } catch (StartFailure failure) {
            foreground.ended();
            throw failure;
        }
        foreground.step("ready");
        announce(node, out);
        node.whenTerminated().toCompletableFuture().join();
        node.close();
        foreground.ended();
        err.println("croupier: the node has left the cluster and ends; "
                + settings.dataDirectory().resolve("logs") + " says why");
        return 1;
    }

    private static void stop(CroupierNode node, PrintWriter out) {
        long begin = System.nanoTime();
        out.println("croupier is stopping: closing its ports, leaving the cluster, then its database");
        node.close();
        out.println(String.format(Locale.ROOT, "croupier has stopped (%.1f s)", (System.nanoTime() - begin) / 1e9));
    }

    private static void announce(CroupierNode node, PrintWriter out) {
        NodeSettings settings = node.settings();
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
}
