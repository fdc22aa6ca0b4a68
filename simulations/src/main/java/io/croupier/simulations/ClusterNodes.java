package io.croupier.simulations;

import io.croupier.simulations.ClusterProgram.Node;
import io.croupier.simulations.chaos.Launch;
import io.croupier.simulations.chaos.NodeCluster;
import io.croupier.simulations.chaos.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The nodes of a {@link ClusterProgram}, as faults see them: whoever ends or freezes one hits one of them by chance. */
final class ClusterNodes implements NodeCluster {
    private static final Duration TOGETHER_LIMIT = Duration.ofMinutes(5);
    private static final Duration END_LIMIT = Duration.ofMinutes(3);

    private final int count;
    private final RandomGenerator random;
    private final Function<BooleanSupplier, ClusterProgram> starter;
    private @Nullable ClusterProgram program;
    private volatile long lastPid;
    private volatile long frozenPid;
    private volatile boolean closed;

    /** @param starter is told when it is given up, makes the cluster, and returns when its {@code count} nodes are one */
    ClusterNodes(Function<BooleanSupplier, ClusterProgram> starter, int count, RandomGenerator random) {
        this.starter = starter;
        this.count = count;
        this.random = random;
    }

    private synchronized ClusterProgram cluster() {
        ClusterProgram started = program;
        if (started == null) {
            throw new IllegalStateException("the cluster was never started");
        }
        return started;
    }

    private List<Node> running() {
        return cluster().status().stream().filter(Node::isRunning).toList();
    }

    private Set<Long> pids() {
        return running().stream().map(Node::pid).collect(Collectors.toSet());
    }

    private Node pick() {
        List<Node> running = running();
        if (running.size() < count) {
            throw new SimulationException(
                    "only " + running.size() + " of " + count + " nodes run: one of the others has "
                            + "ended by itself\n" + cluster().status());
        }
        Node picked = running.get(random.nextInt(running.size()));
        lastPid = picked.pid();
        return picked;
    }

    @Override
    public boolean isRunning() {
        synchronized (this) {
            if (program == null) {
                return false;
            }
        }
        return running().size() == count;
    }

    @Override
    public long pid() {
        return lastPid;
    }

    @Override
    public Launch launch() {
        return Launch.USUAL;
    }

    @Override
    public synchronized Duration start(Launch how) {
        if (closed || !how.equals(Launch.USUAL)) {
            throw new IllegalStateException(closed ? "the cluster is closed" : "a cluster's nodes start as usual");
        }
        long began = System.nanoTime();
        ClusterProgram started = program;
        if (started == null) {
            program = starter.apply(() -> closed);
            return since(began);
        }
        Set<Long> before = pids();
        for (int missing = count - before.size(); missing > 0; missing--) {
            started.obey("add");
        }
        awaitReady();
        pids().stream().filter(pid -> !before.contains(pid)).findAny().ifPresent(added -> lastPid = added);
        return since(began);
    }

    @Override
    public Duration roll() {
        long began = System.nanoTime();
        cluster().obey("roll");
        awaitReady();
        return since(began);
    }

    @Override
    public void kill() {
        cluster().obey("kill", Integer.toString(pick().number()));
    }

    @Override
    public int terminate() {
        Node picked = pick();
        ProcessHandle.of(picked.pid()).ifPresent(ProcessHandle::destroy);
        ClusterProgram.await(
                END_LIMIT,
                "the end of node " + picked.number(),
                () -> !cluster().node(picked.number()).isRunning());
        return cluster().node(picked.number()).state().equals("ended(0)") ? 0 : 1;
    }

    @Override
    public void freeze() {
        frozenPid = pick().pid();
        Signal.STOP.send(List.of(frozenPid));
    }

    @Override
    public void thaw() {
        long frozen = frozenPid;
        frozenPid = 0;
        if (frozen != 0 && ProcessHandle.of(frozen).isPresent()) {
            Signal.CONT.send(List.of(frozen));
        }
    }

    /** Waits until all nodes see all others, and none else, and until those that ended meanwhile are replaced. */
    @Override
    public Duration awaitReady() {
        long began = System.nanoTime();
        ClusterProgram.await(TOGETHER_LIMIT, "one cluster of " + count + " nodes", this::together);
        return since(began);
    }

    private boolean together() {
        ClusterProgram cluster = cluster();
        List<Node> nodes = running();
        if (nodes.size() < count) {
            // It was away for so long that the others have removed it, and has ended by itself.
            cluster.command("add");
            return false;
        }
        Set<String> addresses = nodes.stream().map(Node::address).collect(Collectors.toSet());
        return nodes.stream()
                .allMatch(node ->
                        node.ready() && cluster.membersSeenBy(node.address()).equals(addresses));
    }

    @Override
    public Instant clock() {
        return Instant.now();
    }

    @Override
    public void close() {
        closed = true;
        thaw();
        ClusterProgram started;
        synchronized (this) {
            started = program;
        }
        if (started != null) {
            started.close();
        }
    }

    private static Duration since(long beganNs) {
        return Duration.ofNanos(System.nanoTime() - beganNs);
    }
}
