package io.croupier.wallet.domain;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a wallet's journal holds: one event per transaction that was decided, accepted or refused for good, with everything
 * that its caller said and the balances after it. The n-th event of a wallet has the version n. Amounts are minor units of
 * the wallet's currency. Stored under the names that {@code WalletEventCodec} gives the types and the annotations give the
 * fields; neither may change.
 */
public sealed interface WalletEvent {
    /** SHA-256 of the stored bytes of the event before, {@link Sha256#ZERO} for the first. */
    Sha256 previousHash();

    /** With its source. */
    String transactionId();

    Reference reference();

    /** The balances once this has happened. */
    Balances after();

    Instant at();

    /** The wallet exists from now on, in this currency, empty. */
    record Opened(
            @JsonProperty("prev") Sha256 previousHash,
            @JsonProperty("id") String transactionId,
            @JsonProperty("ref") Reference reference,
            @JsonProperty("cur") String currency,
            @JsonProperty("at") Instant at)
            implements WalletEvent {
        @Override
        public Balances after() {
            return Balances.ZERO;
        }
    }

    /** The cashier paid in. */
    record Deposited(
            @JsonProperty("prev") Sha256 previousHash,
            @JsonProperty("id") String transactionId,
            @JsonProperty("ref") Reference reference,
            @JsonProperty("cur") String currency,
            @JsonProperty("split") Split split,
            @JsonProperty("after") Balances after,
            @JsonProperty("at") Instant at)
            implements WalletEvent {}

    /** The cashier paid out. */
    record Withdrawn(
            @JsonProperty("prev") Sha256 previousHash,
            @JsonProperty("id") String transactionId,
            @JsonProperty("ref") Reference reference,
            @JsonProperty("cur") String currency,
            @JsonProperty("split") Split split,
            @JsonProperty("after") Balances after,
            @JsonProperty("at") Instant at)
            implements WalletEvent {}

    /**
     * A stake was debited; a free bet's was not.
     *
     * @param bonus what bonuses have to do with it, null where nothing
     */
    record BetTaken(
            @JsonProperty("prev") Sha256 previousHash,
            @JsonProperty("id") String transactionId,
            @JsonProperty("ref") Reference reference,
            @JsonProperty("cur") String currency,
            @JsonProperty("split") Split split,
            @JsonProperty("after") Balances after,
            @JsonProperty("at") Instant at,
            @JsonProperty("bonus") @Nullable BonusStake bonus)
            implements WalletEvent {
        public BetTaken(
                Sha256 previousHash,
                String transactionId,
                Reference reference,
                String currency,
                Split split,
                Balances after,
                Instant at) {
            this(previousHash, transactionId, reference, currency, split, after, at, null);
        }

        /** What it stakes without any money of the player. */
        public long freeMinor() {
            return bonus == null ? 0 : bonus.freeMinor();
        }

        /** What it stakes. */
        public long stakeMinor() {
            return Math.addExact(split.totalMinor(), freeMinor());
        }
    }

    /**
     * Winnings were credited.
     *
     * @param betId the bet transaction, with its source
     * @param trusted whether it came from a book of ours, without a check of the bet
     * @param amountMinor what was won; {@code split} is what of it reached the balance, the rest paid off debt or is the house's
     * @param bonus null where the stake was real money alone
     */
    record WinCredited(
            @JsonProperty("prev") Sha256 previousHash,
            @JsonProperty("id") String transactionId,
            @JsonProperty("ref") Reference reference,
            @JsonProperty("cur") String currency,
            @JsonProperty("bet") String betId,
            @JsonProperty("trusted") boolean trusted,
            @JsonProperty("amount") long amountMinor,
            @JsonProperty("split") Split split,
            @JsonProperty("after") Balances after,
            @JsonProperty("at") Instant at,
            @JsonProperty("bonus") @Nullable BonusEffect bonus)
            implements WalletEvent {
        public WinCredited(
                Sha256 previousHash,
                String transactionId,
                Reference reference,
                String currency,
                String betId,
                boolean trusted,
                long amountMinor,
                Split split,
                Balances after,
                Instant at) {
            this(previousHash, transactionId, reference, currency, betId, trusted, amountMinor, split, after, at, null);
        }
    }

