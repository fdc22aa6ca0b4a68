package io.croupier.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.simulations.points.CrashPoints;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Ends at a few crash points; {@code simulate crash-points} does all. */
class CrashPointsIT {
    private static final int ENDS = 2;

    private static String jar() {
        return System.getProperty("croupier.jar", "");
    }

    @Test
    void everyAcknowledgedBetEndsOnceAtWhicheverPointsTheProgramEnds() {
        long seed = Long.getLong("croupier.seed", System.nanoTime());
        var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        var options = new KillsOptions(ENDS, seed, 8, 8, 2_000, false);
        assertThat(new KillsSimulation(options, new PointStrike(options, CrashPoints.list()), jar(), out).run())
                .as("see the report in this test's output; seed %d", seed)
                .isTrue();
    }
}
