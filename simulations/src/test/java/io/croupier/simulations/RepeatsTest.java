package io.croupier.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class RepeatsTest {
    private final Repeats repeats = new Repeats();

    /** A bet whose fate the test decides. */
    private static final class Bet implements Repeats.Question {
        boolean decided;
        boolean lost;
        boolean seated = true;
        int again;

        @Override
        public Placed.Key bet() {
            return new Placed.Key("ann", "b1");
        }

        @Override
        public boolean decided() {
            return decided;
        }

        @Override
        public boolean lost() {
            return lost;
        }

        @Override
        public boolean askAgain() {
            again += seated ? 1 : 0;
            return seated;
        }
    }

    private Bet sent() {
        var bet = new Bet();
        repeats.sent(bet);
        return bet;
    }

    private void look(int times) {
        for (int i = 0; i < times; i++) {
            repeats.look();
        }
    }

    @Test
    void whatIsDecidedAtOnceDoesNotCount() {
        Bet bet = sent();
        look(1);
        assertThat(repeats.idle()).isFalse();
        bet.decided = true;
        look(1);

        assertThat(repeats.idle()).isTrue();
        assertThat(repeats.figures(Set.of())).isEqualTo(new Repeats.Figures(0, 0));
        assertThat(bet.again).isZero();
    }

    @Test
    void whatIsLostIsSentAgainAsSoonAsThereIsASeat() {
        Bet bet = sent();
        bet.lost = true;
        bet.seated = false;
        look(3);
        assertThat(bet.again).isZero();
        bet.seated = true;
        look(1);
        assertThat(bet.again).isEqualTo(1);
        bet.lost = false;
        look(2 * Repeats.PAUSE);
        bet.decided = true;
        look(1);

        assertThat(bet.again).isEqualTo(1);
        assertThat(repeats.figures(Set.of())).isEqualTo(new Repeats.Figures(0, 1));
    }

    @Test
    void whatTheNextSeatTellsIsNotSentAgain() {
        Bet bet = sent();
        bet.lost = true;
        bet.seated = false;
        look(1);
        bet.decided = true;
        look(1);

        assertThat(repeats.figures(Set.of())).isEqualTo(new Repeats.Figures(1, 0));
    }

    @Test
    void whatIsRefusedAgainAndAgainIsGivenUp() {
        Bet bet = sent();
        bet.lost = true;
        look(2 * Repeats.MOST_ATTEMPTS * (Repeats.PAUSE + 1));

        assertThat(bet.again).isEqualTo(Repeats.MOST_ATTEMPTS);
        assertThat(repeats.idle()).isTrue();
        bet.decided = true;
        assertThat(repeats.figures(Set.of(bet.bet())))
                .as("asked by others in the end")
                .isEqualTo(new Repeats.Figures(0, 0));
    }
}
