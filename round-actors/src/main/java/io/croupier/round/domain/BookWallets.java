package io.croupier.round.domain;

import io.croupier.round.domain.WalletCall.Kind;
import io.croupier.wallet.domain.Answer;
import io.croupier.wallet.domain.Transaction;
import io.croupier.wallet.domain.TransactionView;
import io.croupier.wallet.domain.WalletRejection;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A book's side towards the wallets: which calls its state asks for, and what their answers mean. A call is made only for what
 * is stored, so that after a crash {@link #resume} makes the same calls under the same ids. Not for concurrent use.
 */
public final class BookWallets {
    /** How calls are made; their answers come back by {@link #answered}. */
    public interface Calls {
        /** Makes a call now or when there is room; one that is under way already is left alone. */
        void start(WalletCall id, Transaction transaction, Instant now);

        /** Makes a call after a pause. */
        void startLater(WalletCall id, Transaction transaction, Instant notBefore);

        /** A credit or a rollback was refused, which should not be; it is made again after a pause. */
        void refused(WalletCall id, Transaction transaction, Answer.Rejected answer);
    }

    private final Calls calls;
    private final Duration refusedRetryMin;
    private final Duration refusedRetryMax;
    private final Map<BetKey, Integer> refusals = new HashMap<>();

    /**
     * @param refusedRetryMin pause after the first refusal of a credit or a rollback
     * @param refusedRetryMax bound of the pause, which doubles with each refusal
     */
    public BookWallets(Calls calls, Duration refusedRetryMin, Duration refusedRetryMax) {
        this.calls = calls;
        this.refusedRetryMin = refusedRetryMin;
        this.refusedRetryMax = refusedRetryMax;
    }

    /** Makes every call that the state asks for; those under way are left alone. */
    public void resume(Book book, Instant now) {
        RoundTerms terms = book.requireTerms();
        for (BetKey key : book.open()) {
            Bet bet = book.bet(key);
            if (book.sealed()) {
                calls.start(new WalletCall(Kind.RESOLVE, key), BetTransactions.resolve(terms, bet), now);
            } else {
                calls.start(new WalletCall(Kind.DEBIT, key), BetTransactions.debit(terms, bet), now);
            }
        }
        book.rollbacks().forEach(key -> rollback(book, key, now));
        book.unpaid().forEach(key -> credit(book, key, now));
    }

    /** Makes the calls that follow from what was just stored. */
    public void follow(Book book, BookBatch stored, Instant now) {
        RoundTerms terms = book.requireTerms();
        if (!book.sealed()) {
            for (BetKey key : stored.intents.keySet()) {
                calls.start(new WalletCall(Kind.DEBIT, key), BetTransactions.debit(terms, book.bet(key)), now);
            }
        }
        for (BookEvent.Decision decision : stored.decisions.values()) {
            if (decision.rollbackOwed()) {
                rollback(book, decision.key(), now);
            }
        }
    }

    /**
     * First asks what became of the debit. Only where it was this very bet that was debited is a rollback sent: under the same
     * id the wallet may know a bet of another round, which must stand.
     */
    private void rollback(Book book, BetKey key, Instant now) {
        calls.start(
                new WalletCall(Kind.RESOLVE, key), BetTransactions.resolve(book.requireTerms(), book.bet(key)), now);
    }

    private void credit(Book book, BetKey key, Instant now) {
        calls.start(creditCall(book, key), BetTransactions.credit(book.requireTerms(), book.bet(key)), now);
    }

    /** Under the result's version: an answer that comes twice must not count for the correction that follows. */
    private static WalletCall creditCall(Book book, BetKey key) {
        return new WalletCall(
                Kind.CREDIT, key, book.resultVersion(), book.bet(key).walletVersion());
    }

    /** A credit, correction or rollback that was refused has left nothing behind, so the same id is tried again. */
    private void refused(WalletCall call, Transaction transaction, Answer.Rejected answer, Instant now) {
        calls.refused(call, transaction, answer);
        int attempt = refusals.merge(call.bet(), 1, Integer::sum);
        calls.startLater(call, transaction, now.plus(pause(refusedRetryMin, refusedRetryMax, attempt)));
    }

    /** Takes an answer into the batch. */
    public void answered(Book book, BookBatch batch, WalletCall call, Answer answer, Instant now) {
        BetKey key = call.bet();
        switch (call.kind()) {
            case DEBIT, RESOLVE -> {
                if (book.open().contains(key)) {
                    batch.decisions.putIfAbsent(key, decision(book.bet(key), answer));
                } else if (book.rollbacks().contains(key)) {
                    owedResolved(book, batch, key, answer, now);
                }
            }
            case ROLLBACK -> {
                if (book.rollbacks().contains(key)) {
                    rollbackAnswered(book, batch, key, answer, now);
                }
            }
            case CREDIT -> {
                if (book.unpaid().contains(key) && call.equals(creditCall(book, key))) {
                    creditAnswered(book, batch, key, answer, now);
                }
            }
            case DECLINE -> throw new IllegalArgumentException("call=" + call + " is the desk's");
        }
    }

    /**
     * A wallet that is not open stores no refusal, so another copy of the debit that is still on its way may be taken once it is
     * open: that answer alone does not end the book's care for the stake.
     */
    private static BookEvent.Decision decision(Bet bet, Answer answer) {
        BetKey key = bet.key();
        if (answer instanceof Answer.Accepted accepted) {
            return new BookEvent.Decision(
                    key.playerId(),
                    key.betId(),
                    true,
                    accepted.split().realMinor(),
                    accepted.split().bonusMinor(),
                    accepted.balanceMinor(),
                    accepted.version(),
                    null,
                    null,
                    false,
                    null,
                    bet.freeBetId() == null ? 0 : bet.stakeMinor());
        }
        Answer.Rejected rejected = (Answer.Rejected) answer;
        return new BookEvent.Decision(
                key.playerId(),
                key.betId(),
                false,
                0,
                0,
                rejected.balanceMinor(),
                rejected.version(),
                rejected.publicCode(),
                originalRound(rejected),
                rejected.code() == WalletRejection.UNKNOWN_PLAYER,
                rejected.restriction());
    }

    /** The refusal of a bet whose wallet did not say whether it has taken the stake: a rollback is owed. */
    public static BookEvent.Decision gaveUp(BetKey key) {
        return new BookEvent.Decision(
                key.playerId(),
                key.betId(),
                false,
                0,
                0,
                0,
                0,
                WalletRejection.BET_ROLLED_BACK.code(),
                null,
                true,
                null);
    }

    private void owedResolved(Book book, BookBatch batch, BetKey key, Answer answer, Instant now) {
        if (answer instanceof Answer.Accepted) {
            calls.start(
                    new WalletCall(Kind.ROLLBACK, key),
                    BetTransactions.rollback(book.requireTerms(), book.bet(key)),
                    now);
        } else {
            batch.rolledBack.add(key);
        }
    }

    private void rollbackAnswered(Book book, BookBatch batch, BetKey key, Answer answer, Instant now) {
        if (answer instanceof Answer.Rejected rejected) {
            Transaction rollback = BetTransactions.rollback(book.requireTerms(), book.bet(key));
            refused(new WalletCall(Kind.ROLLBACK, key), rollback, rejected, now);
        } else {
            batch.rolledBack.add(key);
        }
    }

    private void creditAnswered(Book book, BookBatch batch, BetKey key, Answer answer, Instant now) {
        if (answer instanceof Answer.Accepted accepted) {
            batch.credits.put(
                    key,
                    new BookEvent.Credit(key.playerId(), key.betId(), accepted.balanceMinor(), accepted.version()));
        } else {
            Transaction credit = BetTransactions.credit(book.requireTerms(), book.bet(key));
            refused(creditCall(book, key), credit, (Answer.Rejected) answer, now);
        }
    }

    /** Where the id of a conflicting transaction was used first. */
    public static @Nullable String originalRound(Answer.Rejected answer) {
        TransactionView original = answer.original();
        return original == null ? null : original.reference().roundId();
    }

    /** The pause after so many attempts: doubled each time, up to a bound. */
    public static Duration pause(Duration min, Duration max, int attempts) {
        Duration pause = min.multipliedBy(1L << Math.min(20, Math.max(0, attempts - 1)));
        return pause.compareTo(max) > 0 ? max : pause;
    }
}
