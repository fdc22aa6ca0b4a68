package io.croupier.simulations.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The node's clock jumps: it is started anew under libfaketime, and after the hold anew without it, which is a jump back. */
final class ClockJump {
    private static final int LEAST_S = 5;
    private static final int MOST_S = 60;
    /** The node's clock is asked for whole seconds over HTTP. */
    private static final Duration TOLERANCE = Duration.ofSeconds(3);

    static final Fault FAULT = new Kind(
            "clock-jump",
            "the node is stopped and runs with a clock that is 5 to 60 s off, either way, for the hold",
            Duration.ofSeconds(20),
            ClockJump::missing,
            ClockJump::inject);

    private ClockJump() {}

    private static Optional<String> missing(Surroundings surroundings) {
        return surroundings.node().takesLaunches()
                ? FakeTime.obstacle()
                : Optional.of("a single node: the clocks of a cluster's nodes are one machine's");
    }

    private static Injection inject(Surroundings surroundings, Duration holdFor, RandomGenerator random) {
        NodeProcess node = surroundings.node();
        Path library = FakeTime.library().orElseThrow(() -> new IllegalStateException("there is no libfaketime"));
        int jumpS = random.nextInt(LEAST_S, MOST_S + 1) * (random.nextBoolean() ? 1 : -1);
        Launch usual = node.launch();
        String stopped = NodeFaults.stop(node);
        Duration there;
        String back;
        try {
            there = node.start(usual.with(environment(library, jumpS)));
            assertOff(node, jumpS);
            surroundings.holds().keep(holdFor);
            back = NodeFaults.stop(node);
        } catch (RuntimeException e) {
            // Whoever heals starts it as it was started last, which must not be with a false clock.
            if (node.isRunning()) {
                node.kill();
            }
            node.start(usual);
            throw e;
        }
        return NodeFaults.started(
                node,
                String.format("%s, ready %+d s off after %s, %s", stopped, jumpS, Words.seconds(there), back),
                node.start(usual));
    }

    private static Map<String, String> environment(Path library, int jumpS) {
        return Map.of(
                "LD_PRELOAD",
                library.toString(),
                "FAKETIME",
                (jumpS < 0 ? "" : "+") + jumpS,
                // The JVM waits by the monotonic clock, which never jumps; the name differs between versions of the
                // library.
                "DONT_FAKE_MONOTONIC",
                "1",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                // Otherwise 0.9.10 takes those waits for ones by the other clock, and they end at once.
                "FAKETIME_FORCE_MONOTONIC_FIX",
                "0");
    }

    /** A library that cannot be loaded is a warning for the system's loader, and would prove nothing. */
    private static void assertOff(NodeProcess node, int jumpS) {
        Instant wanted = Instant.now().plusSeconds(jumpS);
        Instant said = node.clock();
        if (Duration.between(wanted, said).abs().compareTo(TOLERANCE) > 0) {
            throw new ChaosException("the node's clock says " + said + " and not " + wanted + ": no jump took place");
        }
    }
}
