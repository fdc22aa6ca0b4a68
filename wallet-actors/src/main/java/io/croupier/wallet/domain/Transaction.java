package io.croupier.wallet.domain;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a wallet under an id. The id is stored with its source ({@code bet~}, {@code pay~},
 * {@code prv~<provider>~}, {@code op~}, {@code own~}); {@code ~} is illegal in callers' ids, so no two sources can meet. Amounts are minor
 * units of the currency, at most {@link Split#MAX_MINOR}. Two transactions of one id are the same request when the records
 * are equal, and a conflict otherwise; only {@link Decline} and {@link Resolve} count as the {@link Bet} they stand for. The
 * doors validate what comes from outside: an amount out of range here is an {@link IllegalArgumentException}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Transaction.Open.class, name = "open"),
    @JsonSubTypes.Type(value = Transaction.Deposit.class, name = "deposit"),
    @JsonSubTypes.Type(value = Transaction.Withdraw.class, name = "withdraw"),
    @JsonSubTypes.Type(value = Transaction.Bet.class, name = "bet"),
    @JsonSubTypes.Type(value = Transaction.Decline.class, name = "decline"),
    @JsonSubTypes.Type(value = Transaction.Win.class, name = "win"),
    @JsonSubTypes.Type(value = Transaction.Rollback.class, name = "rollback"),
    @JsonSubTypes.Type(value = Transaction.Refund.class, name = "refund"),
    @JsonSubTypes.Type(value = Transaction.Resolve.class, name = "resolve"),
    @JsonSubTypes.Type(value = Transaction.Correct.class, name = "correct"),
    @JsonSubTypes.Type(value = Transaction.SetLimits.class, name = "set_limits"),
    @JsonSubTypes.Type(value = Transaction.Exclude.class, name = "exclude"),
    @JsonSubTypes.Type(value = Transaction.Freeze.class, name = "freeze"),
    @JsonSubTypes.Type(value = Transaction.Unfreeze.class, name = "unfreeze"),
    @JsonSubTypes.Type(value = Transaction.GrantBonus.class, name = "grant_bonus"),
    @JsonSubTypes.Type(value = Transaction.GrantFreeBets.class, name = "grant_free_bets"),
    @JsonSubTypes.Type(value = Transaction.ForfeitBonus.class, name = "forfeit_bonus")
})
public sealed interface Transaction {
    String id();

    Reference reference();

    /** Opens the wallet with its one currency; zero balance. */
    record Open(String id, String currency, Reference reference) implements Transaction {}

    /** Money from the cashier into the wallet. {@code amountMinor > 0}. */
    record Deposit(String id, long amountMinor, String currency, Reference reference) implements Transaction {
        public Deposit {
            requireAmount(amountMinor, 1);
        }
    }

    /** Money out of the wallet to the cashier. {@code amountMinor > 0}. */
    record Withdraw(String id, long amountMinor, String currency, Reference reference) implements Transaction {
        public Withdraw {
            requireAmount(amountMinor, 1);
        }
    }

    /**
     * An outright debit for a stake. {@code amountMinor >= 0}: a provider may place a free bet of its own, of zero.
     *
     * @param freeBetId the free bets of ours that it is one of, and then nothing is debited; else null
     */
    record Bet(
            String id,
            long amountMinor,
            String currency,
            Reference reference,
            @Nullable String freeBetId) implements Transaction {
        public Bet {
            requireAmount(amountMinor, 0);
        }

        public Bet(String id, long amountMinor, String currency, Reference reference) {
            this(id, amountMinor, currency, reference, null);
        }
    }

    /**
     * A bet that a book has refused for good before any debit (a late one, a stake over the limit). The wallet stores the
     * refusal so that the bet's id is used up for ever. Content counts as that of the {@link Bet} it stands for: a
     * Decline after that Bet was decided gets the Bet's answer, and the other way round.
     *
     * @param code the book's stable rejection code, lower_snake
     */
    record Decline(
            String id,
            long amountMinor,
            String currency,
            Reference reference,
            String code,
            @Nullable String freeBetId) implements Transaction {
        public Decline {
            requireAmount(amountMinor, 0);
        }

        public Decline(String id, long amountMinor, String currency, Reference reference, String code) {
            this(id, amountMinor, currency, reference, code, null);
        }
    }

    /**
     * A credit of winnings. {@code amountMinor >= 0} (zero is a win too).
     *
     * @param betId the id, with its source, of the bet transaction that it pays; it must be known and not rolled back,
     *     unless {@code trusted}
     * @param trusted set by our own books, which know the bet: skips the check of {@code betId}
     */
    record Win(String id, String betId, long amountMinor, String currency, boolean trusted, Reference reference)
            implements Transaction {
        public Win {
            requireAmount(amountMinor, 0);
        }
    }

