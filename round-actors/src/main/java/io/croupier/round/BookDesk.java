package io.croupier.round;

import akka.actor.typed.ActorRef;
import io.croupier.round.BookEntity.CashOut;
import io.croupier.round.domain.Bet;
import io.croupier.round.domain.BetKey;
import io.croupier.round.domain.BetRequest;
import io.croupier.round.domain.BetTransactions;
import io.croupier.round.domain.BetVerdict;
import io.croupier.round.domain.Book;
import io.croupier.round.domain.BookBatch;
import io.croupier.round.domain.BookEvent;
import io.croupier.round.domain.BookFlight;
import io.croupier.round.domain.RoundTerms;
import io.croupier.round.domain.WalletCall;
import io.croupier.wallet.domain.Answer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A book's side towards its players: who waits for what, and which of their wishes have gathered since the last write. All of
 * it may be lost in a crash; then nobody was told anything, and the same request again finds its answer in the state. Each
 * collection has its bound. Not for concurrent use.
 */
final class BookDesk {
    private static final Logger LOG = LoggerFactory.getLogger(BookEntity.class);

    private record Stashed(BetRequest request, Instant at, ActorRef<PlayerNotice> replyTo) {}

    private record Declined(BetRequest request, ActorRef<PlayerNotice> replyTo) {}

    private final BookSettings settings;
    private final WalletCalls calls;
    private final BookFlight flight;
    private final Deque<Stashed> stash = new ArrayDeque<>();
    private final Map<BetKey, List<ActorRef<PlayerNotice>>> waiters = new HashMap<>();
    private final Map<WalletCall, Declined> declines = new HashMap<>();
    private BookBatch batch = new BookBatch();
    /** Of the cash-outs in the batch. */
    private Map<BetKey, List<ActorRef<PlayerNotice>>> cashOutWaiters = new HashMap<>();

    private boolean flushing;
    private long declineNumber;
    private @Nullable Book opened;

    BookDesk(BookSettings settings, WalletCalls calls) {
        this.settings = settings;
        this.calls = calls;
        this.flight = new BookFlight(settings.outOfReach());
    }

    BookBatch batch() {
        return batch;
    }

    BookFlight flight() {
        return flight;
    }

    boolean idle() {
        return stash.isEmpty() && declines.isEmpty() && batch.size() == 0;
    }

    /** Whether the batch has become worth a write since this was last asked; then a flush must follow. */
    boolean wantsFlush() {
        boolean first = !flushing && batch.size() > 0;
        flushing |= first;
        return first;
    }

    /** The batch, to be persisted now. */
    BookBatch takeBatch() {
        BookBatch taken = batch;
        batch = new BookBatch();
        batch.opened = taken.intents.isEmpty() ? taken.opened : null;
        flushing = false;
        return taken;
    }

    /** Those who wait for the batch's cash-outs; to be taken with the batch. */
    Map<BetKey, List<ActorRef<PlayerNotice>>> takeCashOutWaiters() {
        Map<BetKey, List<ActorRef<PlayerNotice>>> taken = cashOutWaiters;
        cashOutWaiters = new HashMap<>();
        return taken;
    }

    // Registration

    /** The book with its terms; null where the round has not told them yet. */
    @Nullable Book open(Book stored) {
        return stored.phase() == Book.Phase.EMPTY ? opened : stored;
    }

    boolean waitsForRegistration() {
        return !stash.isEmpty();
    }

    /** Keeps a bet until the round answers. True: it is the first, so the round must be asked. */
    boolean stash(BetRequest request, Instant at, ActorRef<PlayerNotice> replyTo) {
        if (stash.size() >= settings.maxStash()) {
            // A copy of it that waits may yet be taken: then nothing true can be said.
            if (stash.stream().noneMatch(waiting -> waiting.request.key().equals(request.key()))) {
                replyTo.tell(BookNotices.rejected(request, "rate_limited", true, null));
            }
            return false;
        }
        stash.add(new Stashed(request, at, replyTo));
        return stash.size() == 1;
    }

    void registered(BookEvent.BookOpened event, Instant now) {
        opened = Book.EMPTY.apply(event);
        batch.opened = event;
        unstash(opened, now);
    }

    /** Decides the stashed bets, each by the time when it came. */
    void unstash(Book book, Instant now) {
        while (!stash.isEmpty()) {
            Stashed next = stash.remove();
            take(book, next.request, next.at, now, next.replyTo);
        }
    }

    void refused(String code, Instant now) {
        while (!stash.isEmpty()) {
            Stashed next = stash.remove();
            if (code.equals("round_not_found")) {
                next.replyTo.tell(BookNotices.rejected(next.request, code, false, null));
            } else {
                decline(next.request, code, now, next.replyTo);
            }
        }
    }

    // Bets

    void take(Book book, BetRequest request, Instant now, ActorRef<PlayerNotice> replyTo) {
        take(book, request, now, now, replyTo);
    }

