package io.croupier.http.cluster;

import io.croupier.http.Foreground;
import io.croupier.http.Main;
import io.croupier.http.node.BuildInfo;
import io.croupier.http.node.NodeSettings;
import io.croupier.http.node.StartFailure;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.spi.ToolProvider;

/** {@code croupier cluster}: several nodes on this machine, and the commands that steer them. */
public final class ClusterCommand implements ToolProvider {
    private static final String USAGE = """
            usage: croupier cluster [start] [--nodes N]    starts N nodes (3) behind 127.0.0.1; Ctrl-C stops them
                   croupier cluster status                 each node with its pid, address, state and app-version
                   croupier cluster add                    starts one more
                   croupier cluster kill N                 kills node N with SIGKILL
                   croupier cluster roll                   replaces all nodes, one at a time, the youngest first
                   croupier cluster stop                   stops all

            start stays in the foreground; the others talk to the one whose data is in CROUPIER_DATA_DIR.""";

    private static final int USUAL_NODES = 3;

    /** Called by the service loader. */
    public ClusterCommand() {}

    @Override
    public String name() {
        return "cluster";
    }

    @Override
    public int run(PrintWriter out, PrintWriter err, String... arguments) {
        List<String> words = Arrays.asList(arguments);
        if (words.equals(List.of(Main.DESCRIBE))) {
            out.println("starts several nodes on this machine; status, add, kill, roll, stop (cluster --help)");
            return 0;
        }
        if (words.contains("--help")) {
            out.println(USAGE);
            return 0;
        }
        String verb = words.isEmpty() || words.get(0).startsWith("--") ? "start" : words.get(0);
        List<String> rest = words.isEmpty() || !words.get(0).equals(verb) ? words : words.subList(1, words.size());
        try {
            return switch (verb) {
                case "start" -> start(nodes(rest), out);
                case "status", "add", "roll", "stop" -> {
                    if (!rest.isEmpty()) {
                        throw new IllegalArgumentException("cluster " + verb + " takes no arguments");
                    }
                    yield send(List.of(verb), out, err);
                }
                case "kill" -> send(List.of(verb, number("kill", rest)), out, err);
                default -> throw new IllegalArgumentException("there is no command 'cluster " + verb + "'");
            };
        } catch (IllegalArgumentException notUnderstood) {
            err.println("croupier: " + notUnderstood.getMessage());
            err.println(USAGE);
            return 2;
        } catch (StartFailure | ClusterFailure failure) {
            err.println("croupier: " + failure.getMessage());
            return 1;
        }
    }

    private static int nodes(List<String> words) {
        if (words.isEmpty()) {
            return USUAL_NODES;
        }
        if (!words.get(0).equals("--nodes")) {
            throw new IllegalArgumentException("cluster start does not know " + words.get(0));
        }
        return Integer.parseInt(number("--nodes", words.subList(1, words.size())));
    }

    private static String number(String of, List<String> words) {
        if (words.size() == 1 && words.get(0).matches("[1-9][0-9]{0,3}")) {
            return words.get(0);
        }
        throw new IllegalArgumentException(
                "cluster " + of + " needs one number, 1 or more, and not '" + String.join(" ", words) + "'");
    }

    private static int send(List<String> words, PrintWriter out, PrintWriter err) {
        return ControlClient.send(NodeSettings.forDeveloper().dataDirectory(), words, out, err);
    }

    private static int start(int nodes, PrintWriter out) {
        NodeSettings settings = NodeSettings.forDeveloper();
        Foreground foreground = Foreground.begin(out, settings.dataDirectory());
        out.println("croupier " + BuildInfo.current().version() + ": a cluster of " + nodes + " is starting");
        try {
            LocalCluster cluster =
                    LocalCluster.start(settings, nodes, foreground::step, starting -> foreground.runs(starting::close));
            return serve(cluster, nodes, foreground, out);
        } finally {
            foreground.ended();
        }
    }

    /** Until somebody stops it; in any case nothing is left running. */
    private static int serve(LocalCluster cluster, int nodes, Foreground foreground, PrintWriter out) {
        try {
            ControlPort control = cluster.takeCommands();
            try {
                foreground.step("ready");
                announce(cluster, nodes, out);
                cluster.awaitStop();
                // Before the port goes: whoever asked for the end is told how it came.
                cluster.close();
                return 0;
            } finally {
                control.close();
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            return 1;
        } finally {
            cluster.close();
        }
    }

    private static void announce(LocalCluster cluster, int nodes, PrintWriter out) {
        NodeSettings settings = cluster.settings();
        out.println();
        out.println("  page        http://127.0.0.1:" + settings.ports().http() + "/");
        out.println("  live        ws://127.0.0.1:" + settings.ports().live() + "/live");
        out.println("  management  http://127.0.0.1:" + settings.ports().management() + "/ready");
        out.println("  nodes       " + NodeProcess.address(1) + (nodes > 1 ? " to " + NodeProcess.address(nodes) : "")
                + ", the same ports");
        out.println("  data        " + settings.dataDirectory() + "   (each node's log below nodes/)");
        out.println("  commands    croupier cluster status | add | kill N | roll | stop");
        out.println("  stop        Ctrl-C");
        out.println();
        out.flush();
    }
}
