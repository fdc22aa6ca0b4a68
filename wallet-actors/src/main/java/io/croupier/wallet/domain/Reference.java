package io.croupier.wallet.domain;

import org.jspecify.annotations.Nullable;

/**
 * What a transaction is about, in the words of whoever sent it. It is part of the transaction's content: the same id with
 * another reference is a conflict.
 *
 * @param betId the player's own bet id, null for a provider's seamless wallet call and for the cashier
 * @param tableId the table, null where there is none
 * @param roundId the round's internal id, {@code <owner>~<roundId>}, null for the cashier
 * @param detail anything else that the caller said, in one canonical line (for a bet its selection; for a deposit the reason)
 */
public record Reference(
        @Nullable String betId,
        @Nullable String tableId,
        @Nullable String roundId,
        String detail) {
    public static final Reference NONE = new Reference(null, null, null, "");
}
