package io.croupier.http.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlarmsTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private final Alarms alarms = new Alarms(Duration.ofMinutes(5), 2);

    private List<String> after(long seconds, String... standing) {
        return alarms.due(List.of(standing), NOON.plusSeconds(seconds));
    }

    @Test
    void aNewOneIsToldAtOnceAndAgainAfterTheInterval() {
        assertThat(after(0, "a")).containsExactly("a");
        assertThat(after(30, "a", "b")).containsExactly("b");
        assertThat(after(299, "a", "b")).isEmpty();
        assertThat(after(300, "a", "b")).containsExactly("a");
        assertThat(after(330, "a", "b")).containsExactly("b");
    }

    @Test
    void thoseThatAreTooManyHaveTheirTurnTheNextTime() {
        assertThat(after(0, "a", "b", "c")).containsExactly("a", "b");
        assertThat(after(30, "a", "b", "c")).containsExactly("c");
        assertThat(after(60, "a", "b", "c")).isEmpty();
    }

    @Test
    void oneThatHasGoneAndComesAgainIsNew() {
        assertThat(after(0, "a")).containsExactly("a");
        assertThat(after(30)).isEmpty();
        assertThat(after(60, "a")).containsExactly("a");
    }
}
