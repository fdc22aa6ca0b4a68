package io.croupier.wallet.domain;

import java.util.Locale;

/** What a limit is on. The names are stored. */
public enum LimitKind {
    /** Own money staked, less what was given back. In minor units. */
    STAKE,
    /** Own money staked less what was won or given back. In minor units; a bet counts as if it would lose. */
    LOSS,
    /** Money paid in, whatever was paid out. In minor units. */
    DEPOSIT,
    /** Everything staked, bonus money too, less what was given back. In minor units. */
    TURNOVER,
    /** How long bets are placed one after the other. In milliseconds; its only period is {@link LimitPeriod#SESSION}. */
    TIME;

    /** The kind as outside clients see it, lower_snake. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
