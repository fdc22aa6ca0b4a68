package io.croupier.wallet.domain;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What protects a player, as it stands at a time.
 *
 * @param open whether there is such a wallet
 * @param excluded whether the player is kept out of bets and deposits
 * @param excludedUntil null: for ever, where {@code excluded}
 * @param frozen whether an operator stopped bets, deposits and withdrawals
 * @param version the wallet's sequence number
 */
public record ProtectionView(
        boolean open,
        List<LimitView> limits,
        boolean excluded,
        @Nullable Instant excludedUntil,
        boolean frozen,
        long version) {
    public ProtectionView {
        limits = List.copyOf(limits);
    }

    /**
     * A limit.
     *
     * @param most minor units or milliseconds, as the kind says; null: none until {@code laterFrom}
     * @param used of it until now; below zero where more was won than lost
     * @param resetsAt when the count begins anew
     * @param laterMost what applies from {@code laterFrom} on; null there: no limit
     * @param laterFrom null where nothing is to follow
     */
    public record LimitView(
            LimitKey key,
            @Nullable Long most,
            long used,
            Instant resetsAt,
            @Nullable Long laterMost,
            @Nullable Instant laterFrom) {}
}