    /**
     * A bet's stake went back in the split that it was taken with.
     *
     * @param split what reached the balance
     * @param takenAt when the bet was taken; null in events of before this was stored
     * @param bonus null where bonuses had nothing to do with the bet
     */
    record BetRolledBack(
            @JsonProperty("prev") Sha256 previousHash,
            @JsonProperty("id") String transactionId,
            @JsonProperty("ref") Reference reference,
            @JsonProperty("bet") String betId,
            @JsonProperty("split") Split split,
            @JsonProperty("takenAt") @Nullable Instant takenAt,
            @JsonProperty("after") Balances after,
            @JsonProperty("at") Instant at,
            @JsonProperty("bonus") @Nullable BonusEffect bonus)
            implements WalletEvent {
        public BetRolledBack(
                Sha256 previousHash,
                String transactionId,
                Reference reference,
                String betId,
                Split split,
                @Nullable Instant takenAt,
                Balances after,
                Instant at) {
            this(previousHash, transactionId, reference, betId, split, takenAt, after, at, null);
        }

        /** What was taken: of a bet that bonuses had to do with, less may reach the balance. */
        Split takenSplit() {
            Split asked = bonus == null ? null : bonus.asked();
            return asked == null ? split : asked;
        }
    }

    /** A rollback of a bet that was never taken: a tombstone stands in its place from now on. */
    record BetTombstoned(
            @JsonProperty("prev") Sha256 previousHash,
            @JsonProperty("id") String transactionId,
            @JsonProperty("ref") Reference reference,
            @JsonProperty("bet") String betId,
            @JsonProperty("after") Balances after,
            @JsonProperty("at") Instant at)
            implements WalletEvent {}

    /** A rollback of a bet that had been given back, or tombstoned, before; nothing moved. */
    record RollbackRepeated(
            @JsonProperty("prev") Sha256 previousHash,
            @JsonProperty("id") String transactionId,
            @JsonProperty("ref") Reference reference,
            @JsonProperty("bet") String betId,
            @JsonProperty("after") Balances after,
            @JsonProperty("at") Instant at)
            implements WalletEvent {}

    /**
     * A book gave a voided bet's stake back.
     *
     * @param split what reached the balance
     * @param takenAt when the bet was taken; null where nobody remembered
     * @param bonus null where bonuses had nothing to do with the bet
     */
    record BetRefunded(
            @JsonProperty("prev") Sha256 previousHash,
            @JsonProperty("id") String transactionId,
            @JsonProperty("ref") Reference reference,
            @JsonProperty("cur") String currency,
            @JsonProperty("bet") String betId,
            @JsonProperty("split") Split split,
            @JsonProperty("takenAt") @Nullable Instant takenAt,
            @JsonProperty("after") Balances after,
            @JsonProperty("at") Instant at,
            @JsonProperty("bonus") @Nullable BonusEffect bonus)
            implements WalletEvent {
        public BetRefunded(
                Sha256 previousHash,
                String transactionId,
                Reference reference,
                String currency,
                String betId,
                Split split,
                @Nullable Instant takenAt,
                Balances after,
                Instant at) {
            this(previousHash, transactionId, reference, currency, betId, split, takenAt, after, at, null);
        }

        /** As it was asked for. */
        Split askedSplit() {
            Split asked = bonus == null ? null : bonus.asked();
            return asked == null ? split : asked;
        }
    }

