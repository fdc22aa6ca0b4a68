package io.croupier.wallet.domain;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigInteger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One bonus from its grant on, also as it is remembered after its end.
 *
 * @param wageringX100 of one that holds what free bets win: how often each win must be wagered, in hundredths; else 0
 * @param grantedMinor all that was granted, or won by free bets
 * @param requiredMinor stakes that turn it into real money
 * @param moneyMinor its part of the wallet's bonus money
 * @param wageredMinor stakes that count so far
 * @param convertedMinor what has become real money since it was last open
 * @param conversions how often it became real money; more than once where a bet that it needed came back
 */
record Bonus(
        @JsonProperty("id") String id,
        @JsonProperty("terms") BonusTerms terms,
        @JsonProperty("wagering") int wageringX100,
        @JsonProperty("state") BonusState state,
        @JsonProperty("granted") long grantedMinor,
        @JsonProperty("required") long requiredMinor,
        @JsonProperty("money") long moneyMinor,
        @JsonProperty("wagered") long wageredMinor,
        @JsonProperty("converted") long convertedMinor,
        @JsonProperty("conversions") int conversions) {

    static Bonus granted(String id, BonusTerms terms, long minor) {
        return new Bonus(id, terms, 0, BonusState.OPEN, minor, terms.requiredMinor(), minor, 0, 0, 0);
    }

    /** For what free bets win, null where that is real money. */
    static @Nullable Bonus forWinsOf(String id, FreeBetTerms free) {
        Instant until = free.winningsExpireAt();
        if (until == null) {
            return null;
        }
        var terms = new BonusTerms(
                0, free.tables(), BonusTerms.Order.REAL_FIRST, BonusTerms.Wins.PROPORTIONAL, null, until);
        return new Bonus(id, terms, free.wageringX100(), BonusState.OPEN, 0, 0, 0, 0, 0, 0);
    }

    boolean open() {
        return state == BonusState.OPEN;
    }

    /** What free bets win has nothing to become real money before they win. */
    boolean wagered() {
        return wageredMinor >= requiredMinor && (wageringX100 == 0 || requiredMinor > 0);
    }

    boolean plays(@Nullable String tableId) {
        return terms.tables().isEmpty() || (tableId != null && terms.tables().contains(tableId));
    }

    /** How much more may become real money. */
    long roomMinor() {
        Long most = terms.mostConvertedMinor();
        return most == null ? Split.MAX_MINOR : Math.max(0, Math.subtractExact(most, convertedMinor));
    }

    Bonus plus(long minor) {
        return with(state, requiredMinor, Math.addExact(moneyMinor, minor), wageredMinor, convertedMinor);
    }

    /** A free bet won, or such a win is corrected: once more to be wagered, also where what was won before is real money by now. */
    Bonus won(long minor) {
        long more = times(Math.abs(minor), wageringX100, 100);
        long required = minor < 0
                ? Math.max(0, Math.subtractExact(requiredMinor, more))
                : Math.min(Split.MAX_MINOR, Math.addExact(open() ? requiredMinor : 0, more));
        return new Bonus(
                id,
                terms,
                wageringX100,
                state == BonusState.CONVERTED ? BonusState.OPEN : state,
                Math.max(0, Math.addExact(grantedMinor, minor)),
                required,
                Math.addExact(moneyMinor, minor),
                open() ? wageredMinor : 0,
                open() ? convertedMinor : 0,
                conversions);
    }

    Bonus counted(long stakeMinor) {
        return with(state, requiredMinor, moneyMinor, Math.addExact(wageredMinor, stakeMinor), convertedMinor);
    }

    Bonus uncounted(long stakeMinor) {
        return with(state, requiredMinor, moneyMinor, Math.max(0, wageredMinor - stakeMinor), convertedMinor);
    }

    Bonus paidOut(long minor) {
        return with(state, requiredMinor, moneyMinor, wageredMinor, Math.addExact(convertedMinor, minor));
    }

    Bonus converted(long minor) {
        return new Bonus(
                id,
                terms,
                wageringX100,
                BonusState.CONVERTED,
                grantedMinor,
                requiredMinor,
                0,
                wageredMinor,
                Math.addExact(convertedMinor, minor),
                Math.incrementExact(conversions));
    }

    Bonus reopened() {
        return with(BonusState.OPEN, requiredMinor, convertedMinor, wageredMinor, 0);
    }

    Bonus ended(BonusState end) {
        return with(end, requiredMinor, 0, wageredMinor, convertedMinor);
    }

    private Bonus with(BonusState newState, long required, long money, long wagered, long converted) {
        return new Bonus(
                id, terms, wageringX100, newState, grantedMinor, required, money, wagered, converted, conversions);
    }

    BonusesView.BonusView view() {
        return new BonusesView.BonusView(
                id,
                state,
                grantedMinor,
                moneyMinor,
                requiredMinor,
                Math.min(wageredMinor, requiredMinor),
                convertedMinor,
                terms);
    }

    /** amount * part / whole without its fraction, however large; at most {@link Split#MAX_MINOR}. */
    static long times(long amountMinor, long part, long whole) {
        if (amountMinor <= Integer.MAX_VALUE && part <= Integer.MAX_VALUE) {
            return Math.min(Split.MAX_MINOR, amountMinor * part / whole);
        }
        return BigInteger.valueOf(amountMinor)
                .multiply(BigInteger.valueOf(part))
                .divide(BigInteger.valueOf(whole))
                .min(BigInteger.valueOf(Split.MAX_MINOR))
                .longValueExact();
    }
}
