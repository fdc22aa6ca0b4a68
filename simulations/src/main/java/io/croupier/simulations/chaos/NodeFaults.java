package io.croupier.simulations.chaos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What happens to the node's process. */
final class NodeFaults {
    static final List<Fault> ALL = List.of(
            new Kind(
                    "kill",
                    "SIGKILL to the node; started again after the hold, which is none by default",
                    Duration.ZERO,
                    surroundings -> Optional.empty(),
                    NodeFaults::kill),
            new Kind(
                    "term",
                    "SIGTERM to the node, which must end with exit code 0; started again after the hold (none)",
                    Duration.ZERO,
                    surroundings -> Optional.empty(),
                    NodeFaults::term),
            new Kind(
                    "freeze",
                    "SIGSTOP to the node, SIGCONT after the hold",
                    Duration.ofSeconds(5),
                    surroundings -> Signal.obstacle(),
                    NodeFaults::freeze),
            new Kind(
                    "roll",
                    "a clean stop, and the start of the other version's jar, the next one rolls back; of a cluster all nodes in turn",
                    Duration.ZERO,
                    NodeFaults::missingJar,
                    NodeFaults::roll));

    private NodeFaults() {}

    private static Injection kill(Surroundings surroundings, Duration holdFor, RandomGenerator random) {
        NodeProcess node = surroundings.node();
        node.kill();
        // Not before: of a cluster it is known only now which one it was.
        long pid = node.pid();
        surroundings.holds().keep(holdFor);
        return started(node, "node " + pid + " killed", node.start());
    }

    private static Injection term(Surroundings surroundings, Duration holdFor, RandomGenerator random) {
        NodeProcess node = surroundings.node();
        String stopped = stop(node);
        surroundings.holds().keep(holdFor);
        return started(node, stopped, node.start());
    }

    /** Ends the node as an operator does; an end out of order fails the fault. */
    static String stop(NodeProcess node) {
        long began = System.nanoTime();
        int exitCode = node.terminate();
        long pid = node.pid();
        if (exitCode != 0) {
            throw new ChaosException("node " + pid + " ended with exit code " + exitCode + " after SIGTERM, not 0");
        }
        return "node " + pid + " stopped in " + Words.seconds(Duration.ofNanos(System.nanoTime() - began));
    }

    static Injection started(NodeProcess node, String before, Duration took) {
        return new Injection(before + ", node " + node.pid() + " ready after " + Words.seconds(took), took);
    }

    private static Injection freeze(Surroundings surroundings, Duration holdFor, RandomGenerator random) {
        NodeProcess node = surroundings.node();
        try {
            node.freeze();
            surroundings.holds().keep(holdFor);
        } finally {
            node.thaw();
        }
        Duration took = node.awaitReady();
        return new Injection("node " + node.pid() + " frozen, ready after " + Words.seconds(took), took);
    }

    private static Optional<String> missingJar(Surroundings surroundings) {
        Path jar = surroundings.otherJar();
        if (surroundings.node() instanceof NodeCluster) {
            return Optional.empty();
        }
        if (jar == null) {
            return Optional.of("another version's jar, and none was given");
        }
        return Files.isReadable(jar)
                ? Optional.empty()
                : Optional.of("another version's jar; " + jar + " is not there");
    }

    private static Injection roll(Surroundings surroundings, Duration holdFor, RandomGenerator random) {
        NodeProcess node = surroundings.node();
        if (node instanceof NodeCluster cluster) {
            Duration took = cluster.roll();
            return new Injection("all nodes replaced in " + Words.seconds(took), took);
        }
        Path other = surroundings.otherJar();
        if (other == null) {
            throw new IllegalStateException("there is no other jar: the fault should be refused");
        }
        Launch next = node.launch().jar().isPresent() ? Launch.USUAL : Launch.of(other);
        String stopped = stop(node);
        surroundings.holds().keep(holdFor);
        String to = next.jar().map(jar -> "to " + jar.getFileName()).orElse("back to this version");
        return started(node, stopped + ", rolled " + to, node.start(next));
    }
}
