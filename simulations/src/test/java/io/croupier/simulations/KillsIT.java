package io.croupier.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Five kills of the packaged program, one in each stage and one more; the command {@code simulate kills} does more. */
class KillsIT {
    @Test
    void everyAcknowledgedBetEndsOnceOverFiveKills() {
        long seed = Long.getLong("croupier.seed", System.nanoTime());
        var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        var options = new KillsOptions(5, seed, 8, 8, 2_000, false);
        assertThat(new KillsSimulation(options, new StageStrike(options), System.getProperty("croupier.jar", ""), out)
                        .run())
                .as("see the report in this test's output; seed %d", seed)
                .isTrue();
    }
}
