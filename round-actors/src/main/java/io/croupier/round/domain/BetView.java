package io.croupier.round.domain;

import io.croupier.round.game.Selection;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One bet as its book knows it.
 *
 * @param state pending (intent without answer), accepted, rejected, lost, won, voided, refunded
 * @param code why it was rejected, null otherwise
 * @param cashedOutX100 0 unless cashed out
 * @param payoutMinor what it returned so far, stake included
 * @param resultVersion 0 before the first settlement
 */
public record BetView(
        String playerId,
        String betId,
        String tableId,
        String roundId,
        Selection selection,
        long stakeMinor,
        String currency,
        String state,
        @Nullable String code,
        int cashedOutX100,
        long payoutMinor,
        int resultVersion,
        Instant at) {}
