package io.croupier.round;

import io.croupier.round.WalletCalls.CallId;
import io.croupier.round.WalletCalls.Kind;
import io.croupier.round.domain.Bet;
import io.croupier.round.domain.BetKey;
import io.croupier.round.domain.BetTransactions;
import io.croupier.round.domain.Book;
import io.croupier.round.domain.BookEvent;
import io.croupier.round.domain.RoundTerms;
import io.croupier.wallet.domain.Answer;
import io.croupier.wallet.domain.Transaction;
import io.croupier.wallet.domain.WalletRejection;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A book's side towards the wallets: which calls its state asks for, and what their answers mean. A call is made only for what
 * is stored, so that after a crash {@link #resume} makes the same calls under the same ids. Not for concurrent use.
 */
final class BookWallets {
    private static final Logger LOG = LoggerFactory.getLogger(BookEntity.class);

    /** How calls are made; their answers come back by {@link #answered}. */
    interface Calls {
        /** Makes a call now or when there is room; one that is under way already is left alone. */
        void start(CallId id, Transaction transaction, Instant now);

        /** Makes a call after a pause. */
        void startLater(CallId id, Transaction transaction, Instant notBefore);
    }

    private final Calls calls;
    private final BookSettings settings;
    private final Map<BetKey, Integer> refusals = new HashMap<>();

    BookWallets(Calls calls, BookSettings settings) {
        this.calls = calls;
        this.settings = settings;
    }

    /** Makes every call that the state asks for; those under way are left alone. */
    void resume(Book book, Instant now) {
        RoundTerms terms = book.requireTerms();
        for (BetKey key : book.open()) {
            Bet bet = book.bet(key);
            if (book.sealed()) {
                calls.start(new CallId(Kind.RESOLVE, key), BetTransactions.resolve(terms, bet), now);
            } else {
                calls.start(new CallId(Kind.DEBIT, key), BetTransactions.debit(terms, bet), now);
            }
        }
        book.rollbacks().forEach(key -> rollback(book, key, now));
        book.unpaid().forEach(key -> credit(book, key, now));
    }

    /** Makes the calls that follow from what was just stored. */
    void follow(Book book, BookBatch stored, Instant now) {
        RoundTerms terms = book.requireTerms();
        if (!book.sealed()) {
            for (BetKey key : stored.intents.keySet()) {
                calls.start(new CallId(Kind.DEBIT, key), BetTransactions.debit(terms, book.bet(key)), now);
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
        calls.start(new CallId(Kind.RESOLVE, key), BetTransactions.resolve(book.requireTerms(), book.bet(key)), now);
    }

    private void credit(Book book, BetKey key, Instant now) {
        calls.start(new CallId(Kind.CREDIT, key), BetTransactions.credit(book.requireTerms(), book.bet(key)), now);
    }

    /** A credit or rollback that was refused has left nothing behind, so the same id is tried again. */
    private void retryLater(Kind kind, BetKey key, Transaction transaction, Instant now) {
        int attempt = refusals.merge(key, 1, Integer::sum);
        Duration pause = WalletCalls.pause(settings.refusedRetryMin(), settings.refusedRetryMax(), attempt);
        calls.startLater(new CallId(kind, key), transaction, now.plus(pause));
    }

    /** Takes an answer into the batch. */
    void answered(Book book, BookBatch batch, CallId call, Answer answer, Instant now) {
        BetKey key = call.bet();
        switch (call.kind()) {
            case DEBIT, RESOLVE -> {
                if (book.open().contains(key)) {
                    batch.decisions.putIfAbsent(key, decision(key, answer));
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
                if (book.unpaid().contains(key)) {
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
    private static BookEvent.Decision decision(BetKey key, Answer answer) {
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
                    false);
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
                BookNotices.originalRound(rejected),
                rejected.code() == WalletRejection.UNKNOWN_PLAYER);
    }

    /** The refusal of a bet whose wallet did not say whether it has taken the stake: a rollback is owed. */
    static BookEvent.Decision gaveUp(BetKey key) {
        return new BookEvent.Decision(
                key.playerId(), key.betId(), false, 0, 0, 0, 0, WalletRejection.BET_ROLLED_BACK.code(), null, true);
    }

    private void owedResolved(Book book, BookBatch batch, BetKey key, Answer answer, Instant now) {
        if (answer instanceof Answer.Accepted) {
            calls.start(
                    new CallId(Kind.ROLLBACK, key), BetTransactions.rollback(book.requireTerms(), book.bet(key)), now);
        } else {
            batch.rolledBack.add(key);
        }
    }

    private void rollbackAnswered(Book book, BookBatch batch, BetKey key, Answer answer, Instant now) {
        if (answer instanceof Answer.Rejected rejected) {
            logRefused("rollback", book, key, rejected);
            retryLater(Kind.ROLLBACK, key, BetTransactions.rollback(book.requireTerms(), book.bet(key)), now);
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
            logRefused("credit", book, key, (Answer.Rejected) answer);
            retryLater(Kind.CREDIT, key, BetTransactions.credit(book.requireTerms(), book.bet(key)), now);
        }
    }

    private static void logRefused(String what, Book book, BetKey key, Answer.Rejected rejected) {
        LOG.error(
                "event={}_refused roundId={} playerId={} betId={} code={}",
                what,
                book.requireTerms().roundId(),
                key.playerId(),
                key.betId(),
                rejected.publicCode());
    }
}
