package io.croupier.http.cluster;

import io.croupier.http.cluster.NodeProbe.View;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The nodes of the cluster on this machine, and what can be done to them; one thing at a time. Only the very first node begins
 * a cluster: every later one is told to join at those that live, and never at itself.
 */
final class Nodes {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final ClusterLimits limits;
    private final Path directory;
    private final int remotingPort;
    private final Map<String, String> shared;
    private final NodeProbe probe;
    private final Admission admission;
    private final Consumer<String> console;
    /** By number; one that has ended stays, to be shown, until its number is taken again. */
    private final ConcurrentSkipListMap<Integer, NodeProcess> nodes = new ConcurrentSkipListMap<>();
    /** In the order in which they were started, the youngest last. */
    private final List<Integer> byAge = new ArrayList<>();

    private int version = 1;
    private volatile boolean closing;

    /**
     * None yet.
     *
     * @param directory below which each has its own
     * @param shared settings that all have, by name
     * @param admission is told of nodes that are found to be members of one cluster
     * @param console is told of nodes that end by themselves
     */
    Nodes(
            ClusterLimits limits,
            Path directory,
            int remotingPort,
            Map<String, String> shared,
            NodeProbe probe,
            Admission admission,
            Consumer<String> console) {
        this.limits = limits;
        this.directory = directory;
        this.remotingPort = remotingPort;
        this.shared = Map.copyOf(shared);
        this.probe = probe;
        this.admission = admission;
        this.console = console;
    }

    /** Addresses of those that run and were not told to end; thread-safe. */
    List<String> livingAddresses() {
        return addresses(living());
    }

    private List<NodeProcess> living() {
        return nodes.values().stream()
                .filter(node -> node.isAlive() && !node.isLeaving())
                .toList();
    }

    /** Starts the first {@code count}, and returns when they are one cluster and all are ready. */
    synchronized void startFirst(int count, Consumer<String> progress) {
        if (count > limits.maxNodes()) {
            throw new ClusterFailure("--nodes " + count + " must be at most " + limits.maxNodes()
                    + " (croupier.local-cluster.max-nodes)");
        }
        for (int number = 1; number <= count; number++) {
            start(number, List.of(NodeProcess.address(1)), progress);
        }
        awaitWhole(living(), progress);
    }

    /** Starts one more, at the lowest number that is free. */
    synchronized void add(Consumer<String> progress) {
        int number = 1;
        while (isTaken(number)) {
            number++;
        }
        if (number > limits.maxNodes()) {
            throw new ClusterFailure(
                    "there are " + limits.maxNodes() + " nodes already (croupier.local-cluster.max-nodes)");
        }
        awaitOrStop(start(number, seeds(number), progress), progress);
    }

    private boolean isTaken(int number) {
        NodeProcess node = nodes.get(number);
        return node != null && node.isAlive();
    }

    /** Kills one with SIGKILL, whatever else is being done. */
    void kill(int number, Consumer<String> progress) {
        NodeProcess node = nodes.get(number);
        if (node == null || !node.isAlive()) {
            throw new ClusterFailure("there is no node " + number + "; those that run: "
                    + living().stream().map(NodeProcess::number).toList());
        }
        node.kill();
        progress.accept("node " + number + " (pid " + node.pid() + ") is killed");
    }

    /** Replaces each, the youngest first, the next only when all is well again; each replacement has a higher app-version. */
    synchronized void roll(Consumer<String> progress) {
        List<NodeProcess> running = living();
        if (running.size() < 2) {
            throw new ClusterFailure(
                    "a roll needs two nodes or more, or nobody would be there meanwhile: add one first");
        }
        awaitWhole(running, progress);
        version++;
        int done = 0;
        for (NodeProcess node : youngestFirst(running)) {
            progress.accept("roll " + ++done + " of " + running.size() + ": node " + node.number());
            stopOne(node, progress);
            awaitOrStop(start(node.number(), seeds(node.number()), progress), progress);
        }
        progress.accept("rolled " + done + " nodes to app-version " + version);
    }

    /** Awaits a new node; one that fails must not stay, half started, in the way of the next roll. */
    private void awaitOrStop(NodeProcess fresh, Consumer<String> progress) {
        try {
            awaitWhole(List.of(fresh), progress);
        } catch (ClusterFailure failed) {
            if (fresh.isAlive()) {
                stopOne(fresh, progress);
            }
            throw failed;
        }
    }

    private void stopOne(NodeProcess node, Consumer<String> progress) {
        long begin = System.nanoTime();
        boolean inOrder = node.stop(limits.stopTimeout());
        progress.accept("node " + node.number() + (inOrder ? " has left" : " did not leave in time and was killed")
                + seconds(begin));
    }

    /** Stops all, the youngest first; whatever else is being done is given up. */
    void stopAll(Consumer<String> progress) {
        closing = true;
        synchronized (this) {
            youngestFirst(nodes.values().stream().filter(NodeProcess::isAlive).toList())
                    .forEach(node -> stopOne(node, progress));
        }
    }