    private void take(Book book, BetRequest request, Instant receivedAt, Instant now, ActorRef<PlayerNotice> replyTo) {
        BetVerdict verdict = book.decide(
                request, receivedAt, settings.maxBets() - batch.intents.size(), batch.intents.get(request.key()));
        if (verdict instanceof BetVerdict.Take take) {
            if (batch.size() >= settings.maxBatch()) {
                replyTo.tell(BookNotices.rejected(request, "rate_limited", true, null));
            } else {
                batch.intents.put(request.key(), take.intent());
                await(waiters, request.key(), replyTo);
            }
        } else if (verdict instanceof BetVerdict.Known known) {
            if (known.bet().state() == Bet.State.PENDING) {
                await(waiters, request.key(), replyTo);
            } else {
                replyTo.tell(BookNotices.decided(book.requireTerms(), known.bet()));
            }
        } else if (verdict instanceof BetVerdict.Conflict) {
            String original = book.requireTerms().roundId();
            replyTo.tell(BookNotices.rejected(request, "transaction_conflict", false, original));
        } else if (verdict instanceof BetVerdict.Refuse refuse) {
            decline(request, refuse.code(), now, replyTo);
        } else if (verdict instanceof BetVerdict.TurnAway away) {
            replyTo.tell(BookNotices.rejected(request, away.code(), away.retryable(), null));
        }
    }

    /**
     * Of too many it is the first who hears nothing: he has long been told that the outcome is unknown. A refusal of the newest would
     * say that nothing was decided, while the debit may be under way.
     */
    private void await(Map<BetKey, List<ActorRef<PlayerNotice>>> all, BetKey bet, ActorRef<PlayerNotice> replyTo) {
        List<ActorRef<PlayerNotice>> waiting = all.computeIfAbsent(bet, k -> new ArrayList<>(1));
        if (waiting.size() >= settings.maxWaiters()) {
            waiting.remove(0);
        }
        waiting.add(replyTo);
    }

    /** A bet is decided and stored: tells everyone who waits for it. */
    void answer(RoundTerms terms, Bet bet) {
        List<ActorRef<PlayerNotice>> waiting = waiters.remove(bet.key());
        if (waiting != null) {
            PlayerNotice notice = BookNotices.decided(terms, bet);
            waiting.forEach(waiter -> waiter.tell(notice));
        }
    }

    /** The seal has overtaken these bets' intents: they are late. */
    void refuseGathered(RoundTerms terms, Instant now) {
        for (BookEvent.Intent intent : batch.intents.values()) {
            var request = new BetRequest(
                    intent.key(),
                    terms.table().tableId(),
                    terms.roundId(),
                    intent.selection(),
                    intent.stakeMinor(),
                    terms.table().currency(),
                    intent.freeBetId());
            List<ActorRef<PlayerNotice>> waiting = waiters.remove(intent.key());
            if (waiting != null) {
                waiting.forEach(waiter -> decline(request, "betting_closed", now, waiter));
            }
        }
        batch.intents.clear();
        batch.opened = null;
    }

    // Refusals that the wallet stores

    private void decline(BetRequest request, String code, Instant now, ActorRef<PlayerNotice> replyTo) {
        if (declines.size() >= settings.maxDeclines()) {
            replyTo.tell(BookNotices.rejected(request, "rate_limited", true, null));
            return;
        }
        var id = new WalletCall(WalletCall.Kind.DECLINE, request.key(), ++declineNumber, 0);
        declines.put(id, new Declined(request, replyTo));
        calls.start(id, BetTransactions.decline(request, code), now);
    }

    void declined(WalletCall call, Answer answer) {
        Declined declined = declines.remove(call);
        if (declined == null) {
            return;
        }
        if (answer instanceof Answer.Rejected rejected) {
            declined.replyTo.tell(BookNotices.declined(declined.request, rejected));
        } else {
            LOG.error(
                    "event=declined_bet_was_accepted roundId={} playerId={} betId={}",
                    declined.request.roundId(),
                    call.bet().playerId(),
                    call.bet().betId());
        }
    }

    /** The wallet did not answer: neither is the player. */
    void forgetDecline(WalletCall call) {
        declines.remove(call);
    }

    // Cash-outs

    void cashOut(Book book, String roundId, CashOut c, Instant now) {
        var key = new BetKey(c.playerId(), c.betId());
        Bet bet = book.bets().get(key);
        if (bet == null || !bet.stood()) {
            refuse(book, roundId, c, "bet_not_found", false);
        } else if (bet.cashedOutX100() > 0) {
            c.replyTo().tell(BookNotices.cashedOut(book.requireTerms(), bet, bet.cashedOutX100()));
        } else if (batch.cashOuts.containsKey(key)) {
            await(cashOutWaiters, key, c.replyTo());
        } else if (book.phase().compareTo(Book.Phase.SEALED) > 0) {
            refuse(book, roundId, c, "already_landed", false);
        } else if (!flight.started()) {
            refuse(book, roundId, c, "not_in_flight", true);
        } else if (flight.over(now)) {
            refuse(book, roundId, c, "already_landed", false);
        } else if (batch.size() >= settings.maxBatch()) {
            refuse(book, roundId, c, "rate_limited", true);
        } else {
            batch.cashOuts.put(key, new BookEvent.CashOutTaken(c.playerId(), c.betId(), flight.worthX100(bet)));
            await(cashOutWaiters, key, c.replyTo());
        }
    }

    private static void refuse(Book book, String roundId, CashOut c, String code, boolean retryable) {
        RoundTerms terms = book.terms();
        String tableId = terms == null ? "" : terms.table().tableId();
        c.replyTo().tell(new PlayerNotice.CashOutRejected(c.playerId(), c.betId(), tableId, roundId, code, retryable));
    }
}
