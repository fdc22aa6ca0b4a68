package io.croupier.wallet.domain;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a wallet holds by bucket, in minor units, none negative.
 *
 * @param realMinor money that the player may withdraw
 * @param bonusMinor money that was granted and is not yet converted
 * @param debtMinor what a clawback could not take; no part of the balance
 */
public record Balances(
        @JsonProperty("real") long realMinor,
        @JsonProperty("bonus") long bonusMinor,
        @JsonProperty("debt") long debtMinor) {
    public static final Balances ZERO = new Balances(0, 0, 0);

    public Balances {
        if (realMinor < 0 || bonusMinor < 0 || debtMinor < 0 || realMinor > Split.MAX_MINOR - bonusMinor) {
            throw new IllegalArgumentException("balances real=" + realMinor + " bonus=" + bonusMinor + " debt="
                    + debtMinor + " must have no negative part and a total of at most " + Split.MAX_MINOR);
        }
    }

    /** Real and bonus. */
    public long totalMinor() {
        return Math.addExact(realMinor, bonusMinor);
    }

    boolean hasRoomFor(long amountMinor) {
        return amountMinor <= Split.MAX_MINOR - totalMinor();
    }

    /** How a debit of at most the total is spread: real money first. */
    Split debitSplit(long amountMinor) {
        long real = Math.min(amountMinor, realMinor);
        return new Split(real, Math.subtractExact(amountMinor, real));
    }

    Balances minus(Split split) {
        return new Balances(
                Math.subtractExact(realMinor, split.realMinor()),
                Math.subtractExact(bonusMinor, split.bonusMinor()),
                debtMinor);
    }

    Balances plus(Split split) {
        return new Balances(
                Math.addExact(realMinor, split.realMinor()), Math.addExact(bonusMinor, split.bonusMinor()), debtMinor);
    }

    Balances owing(long addedMinor) {
        return new Balances(realMinor, bonusMinor, Math.addExact(debtMinor, addedMinor));
    }

    Balances payDebt(long paidMinor) {
        return new Balances(realMinor, bonusMinor, Math.subtractExact(debtMinor, paidMinor));
    }
}