    private List<NodeProcess> youngestFirst(List<NodeProcess> some) {
        return some.stream()
                .sorted(Comparator.comparing(
                        (NodeProcess node) -> byAge.indexOf(node.number()), Comparator.reverseOrder()))
                .toList();
    }

    /** Those that run have nobody to wait for them any more. */
    void killAll() {
        closing = true;
        nodes.values().forEach(NodeProcess::kill);
    }

    private List<String> seeds(int number) {
        List<String> others = living().stream()
                .filter(node -> node.number() != number)
                .map(NodeProcess::address)
                .filter(address -> probe.view(address).isPresent())
                .toList();
        if (others.isEmpty()) {
            throw new ClusterFailure("no node lives that node " + number
                    + " could join at: end the cluster with 'croupier cluster stop' and start it again");
        }
        return others;
    }

    private NodeProcess start(int number, List<String> seeds, Consumer<String> progress) {
        refuseWhereClosing();
        Path own = directory.resolve(Integer.toString(number));
        Map<String, String> settings = new HashMap<>(shared);
        settings.put("croupier.bind", NodeProcess.address(number));
        settings.put("croupier.advertise", NodeProcess.address(number));
        // Speaks from its own address too: whoever cuts nodes off from each other sees whose packets they are.
        settings.put("akka.remote.artery.advanced.tcp.outbound-client-hostname", NodeProcess.address(number));
        settings.put("croupier.data-dir", own.toString());
        settings.put("akka.cluster.app-version", Integer.toString(version));
        settings.put(
                "croupier.cluster.nodes",
                String.join(
                        ",",
                        seeds.stream().map(seed -> seed + ":" + remotingPort).toList()));
        admission.forget(NodeProcess.address(number));
        NodeProcess node = NodeProcess.start(number, version, own, settings);
        nodes.put(number, node);
        byAge.remove((Integer) number);
        byAge.add(number);
        node.whenEnded(() -> {
            if (!node.isLeaving() && !closing) {
                console.accept("node " + number + " (pid " + node.pid() + ") has " + node.state() + ": "
                        + node.lastLine() + "; 'croupier cluster add' starts another");
            }
        });
        progress.accept("node " + number + " starts at " + node.address() + " (pid " + node.pid() + ", app-version "
                + version + ")");
        return node;
    }

    /** Until these are ready and every living node sees all living ones, and no other, as full members that answer. */
    private void awaitWhole(List<NodeProcess> awaited, Consumer<String> progress) {
        long begin = System.nanoTime();
        for (NodeProcess node : awaited) {
            await(node, () -> probe.ready(node.address()).join(), "is not ready");
            progress.accept("node " + node.number() + " is ready" + seconds(begin));
        }
        await(awaited.get(0), () -> admission.admit(addresses(living())), "does not see a whole cluster");
        progress.accept("all " + living().size()
                + " nodes are ready members of one cluster: the front lets clients in to each" + seconds(begin));
    }

    private void await(NodeProcess node, BooleanSupplier condition, String otherwise) {
        long deadline = System.nanoTime() + limits.startTimeout().toNanos();
        while (!condition.getAsBoolean()) {
            refuseWhereClosing();
            if (!node.isAlive()) {
                throw new ClusterFailure("node " + node.number() + " has " + node.state() + ": " + node.lastLine());
            }
            if (System.nanoTime() > deadline) {
                throw new ClusterFailure("node " + node.number() + " " + otherwise + " after "
                        + limits.startTimeout().toSeconds() + " s (croupier.local-cluster.start-timeout)");
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    private void refuseWhereClosing() {
        if (closing) {
            throw new ClusterFailure("the cluster is being stopped");
        }
    }

    private static List<String> addresses(List<NodeProcess> some) {
        return some.stream().map(NodeProcess::address).toList();
    }

    /** A table of all nodes, one line each under a line of headings; thread-safe, and does not wait for what is being done. */
    List<String> status() {
        Collection<NodeProcess> all = nodes.values();
        Map<String, String> members = new TreeMap<>();
        all.stream()
                .filter(NodeProcess::isAlive)
                .map(node -> probe.view(node.address()))
                .flatMap(Optional::stream)
                .map(View::members)
                .findFirst()
                .ifPresent(members::putAll);
        List<String> lines = new ArrayList<>();
        lines.add(line("node", "pid", "address", "state", "app-version", "ready", "member"));
        for (NodeProcess node : all) {
            boolean ready = node.isAlive() && probe.ready(node.address()).join();
            lines.add(line(
                    Integer.toString(node.number()),
                    Long.toString(node.pid()),
                    node.address(),
                    node.state(),
                    Integer.toString(node.version()),
                    ready ? "yes" : "no",
                    members.getOrDefault(node.address(), "-")));
        }
        return lines;
    }

    private static String line(Object... columns) {
        return String.format(Locale.ROOT, "%-5s %-8s %-12s %-12s %-12s %-6s %s", columns);
    }

    private static String seconds(long begin) {
        return String.format(Locale.ROOT, " (%.1f s)", (System.nanoTime() - begin) / 1e9);
    }
}
