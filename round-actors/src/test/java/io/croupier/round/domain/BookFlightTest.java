package io.croupier.round.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BookFlightTest {
    private static final Instant TAKEOFF = Instant.parse("2026-01-01T00:00:00Z");

    private final BookFlight flight = new BookFlight(Duration.ofSeconds(1));

    @Test
    void isOverWhenTheBurstThatATickAnnouncedIsThere() {
        assertThat(flight.over(TAKEOFF)).isFalse();
        tick(150, 6_760, 0);
        assertThat(flight.over(at(6_760 + 999))).isFalse();
        tick(151, 6_860, 40);
        assertThat(flight.over(at(6_899))).isFalse();
        assertThat(flight.over(at(6_900))).isTrue();
    }

    @Test
    void isOverWhenTheNewestTickSays() {
        tick(150, 6_760, 140);
        tick(151, 6_860, 40);
        assertThat(flight.over(at(6_899))).isFalse();
        assertThat(flight.over(at(6_900))).isTrue();
    }

    @Test
    void isInterruptedByAGapBetweenTicksAndByOneBeforeTheFirst() {
        tick(101, 200, 0);
        assertThat(flight.interrupted(1_200, at(1_200))).isFalse();
        assertThat(flight.interrupted(1_201, at(1_201))).isTrue();

        BookFlight late = new BookFlight(Duration.ofSeconds(1));
        late.tick(Book.EMPTY, 107, 1_001, 0, at(1_001));
        assertThat(late.interrupted(1_100, at(1_100))).isTrue();
    }

    private void tick(int multiplierX100, long elapsedMs, long burstsInMs) {
        flight.tick(Book.EMPTY, multiplierX100, elapsedMs, burstsInMs, at(elapsedMs));
    }

    private static Instant at(long elapsedMs) {
        return TAKEOFF.plusMillis(elapsedMs);
    }
}
