package io.croupier.simulations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.croupier.simulations.chaos.ChaosListener.Outcome;
import io.croupier.simulations.chaos.ChaosListener.State;
import io.croupier.simulations.chaos.Faults;
import io.croupier.simulations.load.Measurements;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultLogTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private final List<String> said = new ArrayList<>();
    private final FaultLog log = new FaultLog(
            FaultLog.GRACE,
            new Measurements(Duration.ZERO, System::nanoTime),
            Clock.fixed(NOW, ZoneOffset.UTC),
            said::add);

    private void make(State state) {
        log.begins(Duration.ZERO, Faults.byName("kill"), Duration.ZERO);
        log.ended(new Outcome("kill", Duration.ZERO, Duration.ofSeconds(1), state, "node 1 killed"));
    }

    @Test
    void aFaultCoversTheTimeUntilItsGraceIsOver() {
        assertThat(log.overlaps(NOW.minusSeconds(100), NOW.plusSeconds(100))).isFalse();
        make(State.DONE);
        assertThat(log.overlaps(NOW.minusSeconds(100), NOW.plusSeconds(100))).isTrue();
        assertThat(log.overlaps(NOW.minusSeconds(100), NOW.minusMillis(1))).isFalse();
        assertThat(log.overlaps(NOW.plus(FaultLog.GRACE), NOW.plusSeconds(100))).isTrue();
        assertThat(log.overlaps(NOW.plus(FaultLog.GRACE).plusMillis(1), NOW.plusSeconds(100)))
                .isFalse();
        assertThat(log.differences()).isEmpty();
    }

    @Test
    void oneThatIsRefusedWasNotMadeAndOneThatFailsIsADifference() {
        log.ended(new Outcome("roll", Duration.ZERO, Duration.ZERO, State.REFUSED, "roll needs a jar"));
        assertThat(log.made()).isZero();
        assertThat(log.overlaps(NOW, NOW)).isFalse();
        assertThat(log.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.fault()).isEqualTo("roll");
            assertThat(entry.state()).isEqualTo(State.REFUSED);
        });
        make(State.FAILED);
        assertThat(log.made()).isEqualTo(1);
        assertThat(log.differences())
                .singleElement()
                .satisfies(difference -> assertThat(difference.detail()).isEqualTo("node 1 killed"));
        assertThat(said).anyMatch(line -> line.contains("REFUSED roll needs a jar"));
    }

    @Test
    void whatAScenarioBreaksItselfIsToldAlsoWhereThatFails() {
        log.during("cold start", () -> "ready after 1 s");
        assertThatThrownBy(() -> log.during("cold start", () -> {
                    throw new SimulationException("no start");
                }))
                .hasMessage("no start");
        assertThat(log.entries()).extracting(FaultLog.Entry::state).containsExactly(State.DONE, State.FAILED);
    }
}
