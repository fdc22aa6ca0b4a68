package io.croupier.wallet.domain;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a caller said under one id: two requests of one id are the same when their contents are equal. It is kept
 * whole, not as a hash: a refusal names the original anyway, so a hash would save next to nothing and could collide.
 *
 * @param betId the bet transaction that it is about, with its source
 * @param split of a refund, and of a correction that pays; null for all others
 * @param currency as asked, empty for a rollback, which has none, and where nothing moves
 * @param terms of limits, exclusions, bonuses and free bets: what was wanted, in one canonical line; else null
 */
record Content(
        @JsonProperty("kind") TransactionKind kind,
        @JsonProperty("bet") @Nullable String betId,
        @JsonProperty("amount") long amountMinor,
        @JsonProperty("split") @Nullable Split split,
        @JsonProperty("cur") String currency,
        @JsonProperty("trusted") boolean trusted,
        @JsonProperty("terms") @Nullable String terms,
        @JsonProperty("ref") Reference reference) {

    static Content of(Transaction transaction) {
        Reference reference = transaction.reference();
        if (transaction instanceof Transaction.Open open) {
            return plain(TransactionKind.OPEN, 0, open.currency(), reference);
        }
        if (transaction instanceof Transaction.Deposit deposit) {
            return plain(TransactionKind.DEPOSIT, deposit.amountMinor(), deposit.currency(), reference);
        }
        if (transaction instanceof Transaction.Withdraw withdraw) {
            return plain(TransactionKind.WITHDRAWAL, withdraw.amountMinor(), withdraw.currency(), reference);
        }
        if (transaction instanceof Transaction.Bet bet) {
            return bet(bet.amountMinor(), bet.currency(), bet.freeBetId(), reference);
        }
        if (transaction instanceof Transaction.Decline decline) {
            return bet(decline.amountMinor(), decline.currency(), decline.freeBetId(), reference);
        }
        if (transaction instanceof Transaction.Resolve resolve) {
            return bet(resolve.amountMinor(), resolve.currency(), resolve.freeBetId(), reference);
        }
        if (transaction instanceof Transaction.Win win) {
            return win(win.betId(), win.amountMinor(), win.currency(), win.trusted(), reference);
        }
        if (transaction instanceof Transaction.Rollback rollback) {
            return rollback(rollback.betId(), reference);
        }
        if (transaction instanceof Transaction.Refund refund) {
            return refund(refund.betId(), refund.split(), refund.currency(), reference);
        }
        if (transaction instanceof Transaction.Correct correct) {
            return correction(
                    correct.betId(), correct.differenceMinor(), correct.paidSplit(), correct.currency(), reference);
        }
        if (transaction instanceof Transaction.SetLimits limits) {
            return terms(TransactionKind.LIMITS, limitsLine(limits.limits()), reference);
        }
        if (transaction instanceof Transaction.Exclude exclude) {
            return terms(TransactionKind.EXCLUSION, untilLine(exclude.until()), reference);
        }
        if (transaction instanceof Transaction.Freeze) {
            return terms(TransactionKind.FREEZE, null, reference);
        }
        if (transaction instanceof Transaction.Unfreeze) {
            return terms(TransactionKind.UNFREEZE, null, reference);
        }
        if (transaction instanceof Transaction.GrantBonus grant) {
            return granted(grant.amountMinor(), grant.currency(), grant.terms().line(), reference);
        }
        if (transaction instanceof Transaction.GrantFreeBets grant) {
            return granted(0, grant.currency(), grant.terms().line(), reference);
        }
        if (transaction instanceof Transaction.ForfeitBonus forfeit) {
            return terms(TransactionKind.ADJUSTMENT, endedLine(forfeit.bonusId()), reference);
        }
        throw new IllegalArgumentException("no content known for " + transaction);
    }

    static Content bet(long amountMinor, String currency, @Nullable String freeBetId, Reference reference) {
        String terms = freeBetId == null ? null : "free bet " + freeBetId;
        return new Content(TransactionKind.BET, null, amountMinor, null, currency, false, terms, reference);
    }

    static Content granted(long amountMinor, String currency, String terms, Reference reference) {
        return new Content(TransactionKind.BONUS, null, amountMinor, null, currency, false, terms, reference);
    }

    static String endedLine(String bonusId) {
        return "bonus " + bonusId;
    }

    static Content plain(TransactionKind kind, long amountMinor, String currency, Reference reference) {
        return new Content(kind, null, amountMinor, null, currency, false, null, reference);
    }

    static Content win(String betId, long amountMinor, String currency, boolean trusted, Reference reference) {
        return new Content(TransactionKind.WIN, betId, amountMinor, null, currency, trusted, null, reference);
    }

    static Content rollback(String betId, Reference reference) {
        return new Content(TransactionKind.ROLLBACK, betId, 0, null, "", false, null, reference);
    }

    static Content refund(String betId, Split split, String currency, Reference reference) {
        return new Content(TransactionKind.REFUND, betId, split.totalMinor(), split, currency, false, null, reference);
    }

    static Content correction(
            String betId, long differenceMinor, @Nullable Split paid, String currency, Reference reference) {
        return new Content(TransactionKind.CORRECTION, betId, differenceMinor, paid, currency, false, null, reference);
    }

    static Content terms(TransactionKind kind, @Nullable String terms, Reference reference) {
        return new Content(kind, null, 0, null, "", false, terms, reference);
    }

    /** @param limits in the order of their keys */
    static String limitsLine(List<Transaction.Wanted> limits) {
        return limits.stream()
                .map(limit -> limit.key().setBy() + " " + limit.key().kind() + " "
                        + limit.key().period() + " " + limit.most())
                .collect(Collectors.joining(", "));
    }

    static String untilLine(@Nullable Instant until) {
        return until == null ? "for ever" : "until " + until;
    }
}
