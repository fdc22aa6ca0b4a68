package io.croupier.wallet.domain;

import java.util.Locale;

/** What a transaction is, for whoever looks at a wallet. The names are stored. */
public enum TransactionKind {
    OPEN,
    DEPOSIT,
    WITHDRAWAL,
    BET,
    WIN,
    ROLLBACK,
    REFUND;

    /** The kind as outside clients see it, lower_snake. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
