package io.croupier.wallet.domain;

/**
 * How an amount is spread over a wallet's buckets, in minor units, neither negative.
 *
 * @param realMinor money that the player may withdraw
 * @param bonusMinor money that was granted and is not yet converted
 */
public record Split(long realMinor, long bonusMinor) {
    /** The most that a balance or an amount may be: the integers that every JSON reader keeps exactly. */
    public static final long MAX_MINOR = 9_007_199_254_740_991L;

    public static final Split ZERO = new Split(0, 0);

    public Split {
        if (realMinor < 0 || bonusMinor < 0 || realMinor > MAX_MINOR - bonusMinor) {
            throw new IllegalArgumentException("split " + realMinor + " + " + bonusMinor
                    + " must have no negative part and a total of at most " + MAX_MINOR);
        }
    }

    public long totalMinor() {
        return Math.addExact(realMinor, bonusMinor);
    }
}
