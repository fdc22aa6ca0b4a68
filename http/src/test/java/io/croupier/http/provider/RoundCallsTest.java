package io.croupier.http.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.round.domain.BetView;
import io.croupier.round.game.Selection;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundCallsTest {
    /** A book gives at most {@code croupier.round.book.max-page} bets, fewer than a caller may want. */
    @Test
    void aShortPageIsNotTheEndOfItsBook() {
        assertThat(RoundCalls.following(2, List.of(bet("b1"), bet("b2"))))
                .isEqualTo(new RoundCalls.Cursor(2, "ann/b2"));
    }

    @Test
    void anEmptyPageIs() {
        assertThat(RoundCalls.following(2, List.of())).isEqualTo(new RoundCalls.Cursor(3, null));
    }

    private static BetView bet(String betId) {
        var red = new Selection.Roulette("red", List.of());
        return new BetView("ann", betId, "t", "dev~r", red, 100, "EUR", "accepted", null, 0, 0, 0, Instant.EPOCH);
    }
}
