package io.croupier.wallet.domain;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What was staked, lost and paid in since a wallet was opened, in minor units; only differences of them mean anything, so
 * wrapping around is harmless.
 *
 * @param stakeMinor own money, less what was given back
 * @param turnoverMinor all money, less what was given back
 * @param lossMinor own money staked less what was won or given back
 * @param depositMinor paid in
 */
record Totals(
        @JsonProperty("stake") long stakeMinor,
        @JsonProperty("turnover") long turnoverMinor,
        @JsonProperty("loss") long lossMinor,
        @JsonProperty("deposit") long depositMinor) {
    static final Totals ZERO = new Totals(0, 0, 0, 0);

    Totals plus(Totals change) {
        return new Totals(
                stakeMinor + change.stakeMinor,
                turnoverMinor + change.turnoverMinor,
                lossMinor + change.lossMinor,
                depositMinor + change.depositMinor);
    }

    /** The change by a stake; negated, that by its return. */
    static Totals staked(long realMinor, long totalMinor) {
        return new Totals(realMinor, totalMinor, realMinor, 0);
    }

    static Totals won(long minor) {
        return new Totals(0, 0, -minor, 0);
    }

    static Totals deposited(long minor) {
        return new Totals(0, 0, 0, minor);
    }

    long of(LimitKind kind) {
        return switch (kind) {
            case STAKE -> stakeMinor;
            case LOSS -> lossMinor;
            case DEPOSIT -> depositMinor;
            case TURNOVER -> turnoverMinor;
            case TIME -> 0;
        };
    }
}
