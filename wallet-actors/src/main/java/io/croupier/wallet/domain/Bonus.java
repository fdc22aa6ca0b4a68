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
 * @param convertedMinor what has become real money, as far as it has not become bonus money again
 * @param cutMinor what would have, but for the most that may; it comes back if the bonus is open again
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
        @JsonProperty("cut") long cutMinor,
        @JsonProperty("conversions") int conversions) {

    static Bonus granted(String id, BonusTerms terms, long minor) {
        return new Bonus(id, terms, 0, BonusState.OPEN, minor, terms.requiredMinor(), minor, 0, 0, 0, 0);
    }

    /** For what free bets win, null where that is real money. */
    static @Nullable Bonus forWinsOf(String id, FreeBetTerms free) {
        Instant until = free.winningsExpireAt();
        if (until == null) {
            return null;
        }
        var terms = new BonusTerms(
                0, free.tables(), BonusTerms.Order.REAL_FIRST, BonusTerms.Wins.PROPORTIONAL, null, until);
        return new Bonus(id, terms, free.wageringX100(), BonusState.OPEN, 0, 0, 0, 0, 0, 0, 0);
    }

    boolean open() {
        return state == BonusState.OPEN;
    }

    /** What free bets win has nothing to become real money before they win; what came of a win that was corrected away has. */
    boolean wagered() {
        boolean something = wageringX100 == 0 || requiredMinor > 0 || moneyMinor > 0 || state == BonusState.CONVERTED;
        return something && wageredMinor >= requiredMinor;
    }

    boolean plays(@Nullable String tableId) {
        return terms.tables().isEmpty() || (tableId != null && terms.tables().contains(tableId));
    }

    /** How much may become real money. */
    long mostConvertedMinor() {
        Long most = terms.mostConvertedMinor();
        return most == null ? Split.MAX_MINOR : most;
    }

    /** How much more may. */
    long roomMinor() {
        return Math.max(0, Math.subtractExact(mostConvertedMinor(), convertedMinor));
    }

    Bonus plus(long minor) {
        return with(state, Math.addExact(moneyMinor, minor), wageredMinor, convertedMinor, cutMinor);
    }

    /**
     * A free bet won, or such a win is corrected: once more to be wagered, also where what was won before is real money by now. The
     * stakes that made it so still count for that; those beyond do not count for what is won later.
     */
    Bonus won(long minor) {
        long more = times(Math.abs(minor), wageringX100, 100);
        long required = minor < 0
                ? Math.max(0, Math.subtractExact(requiredMinor, more))
                : Math.min(Split.MAX_MINOR, Math.addExact(requiredMinor, more));
        return new Bonus(
                id,
                terms,
                wageringX100,
                state == BonusState.CONVERTED ? BonusState.OPEN : state,
                Math.max(0, Math.addExact(grantedMinor, minor)),
                required,
                Math.addExact(moneyMinor, minor),
                open() ? wageredMinor : Math.min(wageredMinor, requiredMinor),
                convertedMinor,
                cutMinor,
                conversions);
    }

    Bonus counted(long stakeMinor) {
        return with(state, moneyMinor, Math.addExact(wageredMinor, stakeMinor), convertedMinor, cutMinor);
    }

    Bonus uncounted(long stakeMinor) {
        return with(state, moneyMinor, Math.max(0, wageredMinor - stakeMinor), convertedMinor, cutMinor);
    }

    Bonus paidOut(long minor) {
        return with(state, moneyMinor, wageredMinor, Math.addExact(convertedMinor, minor), cutMinor);
    }

    Bonus cut(long minor) {
        return with(state, moneyMinor, wageredMinor, convertedMinor, Math.addExact(cutMinor, minor));
    }

    Bonus converted(long minor, long cut) {
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
                Math.addExact(cutMinor, cut),
                Math.incrementExact(conversions));
    }

    Bonus reopened() {
        return with(BonusState.OPEN, Math.addExact(convertedMinor, cutMinor), wageredMinor, 0, 0);
    }

    Bonus ended(BonusState end) {
        return with(end, 0, wageredMinor, convertedMinor, cutMinor);
    }

    private Bonus with(BonusState newState, long money, long wagered, long converted, long cut) {
        return new Bonus(
                id,
                terms,
                wageringX100,
                newState,
                grantedMinor,
                requiredMinor,
                money,
                wagered,
                converted,
                cut,
                conversions);
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
