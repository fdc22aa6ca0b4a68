package io.croupier.wallet.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One remembered transaction, as it was decided.
 *
 * @param id with its source
 * @param kind lower_snake: open, deposit, withdrawal, bet, win, rollback, refund, limits, exclusion, freeze, unfreeze, correction
 * @param amountMinor signed, 0 where it was refused or moved nothing
 * @param askedMinor what was asked for, negative only where a correction takes back
 * @param balanceMinor total after it
 * @param version the wallet's sequence number after it
 * @param code the public rejection code where it was refused, null where it was accepted
 */
public record TransactionView(
        String id,
        String kind,
        Reference reference,
        long amountMinor,
        long askedMinor,
        long balanceMinor,
        String currency,
        long version,
        Instant at,
        @Nullable String code) {
    /** The transaction that a wallet's event decided, for whoever reads the journal; {@code version} is the event's number. */
    public static TransactionView of(WalletEvent event, long version, String currency) {
        return Decided.by(event, version).view(currency);
    }
}
