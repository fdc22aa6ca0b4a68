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
    REFUND,
    LIMITS,
    EXCLUSION,
    FREEZE,
    UNFREEZE,
    CORRECTION,
    /** Granted, converted, or open again. */
    BONUS,
    /** A bonus that was taken back, or whose time was over. */
    ADJUSTMENT;

    /** Whether it is about money, and not only about the wallet itself. */
    public boolean movesMoney() {
        return switch (this) {
            case DEPOSIT, WITHDRAWAL, BET, WIN, ROLLBACK, REFUND, CORRECTION, BONUS, ADJUSTMENT -> true;
            case OPEN, LIMITS, EXCLUSION, FREEZE, UNFREEZE -> false;
        };
    }

    /** The kind as outside clients see it, lower_snake. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
