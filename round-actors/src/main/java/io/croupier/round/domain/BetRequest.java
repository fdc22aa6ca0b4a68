package io.croupier.round.domain;

import io.croupier.round.game.Selection;

/**
 * A bet as it is asked for; all of it is the content that a repetition must match.
 *
 * @param roundId internal
 */
public record BetRequest(
        BetKey key, String tableId, String roundId, Selection selection, long stakeMinor, String currency) {}
