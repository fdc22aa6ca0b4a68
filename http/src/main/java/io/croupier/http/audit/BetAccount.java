package io.croupier.http.audit;

/**
 * The money of one bet between the wallet that staked it and the book that settles it. The stake comes from the book, the
 * debit and the credits from the wallet, so that a difference between the two shows.
 */
final class BetAccount {
    private final String name;
    private long stakeMinor = -1;
    private long debitedMinor = -1;
    private long returnedMinor;
    private long creditedMinor;
    private long plannedMinor = -1;

    BetAccount(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    void intended(long minor) {
        stakeMinor = minor;
    }

    void debited(long minor) {
        debitedMinor = minor;
    }

    /** By a rollback, of a bet that its book refused without the wallet's answer. */
    void returned(long minor) {
        returnedMinor = Math.addExact(returnedMinor, minor);
    }

    void credited(long minor) {
        creditedMinor = Math.addExact(creditedMinor, minor);
    }

    /** What the settlement, or the voiding, gives back. */
    void planned(long minor) {
        plannedMinor = minor;
    }

    long stakeMinor() {
        return Math.max(0, stakeMinor);
    }

    /** Debited and not settled, and what is settled and not yet credited. */
    long inPlayMinor() {
        if (plannedMinor >= 0) {
            return Math.subtractExact(plannedMinor, creditedMinor);
        }
        return debitedMinor < 0 ? 0 : Math.subtractExact(stakeMinor(), Math.addExact(returnedMinor, creditedMinor));
    }

    long houseMinor() {
        return plannedMinor < 0 ? 0 : Math.subtractExact(stakeMinor(), plannedMinor);
    }

    /** Nothing more can happen to it. */
    boolean finished() {
        return plannedMinor >= 0 && creditedMinor == plannedMinor && debitedMinor == stakeMinor && returnedMinor == 0;
    }

    /** What does not fit, or an empty text. */
    String fault() {
        if (debitedMinor >= 0 && stakeMinor < 0) {
            return "debited " + debitedMinor + " without an intent in any book";
        }
        if (debitedMinor >= 0 && debitedMinor != stakeMinor) {
            return "debited " + debitedMinor + ", staked " + stakeMinor;
        }
        if (debitedMinor < 0 && plannedMinor >= 0) {
            return "settled without a debit";
        }
        if (creditedMinor > Math.max(0, plannedMinor)) {
            return "credited " + creditedMinor + ", planned " + Math.max(0, plannedMinor);
        }
        if (returnedMinor > Math.max(0, debitedMinor) || (returnedMinor > 0 && plannedMinor >= 0)) {
            return "rolled back " + returnedMinor + " of " + Math.max(0, debitedMinor);
        }
        return "";
    }
}
