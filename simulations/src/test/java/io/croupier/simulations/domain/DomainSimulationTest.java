package io.croupier.simulations.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import org.junit.jupiter.api.Test;

/** {@code -Dcroupier.histories=} plays another number, {@code -Dcroupier.seed=} another seed; a failure prints its own. */
class DomainSimulationTest {
    private static final int HISTORIES = Integer.getInteger("croupier.histories", 20_000);

    private final StringWriter said = new StringWriter();

    private DomainSimulation simulation() {
        return new DomainSimulation(new PrintWriter(said), DomainSimulation.MAX_STEPS);
    }

    @Test
    void everyHistoryHolds() {
        long seed = Long.getLong("croupier.seed", Clock.systemUTC().millis());
        var simulation = simulation();
        boolean holds = simulation.run(seed, HISTORIES);
        assertThat(holds).as(said.toString()).isTrue();
        assertThat(simulation.played()).isEqualTo(HISTORIES);
    }

    @Test
    void aSeedReplaysBitByBit() {
        var once = simulation();
        var again = simulation();
        once.run(7, 300);
        again.run(7, 300);
        assertThat(again.digest()).isEqualTo(once.digest());
        var other = simulation();
        other.run(8, 300);
        assertThat(other.digest()).isNotEqualTo(once.digest());
    }

    @Test
    void aReplayTellsEveryStep() {
        assertThat(simulation().replay(3)).isTrue();
        assertThat(said.toString()).contains("act", "stores", "nothing differs");
    }

    @Test
    void aHistoryThatTakesTooLongIsBroken() {
        assertThat(new DomainSimulation(new PrintWriter(said), 5).replay(3)).isFalse();
        assertThat(said.toString()).contains("seed 3 breaks REST: more than 5 steps");
    }
}
