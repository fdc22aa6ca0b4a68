package io.croupier.wallet.domain;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decided transaction as the wallet remembers it: enough to compare another request with it and to give the same answer
 * again.
 *
 * @param status null where it was refused
 * @param code null where it was accepted
 * @param restriction what stood in the way where it was refused for a limit or a block
 * @param amountMinor signed change of the balance
 * @param bonus of a bet that was taken: what bonuses have to do with it, null where nothing
 */
record Decided(
        @JsonProperty("id") String id,
        @JsonProperty("content") Content content,
        @JsonProperty("status") Answer.@Nullable Status status,
        @JsonProperty("code") @Nullable WalletRejection code,
        @JsonProperty("bookCode") @Nullable String bookCode,
        @JsonProperty("restriction") @Nullable Restriction restriction,
        @JsonProperty("amount") long amountMinor,
        @JsonProperty("split") Split split,
        @JsonProperty("balance") long balanceMinor,
        @JsonProperty("version") long version,
        @JsonProperty("at") Instant at,
        @JsonProperty("bonus") @Nullable BonusStake bonus) {

    /** What an event decided; {@code version} is the event's. */
    static Decided by(WalletEvent event, long version) {
        Reference reference = event.reference();
        if (event instanceof WalletEvent.Opened e) {
            return nothing(event, version, Content.plain(TransactionKind.OPEN, 0, e.currency(), reference));
        }
        if (event instanceof WalletEvent.Deposited e) {
            long amount = e.split().totalMinor();
            var content = Content.plain(TransactionKind.DEPOSIT, amount, e.currency(), reference);
            return moved(event, version, content, amount, e.split());
        }
        if (event instanceof WalletEvent.Withdrawn e) {
            long amount = e.split().totalMinor();
            var content = Content.plain(TransactionKind.WITHDRAWAL, amount, e.currency(), reference);
            return moved(event, version, content, -amount, e.split());
        }
        if (event instanceof WalletEvent.BetTaken e) {
            BonusStake bonus = e.bonus();
            var content =
                    Content.bet(e.stakeMinor(), e.currency(), bonus == null ? null : bonus.freeBetId(), reference);
            return moved(event, version, content, -e.split().totalMinor(), e.split(), bonus);
        }
        if (event instanceof WalletEvent.WinCredited e) {
            var content = Content.win(e.betId(), e.amountMinor(), e.currency(), e.trusted(), reference);
            return moved(event, version, content, e.split().totalMinor(), e.split());
        }
        if (event instanceof WalletEvent.BetRolledBack e) {
            var content = Content.rollback(e.betId(), reference);
            return moved(event, version, content, e.split().totalMinor(), e.split());
        }
        if (event instanceof WalletEvent.BetTombstoned e) {
            return still(event, version, Content.rollback(e.betId(), reference), Answer.Status.TOMBSTONED);
        }
        if (event instanceof WalletEvent.RollbackRepeated e) {
            return still(event, version, Content.rollback(e.betId(), reference), Answer.Status.ALREADY_ROLLED_BACK);
        }
        if (event instanceof WalletEvent.BetRefunded e) {
            var content = Content.refund(e.betId(), e.askedSplit(), e.currency(), reference);
            return moved(event, version, content, e.split().totalMinor(), e.split());
        }
        if (event instanceof WalletEvent.BetCorrected e) {
            var content = Content.correction(e.betId(), e.differenceMinor(), e.paidSplit(), e.currency(), reference);
            return moved(event, version, content, e.movedMinor(), e.split());
        }
        if (event instanceof WalletEvent.BonusGranted e) {
            var content =
                    Content.granted(e.amountMinor(), e.currency(), e.terms().line(), reference);
            return moved(event, version, content, e.amountMinor(), new Split(0, e.amountMinor()));
        }
        if (event instanceof WalletEvent.FreeBetsGranted e) {
            return nothing(
                    event, version, Content.granted(0, e.currency(), e.terms().line(), reference));
        }
        if (event instanceof WalletEvent.BonusConverted e) {
            var content = Content.terms(TransactionKind.BONUS, Content.endedLine(e.bonusId()), reference);
            long lost = Math.addExact(e.cutMinor(), e.debtPaidMinor());
            return moved(event, version, content, -lost, new Split(e.convertedMinor(), e.cutMinor()));
        }
        if (event instanceof WalletEvent.BonusReopened e) {
            var content = Content.terms(TransactionKind.BONUS, Content.endedLine(e.bonusId()), reference);
            long gained = Math.addExact(e.owedMinor(), e.cutMinor());
            return moved(event, version, content, gained, new Split(e.takenMinor(), gained));
        }
        if (event instanceof WalletEvent.BonusEnded e) {
            var content = Content.terms(TransactionKind.ADJUSTMENT, Content.endedLine(e.bonusId()), reference);
            return moved(event, version, content, -e.takenMinor(), new Split(0, e.takenMinor()));
        }
        if (event instanceof WalletEvent.LimitsSet e) {
            List<Transaction.Wanted> wanted = e.limits().stream()
                    .map(change -> new Transaction.Wanted(change.key(), change.most()))
                    .toList();
            return nothing(
                    event, version, Content.terms(TransactionKind.LIMITS, Content.limitsLine(wanted), reference));
        }
        if (event instanceof WalletEvent.Excluded e) {
            return nothing(
                    event, version, Content.terms(TransactionKind.EXCLUSION, Content.untilLine(e.until()), reference));
        }
        if (event instanceof WalletEvent.Frozen) {
            return nothing(event, version, Content.terms(TransactionKind.FREEZE, null, reference));
        }
        if (event instanceof WalletEvent.Unfrozen) {
            return nothing(event, version, Content.terms(TransactionKind.UNFREEZE, null, reference));
        }
        if (event instanceof WalletEvent.TransactionRejected e) {
            var content = new Content(
                    e.kind(), e.betId(), e.amountMinor(), e.split(), e.currency(), e.trusted(), e.terms(), reference);
            return new Decided(
                    e.transactionId(),
                    content,
                    null,
                    e.code(),
                    e.bookCode(),
                    e.restriction(),
                    0,
                    Split.ZERO,
                    e.after().totalMinor(),
                    version,
                    e.at(),
                    null);
        }
        throw new IllegalArgumentException("no decision known for " + event);
    }

    private static Decided nothing(WalletEvent event, long version, Content content) {
        return still(event, version, content, Answer.Status.ACCEPTED);
    }

    private static Decided still(WalletEvent event, long version, Content content, Answer.Status status) {
        return new Decided(
                event.transactionId(),
                content,
                status,
                null,
                null,
                null,
                0,
                Split.ZERO,
                event.after().totalMinor(),
                version,
                event.at(),
                null);
    }

    private static Decided moved(WalletEvent event, long version, Content content, long amountMinor, Split split) {
        return moved(event, version, content, amountMinor, split, null);
    }

    private static Decided moved(
            WalletEvent event,
            long version,
            Content content,
            long amountMinor,
            Split split,
            @Nullable BonusStake bonus) {
        return new Decided(
                event.transactionId(),
                content,
                Answer.Status.ACCEPTED,
                null,
                null,
                null,
                amountMinor,
                split,
                event.after().totalMinor(),
                version,
                event.at(),
                bonus);
    }

    boolean accepted() {
        return code == null;
    }

    boolean acceptedBet() {
        return accepted() && content.kind() == TransactionKind.BET;
    }

    Answer answer(String walletCurrency, boolean replayed) {
        if (code != null) {
            return new Answer.Rejected(id, code, balanceMinor, version, bookCode, restriction, null, replayed);
        }
        var known = status == null ? Answer.Status.ACCEPTED : status;
        return new Answer.Accepted(id, known, amountMinor, split, balanceMinor, walletCurrency, version, at, replayed);
    }

    TransactionView view(String walletCurrency) {
        String publicCode = bookCode != null ? bookCode : code == null ? null : code.code();
        return new TransactionView(
                id,
                content.kind().code(),
                content.reference(),
                amountMinor,
                content.amountMinor(),
                balanceMinor,
                walletCurrency,
                version,
                at,
                publicCode);
    }
}
