package io.croupier.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.simulations.Demand.NotSent;
import org.junit.jupiter.api.Test;

class DemandTest {
    private final Demand bets = new Demand("bets");

    @Test
    void whatWasDueIsWhatWasSentAndWhatWasNot() {
        bets.sent();
        bets.notSent(NotSent.NO_TABLE);
        bets.notSent(NotSent.NO_TABLE);
        bets.notSent(NotSent.TOO_LATE, 1_200);
        assertThat(bets.wanted()).isEqualTo(1_203);
        assertThat(bets.missing()).isEqualTo(1_202);
        assertThat(bets.sentence())
                .isEqualTo("Of 1,203 bets that were due, 1,202 were not sent"
                        + " (no table takes bets: 2; the play was over before: 1,200).");
    }

    @Test
    void aRunThatWantedBetsAndHadNoneAcceptedFails() {
        bets.notSent(NotSent.NOT_CONNECTED);
        assertThat(bets.differences(0)).singleElement().satisfies(difference -> {
            assertThat(difference.rule()).isEqualTo("nothing was accepted");
            assertThat(difference.detail()).contains("the player is not connected: 1");
        });
        assertThat(bets.differences(1)).isEmpty();
    }

    @Test
    void aRunThatWantedNoBetsNeedsNone() {
        assertThat(bets.differences(0)).isEmpty();
    }
}
