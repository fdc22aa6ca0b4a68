package io.croupier.round.domain;

import io.croupier.round.game.Selection;
import org.jspecify.annotations.Nullable;

/**
 * A bet as it is asked for; all of it is the content that a repetition must match.
 *
 * @param roundId internal
 * @param freeBetId the player's free bets that it is one of, null where it is none
 */
public record BetRequest(
        BetKey key,
        String tableId,
        String roundId,
        Selection selection,
        long stakeMinor,
        String currency,
        @Nullable String freeBetId) {
    public BetRequest(
            BetKey key, String tableId, String roundId, Selection selection, long stakeMinor, String currency) {
        this(key, tableId, roundId, selection, stakeMinor, currency, null);
    }
}
