package io.croupier.kubernetes.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandingTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void readsWhatItHasWritten() {
        Standing all = new Standing(
                Mode.PAUSED,
                "p95 \"high\"",
                "guard",
                NOW,
                true,
                new Standing.Chosen("croupier-1", "u"),
                List.of("t-1"));

        assertThat(Standing.of(all.toJson(), NOW)).isEqualTo(all);
        assertThat(Standing.of(Standing.FIRST.toJson(), NOW)).isEqualTo(Standing.FIRST);
    }

    @Test
    void readsTheFirstForm() {
        String stored =
                "{\"mode\":\"frozen\",\"reason\":\"match day\",\"by\":\"olga\",\"since\":\"2026-01-01T00:00:00Z\","
                        + "\"ignoreSlo\":true,\"chosen\":{\"name\":\"croupier-2\",\"uid\":\"u-2\"},\"done\":[\"t-1\",\"t-2\"]}";

        assertThat(Standing.of(stored, NOW))
                .isEqualTo(new Standing(
                        Mode.FROZEN,
                        "match day",
                        "olga",
                        NOW,
                        true,
                        new Standing.Chosen("croupier-2", "u-2"),
                        List.of("t-1", "t-2")));
    }

    @Test
    void withoutAnAnnotationItRuns() {
        assertThat(Standing.of(null, NOW).mode()).isEqualTo(Mode.RUNNING);
    }

    @Test
    void whatCannotBeReadPauses() {
        for (String stored : List.of("", "x", "{}", "[]", "{\"mode\":\"other\",\"since\":\"2026-01-01T00:00:00Z\"}")) {
            Standing standing = Standing.of(stored, NOW);
            assertThat(standing.mode()).isEqualTo(Mode.PAUSED);
            assertThat(standing.reason()).contains("cannot be read");
        }
    }

    @Test
    void remembersTheNewestChanges() {
        Standing standing = Standing.FIRST;
        for (int i = 0; i < 20; i++) {
            standing = standing.changed(new Change("t-" + i, Mode.FROZEN, "olga", "why", false), NOW);
        }

        assertThat(standing.done()).hasSize(16).first().isEqualTo("t-4");
        assertThat(standing.done()).last().isEqualTo("t-19");
    }

    @Test
    void onlyWhatGoesOnCanIgnoreTheServiceLevel() {
        assertThatThrownBy(() -> new Change("t", Mode.PAUSED, "olga", "why", true))
                .hasMessageContaining("ignoreSlo");
    }
}
