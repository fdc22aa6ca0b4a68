package io.croupier.feed;

import java.util.Locale;

/** What a reconciliation looks for. */
public enum FindingKind {
    /** A round that takes bets behind its deadline, or has been in a later stage for too long. */
    ROUND_OVERDUE(true),
    /** A bet whose intent has no outcome. */
    BET_UNDECIDED(true),
    /** A payout that is planned, and that its book has no wallet's word for. */
    PAYOUT_UNCONFIRMED(true),
    /** A payout that its book calls paid, and that the player's transactions do not have. */
    PAYOUT_MISSING(false),
    /** A round that has ended, about whose stakes or payouts the wallets say something else than its books. */
    TOTALS_DIFFER(false),
    /** Money that wallets moved for a round that was never opened. */
    MONEY_ASTRAY(false);

    private final boolean healable;

    FindingKind(boolean healable) {
        this.healable = healable;
    }

    /**
     * Whether waking the round may be all that it takes: something has not happened yet, and whoever owns it knows what. Where
     * false, something has happened that must not be, and no one but a person may say what is right.
     */
    public boolean healable() {
        return healable;
    }

    /** As outside clients see it, lower_snake. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
