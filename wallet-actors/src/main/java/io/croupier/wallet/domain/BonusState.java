package io.croupier.wallet.domain;

import java.util.Locale;

/** How a bonus stands: OPEN becomes one of the others, and CONVERTED becomes OPEN again where a bet that it needed comes back. The names are stored. */
public enum BonusState {
    OPEN,
    /** Wagered, and real money. */
    CONVERTED,
    /** Its time was over. */
    EXPIRED,
    /** An operator took it back. */
    FORFEITED;

    /** As outside clients see it, lower_snake. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
