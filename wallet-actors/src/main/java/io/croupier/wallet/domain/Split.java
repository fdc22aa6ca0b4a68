package io.croupier.wallet.domain;

/**
 * How an amount is spread over a wallet's buckets, in minor units, neither negative.
 *
 * @param realMinor money that the player may withdraw
 * @param bonusMinor money that was granted and is not yet converted
 */
public record Split(long realMinor, long bonusMinor) {
    public static final Split ZERO = new Split(0, 0);

    public long totalMinor() {
        return Math.addExact(realMinor, bonusMinor);
    }
}