    /**
     * What a settled bet was paid was corrected.
     *
     * @param betId the bet transaction, with its source
     * @param differenceMinor what the bet returns now less what it returned before
     * @param split what of it came into the balance or was taken from it; the rest paid off debt, or became debt
     * @param bonus null where the stake was real money alone; else its signs are the split's
     */
    record BetCorrected(
            @JsonProperty("prev") Sha256 previousHash,
            @JsonProperty("id") String transactionId,
            @JsonProperty("ref") Reference reference,
            @JsonProperty("cur") String currency,
            @JsonProperty("bet") String betId,
            @JsonProperty("difference") long differenceMinor,
            @JsonProperty("split") Split split,
            @JsonProperty("after") Balances after,
            @JsonProperty("at") Instant at,
            @JsonProperty("bonus") @Nullable BonusEffect bonus)
            implements WalletEvent {
        public BetCorrected(
                Sha256 previousHash,
                String transactionId,
                Reference reference,
                String currency,
                String betId,
                long differenceMinor,
                Split split,
                Balances after,
                Instant at) {
            this(previousHash, transactionId, reference, currency, betId, differenceMinor, split, after, at, null);
        }

        /** Signed change of the real money. */
        public long realMinor() {
            return bonus != null ? bonus.realMinor() : Long.signum(differenceMinor) * split.realMinor();
        }

        /** Signed change of the bonus money. */
        public long bonusMinor() {
            return bonus != null ? bonus.bonusMinor() : Long.signum(differenceMinor) * split.bonusMinor();
        }

        /** Whether the bet is void from now on: its stake is back, with the bonus money and the wagering that it took. */
        public boolean givesStakeBack() {
            return bonus != null && bonus.stakeIsBack();
        }

        /** Signed change of the balance. */
        public long movedMinor() {
            return Math.addExact(realMinor(), bonusMinor());
        }

        /** As it was asked: a debt is paid off from real money only, so the bonus money is all here. Null where it was taken back. */
        @Nullable Split paidSplit() {
            if (bonus != null) {
                return bonus.asked();
            }
            long back = split.bonusMinor();
            return differenceMinor > 0 ? new Split(Math.subtractExact(differenceMinor, back), back) : null;
        }
    }

    /** A bonus was granted: bonus money, at the house's cost. */
    record BonusGranted(
            @JsonProperty("prev") Sha256 previousHash,
            @JsonProperty("id") String transactionId,
            @JsonProperty("ref") Reference reference,
            @JsonProperty("cur") String currency,
            @JsonProperty("bonus") String bonusId,
            @JsonProperty("amount") long amountMinor,
            @JsonProperty("terms") BonusTerms terms,
            @JsonProperty("after") Balances after,
            @JsonProperty("at") Instant at)
            implements WalletEvent {}

    /** Free bets were granted; nothing moved. */
    record FreeBetsGranted(
            @JsonProperty("prev") Sha256 previousHash,
            @JsonProperty("id") String transactionId,
            @JsonProperty("ref") Reference reference,
            @JsonProperty("cur") String currency,
            @JsonProperty("free") String freeBetId,
            @JsonProperty("terms") FreeBetTerms terms,
            @JsonProperty("after") Balances after,
            @JsonProperty("at") Instant at)
            implements WalletEvent {}

    /**
     * A bonus was wagered: its money is real money, and what is more than may be so goes back to the house.
     *
     * @param debtPaidMinor what of the real money paid off a debt
     */
    record BonusConverted(
            @JsonProperty("prev") Sha256 previousHash,
            @JsonProperty("id") String transactionId,
            @JsonProperty("ref") Reference reference,
            @JsonProperty("bonus") String bonusId,
            @JsonProperty("converted") long convertedMinor,
            @JsonProperty("cut") long cutMinor,
            @JsonProperty("debtPaid") long debtPaidMinor,
            @JsonProperty("after") Balances after,
            @JsonProperty("at") Instant at)
            implements WalletEvent {}

    /**
     * A bet came back without which a bonus would not have been converted: its money is bonus money again.
     *
     * @param takenMinor real money that was still there
     * @param owedMinor the rest, a debt from now on
     * @param cutMinor what had not become real money, because it was more than may: the house gives it back
     */
    record BonusReopened(
            @JsonProperty("prev") Sha256 previousHash,
            @JsonProperty("id") String transactionId,
            @JsonProperty("ref") Reference reference,
            @JsonProperty("bonus") String bonusId,
            @JsonProperty("taken") long takenMinor,
            @JsonProperty("owed") long owedMinor,
            @JsonProperty("cut") long cutMinor,
            @JsonProperty("after") Balances after,
            @JsonProperty("at") Instant at)
            implements WalletEvent {}