    /** Gives a bet's stake back in the split that it was taken with; of an unknown bet leaves a tombstone. */
    record Rollback(String id, String betId, Reference reference) implements Transaction {}

    /** A book's credit of a voided bet's stake, in the split that the wallet answered when it took it. */
    record Refund(String id, String betId, Split split, String currency, Reference reference) implements Transaction {}

    /**
     * "Answer or tombstone": if the bet with this id has been decided, its stored answer; otherwise the bet is refused
     * for ever as {@link WalletRejection#BET_ROLLED_BACK}. {@code reference}, amount and currency are the bet's own.
     * Asked by a sealed book about an intent whose answer it never got.
     */
    record Resolve(
            String id,
            long amountMinor,
            String currency,
            Reference reference,
            @Nullable String freeBetId) implements Transaction {
        public Resolve {
            requireAmount(amountMinor, 0);
        }

        public Resolve(String id, long amountMinor, String currency, Reference reference) {
            this(id, amountMinor, currency, reference, null);
        }
    }

    /**
     * A book's correction of what a settled bet was paid, once per result version.
     *
     * @param differenceMinor what the bet returns now less what it returned before, not 0; negative is taken back, and what the
     *     balance does not cover stays as a debt that later wins pay off
     * @param bonusMinor what of a positive difference is bonus money that comes back, else 0
     * @param payoutMinor what the bet returns now, in all; it follows from the id, and is not compared
     * @param stakeIsBack whether that is its stake, and no win; likewise
     */
    record Correct(
            String id,
            String betId,
            long differenceMinor,
            long bonusMinor,
            String currency,
            Reference reference,
            long payoutMinor,
            boolean stakeIsBack)
            implements Transaction {
        /** Of a bet that returned nothing before, or returns nothing now. */
        public Correct(
                String id, String betId, long differenceMinor, long bonusMinor, String currency, Reference reference) {
            this(id, betId, differenceMinor, bonusMinor, currency, reference, Math.max(0, differenceMinor), false);
        }

        public Correct {
            requireAmount(Math.absExact(differenceMinor), 1);
            if (bonusMinor < 0 || bonusMinor > Math.max(0, differenceMinor)) {
                throw new IllegalArgumentException("bonusMinor=" + bonusMinor + " must be 0 to " + differenceMinor
                        + ", the difference that is paid");
            }
        }

        /** The buckets that a positive difference is meant for, before a debt is paid off; null where it is taken back. */
        @Nullable Split paidSplit() {
            return differenceMinor > 0 ? new Split(Math.subtractExact(differenceMinor, bonusMinor), bonusMinor) : null;
        }
    }

    /** Sets limits, each in the place of the one with its key; the others stay. Loosening waits. */
    record SetLimits(String id, List<Wanted> limits, Reference reference) implements Transaction {
        public SetLimits {
            limits = limits.stream().sorted(Comparator.comparing(Wanted::key)).toList();
        }
    }

    /**
     * A limit as it is wanted.
     *
     * @param most minor units or milliseconds, as the kind says, 0 or more; null: no limit
     */
    record Wanted(LimitKey key, @Nullable Long most) {
        public Wanted {
            if (most != null) {
                requireAmount(most, 0);
            }
        }
    }

    /** Keeps the player out of every bet and deposit. {@code until} null: for ever. Cannot be shortened. */
    record Exclude(String id, @Nullable Instant until, Reference reference) implements Transaction {}

    /** Stops bets, deposits and withdrawals. */
    record Freeze(String id, Reference reference) implements Transaction {}

    /** Ends a freeze, nothing else. */
    record Unfreeze(String id, Reference reference) implements Transaction {}

    /** Bonus money at the house's cost. The bonus has the transaction's id without its source. {@code amountMinor > 0}. */
    record GrantBonus(String id, long amountMinor, String currency, BonusTerms terms, Reference reference)
            implements Transaction {
        public GrantBonus {
            requireAmount(amountMinor, 1);
        }
    }

    /** Free bets; they have the transaction's id without its source. */
    record GrantFreeBets(String id, String currency, FreeBetTerms terms, Reference reference) implements Transaction {}

    /** Takes back what is left of a bonus, and free bets of the same id that are left. */
    record ForfeitBonus(String id, String bonusId, Reference reference) implements Transaction {}

    private static void requireAmount(long amountMinor, long least) {
        if (amountMinor < least || amountMinor > Split.MAX_MINOR) {
            throw new IllegalArgumentException(
                    "amountMinor=" + amountMinor + " must be from " + least + " to " + Split.MAX_MINOR);
        }
    }
}
