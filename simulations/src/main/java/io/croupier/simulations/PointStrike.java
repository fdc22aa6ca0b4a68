package io.croupier.simulations;

import io.croupier.simulations.points.CrashPoint;
import io.croupier.simulations.points.Trigger;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Arms one {@link CrashPoint} in the running program and lets everyone play until it is reached, the next time or one of the
 * next few times. Every point that was armed must be reached.
 */
final class PointStrike implements Strike {
    /** Longer than the longest flight with the betting before it, after which every point was passed. */
    private static final Duration LIMIT = Duration.ofMinutes(8);
    /** Some points are passed once a round: more would make each end last long. */
    private static final int MOST_PASSES = 2;

    private final List<CrashPoint> order;
    private final RandomGenerator random;
    private final Set<CrashPoint> reached = new HashSet<>();
    private final Set<CrashPoint> missed = new HashSet<>();
    private int undone;
    private final PointAgent agent = new PointAgent();

    /** @param points of which each is armed before any is armed again */
    PointStrike(KillsOptions options, List<CrashPoint> points) {
        var shuffler = new Random(options.seed());
        this.order = new ArrayList<>(points);
        Collections.shuffle(order, shuffler);
        this.random = shuffler;
    }

    @Override
    public String name() {
        return "crash-points";
    }

    @Override
    public List<String> jvmFlags() {
        return PointAgent.JVM_FLAGS;
    }

    @Override
    public String end(Casino casino, int number) {
        CrashPoint point = order.get(number % order.size());
        int nth = 1 + random.nextInt(MOST_PASSES);
        casino.bettors().play(true);
        arm(casino.program(), point, nth);
        OptionalInt exitCode = casino.program().awaitExit(LIMIT);
        if (exitCode.isEmpty()) {
            missed.add(point);
            casino.program().kill();
            return point + " NOT REACHED within " + LIMIT.toSeconds() + " s";
        }
        if (exitCode.getAsInt() != Trigger.EXIT_CODE) {
            throw new SimulationException("the program ended with exit code " + exitCode.getAsInt() + " while " + point
                    + " was armed:\n" + casino.program().lastLines());
        }
        reached.add(point);
        return point + " (" + nth + ")";
    }

    private void arm(Program program, CrashPoint point, int nth) {
        try {
            agent.tell(program.pid(), point.name() + "#" + nth);
        } catch (IOException e) {
            // The point may have been reached before the agent could say that it is armed.
            if (program.awaitExit(Duration.ofSeconds(5)).isEmpty()) {
                throw new SimulationException("the crash point " + point + " cannot be armed: " + e, e);
            }
        }
    }

    @Override
    public void found(Journal.Outstanding outstanding) {
        undone += outstanding.any() ? 1 : 0;
    }

    @Override
    public boolean enough() {
        return missed.isEmpty() && !reached.isEmpty();
    }

    @Override
    public String summary() {
        return reached.size() + " crash points reached of " + order.size() + ", not reached though armed: " + missed
                + "; " + undone + " ends left an intent open or a credit unpaid";
    }
}