    /**
     * A bonus, or free bets, are over, and what was left of its money is the house's again.
     *
     * @param end EXPIRED or FORFEITED
     */
    record BonusEnded(
            @JsonProperty("prev") Sha256 previousHash,
            @JsonProperty("id") String transactionId,
            @JsonProperty("ref") Reference reference,
            @JsonProperty("bonus") String bonusId,
            @JsonProperty("end") BonusState end,
            @JsonProperty("taken") long takenMinor,
            @JsonProperty("after") Balances after,
            @JsonProperty("at") Instant at)
            implements WalletEvent {}

    /** Limits were set; nothing moved. */
    record LimitsSet(
            @JsonProperty("prev") Sha256 previousHash,
            @JsonProperty("id") String transactionId,
            @JsonProperty("ref") Reference reference,
            @JsonProperty("limits") List<LimitChange> limits,
            @JsonProperty("after") Balances after,
            @JsonProperty("at") Instant at)
            implements WalletEvent {
        public LimitsSet {
            limits = List.copyOf(limits);
        }
    }

    /**
     * The player is kept out; nothing moved.
     *
     * @param until null: for ever
     */
    record Excluded(
            @JsonProperty("prev") Sha256 previousHash,
            @JsonProperty("id") String transactionId,
            @JsonProperty("ref") Reference reference,
            @JsonProperty("until") @Nullable Instant until,
            @JsonProperty("after") Balances after,
            @JsonProperty("at") Instant at)
            implements WalletEvent {}

    /** An operator stopped bets, deposits and withdrawals; nothing moved. */
    record Frozen(
            @JsonProperty("prev") Sha256 previousHash,
            @JsonProperty("id") String transactionId,
            @JsonProperty("ref") Reference reference,
            @JsonProperty("after") Balances after,
            @JsonProperty("at") Instant at)
            implements WalletEvent {}

    /** An operator ended a freeze; nothing moved. */
    record Unfrozen(
            @JsonProperty("prev") Sha256 previousHash,
            @JsonProperty("id") String transactionId,
            @JsonProperty("ref") Reference reference,
            @JsonProperty("after") Balances after,
            @JsonProperty("at") Instant at)
            implements WalletEvent {}

    /**
     * A transaction was refused for good; nothing moved. A bet that a book declined or resolved away is one too.
     *
     * @param currency as asked
     * @param betId where the transaction was about a bet: its transaction id
     * @param amountMinor as asked, 0 for a rollback, signed for a correction
     * @param split as asked, of a refund and of a correction that pays
     * @param bookCode the book's own code where {@code code} is {@link WalletRejection#DECLINED}
     * @param terms as asked, of limits, exclusions, bonuses and free bets only
     * @param restriction what stood in the way where a limit or a block did
     */
    record TransactionRejected(
            @JsonProperty("prev") Sha256 previousHash,
            @JsonProperty("id") String transactionId,
            @JsonProperty("ref") Reference reference,
            @JsonProperty("kind") TransactionKind kind,
            @JsonProperty("cur") String currency,
            @JsonProperty("bet") @Nullable String betId,
            @JsonProperty("amount") long amountMinor,
            @JsonProperty("split") @Nullable Split split,
            @JsonProperty("trusted") boolean trusted,
            @JsonProperty("code") WalletRejection code,
            @JsonProperty("bookCode") @Nullable String bookCode,
            @JsonProperty("terms") @Nullable String terms,
            @JsonProperty("restriction") @Nullable Restriction restriction,
            @JsonProperty("after") Balances after,
            @JsonProperty("at") Instant at)
            implements WalletEvent {}
}
