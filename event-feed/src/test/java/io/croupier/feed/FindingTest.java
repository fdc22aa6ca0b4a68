package io.croupier.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FindingTest {
    private static final Instant AT = Instant.parse("2026-11-21T12:00:00.123456Z");

    @Test
    void aPlaceInAListIsReadAsItWasWritten() {
        var bet = new Finding.BetUndecided("acme~r.1", "wheel", AT, AT, "ann:1", "b-1", 100);
        assertThat(Finding.Position.of(bet.position().text())).contains(bet.position());
        var round = new Finding.RoundOverdue("acme~r.1", "wheel", AT, AT, "closing");
        assertThat(round.position().text()).isEqualTo("1795262400123456/acme~r.1//");
        assertThat(Finding.Position.of(round.position().text())).contains(round.position());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "x/r//", "-1/r//", "1/r/", "1/r///", "123456789012345678/r//"})
    void anythingElseIsNoPlace(String text) {
        assertThat(Finding.Position.of(text)).isEmpty();
    }
}
