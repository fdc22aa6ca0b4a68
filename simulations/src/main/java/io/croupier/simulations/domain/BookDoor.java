package io.croupier.simulations.domain;

import io.croupier.round.domain.Bet;
import io.croupier.round.domain.BetKey;
import io.croupier.round.domain.BetRequest;
import io.croupier.round.domain.BetTransactions;
import io.croupier.round.domain.BetVerdict;
import io.croupier.round.domain.Book;
import io.croupier.round.domain.BookBatch;
import io.croupier.round.domain.BookEvent;
import io.croupier.round.domain.BookFlight;
import io.croupier.round.domain.BookWallets;
import io.croupier.round.domain.RoundTerms;
import io.croupier.round.domain.WalletCall;
import io.croupier.wallet.domain.Answer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A book's side towards its players: who waits for what, and what has gathered. It models the actor's {@code BookDesk}. */
final class BookDoor {
    private static final int MAX_BETS = 1_000;

    private record Waiter(String from, long tag) {}

    private record Stashed(BetRequest request, Instant at, Waiter waiter) {}

    private record Declined(BetRequest request, Waiter waiter) {}

    private final BookNode node;
    private final BookCalls calls;
    private final Deque<Stashed> stash = new ArrayDeque<>();
    private final Map<BetKey, List<Waiter>> waiters = new LinkedHashMap<>();
    private final Map<WalletCall, Declined> declines = new LinkedHashMap<>();
    private Map<BetKey, List<Waiter>> cashOutWaiters = new LinkedHashMap<>();
    final BookFlight flight = new BookFlight(Times.OUT_OF_REACH);
    BookBatch batch = new BookBatch();
    private boolean flushing;
    private long declineNumber;
    private @Nullable Book opened;

    BookDoor(BookNode node, BookCalls calls) {
        this.node = node;
        this.calls = calls;
    }

    boolean wantsFlush() {
        boolean first = !flushing && batch.size() > 0;
        flushing |= first;
        return first;
    }

    BookBatch takeBatch() {
        BookBatch taken = batch;
        batch = new BookBatch();
        batch.opened = taken.intents.isEmpty() ? taken.opened : null;
        flushing = false;
        return taken;
    }

    boolean waitsForRegistration() {
        return !stash.isEmpty();
    }

    /** True: the round must be asked for its terms. */
    boolean bet(Book stored, BetRequest request, Letter letter) {
        var waiter = new Waiter(letter.from(), letter.tag());
        Book book = stored.phase() == Book.Phase.EMPTY ? opened : stored;
        if (book == null) {
            stash.add(new Stashed(request, node.now(), waiter));
            return stash.size() == 1;
        }
        take(book, request, node.now(), waiter);
        return false;
    }

    void registered(BookEvent.BookOpened event) {
        opened = Book.EMPTY.apply(event);
        batch.opened = event;
        unstash(opened);
    }

    void unstash(Book book) {
        while (!stash.isEmpty()) {
            Stashed next = stash.remove();
            take(book, next.request, next.at, next.waiter);
        }
    }

    void refused(String code) {
        while (!stash.isEmpty()) {
            Stashed next = stash.remove();
            if (code.equals("round_not_found")) {
                tell(next.waiter, rejected(code, false, null));
            } else {
                decline(next.request, code, next.waiter);
            }
        }
    }

    private void take(Book book, BetRequest request, Instant receivedAt, Waiter waiter) {
        BetVerdict verdict =
                book.decide(request, receivedAt, MAX_BETS - batch.intents.size(), batch.intents.get(request.key()));
        if (verdict instanceof BetVerdict.Take take) {
            batch.intents.put(request.key(), take.intent());
            await(request.key(), waiter);
        } else if (verdict instanceof BetVerdict.Known known) {
            if (known.bet().state() == Bet.State.PENDING) {
                await(request.key(), waiter);
            } else {
                tell(waiter, decided(known.bet()));
            }
        } else if (verdict instanceof BetVerdict.Conflict) {
            tell(
                    waiter,
                    rejected("transaction_conflict", false, book.requireTerms().roundId()));
        } else if (verdict instanceof BetVerdict.Refuse refuse) {
            decline(request, refuse.code(), waiter);
        } else if (verdict instanceof BetVerdict.TurnAway away) {
            tell(waiter, rejected(away.code(), away.retryable(), null));
        }
    }

    private void await(BetKey key, Waiter waiter) {
        waiters.computeIfAbsent(key, k -> new ArrayList<>()).add(waiter);
    }

    /** A bet is decided and stored: tells everyone who waits for it. */
    void answer(Bet bet) {
        List<Waiter> waiting = Objects.requireNonNullElse(waiters.remove(bet.key()), List.of());
        waiting.forEach(waiter -> tell(waiter, decided(bet)));
    }

    /** The seal has overtaken these bets' intents: they are late. */
    void refuseGathered(RoundTerms terms) {
        for (BookEvent.Intent intent : batch.intents.values()) {
            var request = new BetRequest(
                    intent.key(),
                    terms.table().tableId(),
                    terms.roundId(),
                    intent.selection(),
                    intent.stakeMinor(),
                    terms.table().currency(),
                    intent.freeBetId());
            List<Waiter> waiting = Objects.requireNonNullElse(waiters.remove(intent.key()), List.of());
            waiting.forEach(waiter -> decline(request, "betting_closed", waiter));
        }
        batch.intents.clear();
        batch.opened = null;
    }

    private void decline(BetRequest request, String code, Waiter waiter) {
        var id = new WalletCall(WalletCall.Kind.DECLINE, request.key(), ++declineNumber, 0);
        declines.put(id, new Declined(request, waiter));
        calls.start(id, BetTransactions.decline(request, code), node.now());
    }

    void declined(WalletCall call, Answer answer) {
        Declined declined = declines.remove(call);
        if (declined == null) {
            return;
        }
        if (!(answer instanceof Answer.Rejected rejected)) {
            throw new Broken(
                    Broken.Rule.ORDER,
                    node.id + " has declined " + declined.request + ", which its wallet had accepted");
        }
        tell(
                declined.waiter,
                new Message.BetAnswer(
                        rejected.publicCode(),
                        false,
                        0,
                        rejected.balanceMinor(),
                        rejected.version(),
                        BookWallets.originalRound(rejected)));
    }

    void forgetDecline(WalletCall call) {
        declines.remove(call);
    }

    // Cash-outs

    void cashOut(Book book, BetKey key, Letter letter, Instant now) {
        var waiter = new Waiter(letter.from(), letter.tag());
        Bet bet = book.bets().get(key);
        if (bet == null || !bet.stood()) {
            tell(waiter, new Message.CashOutAnswer("bet_not_found", false, 0));
        } else if (bet.cashedOutX100() > 0) {
            tell(waiter, new Message.CashOutAnswer(null, false, bet.cashedOutX100()));
        } else if (batch.cashOuts.containsKey(key)) {
            awaitCashOut(key, waiter);
        } else if (book.phase().compareTo(Book.Phase.SEALED) > 0) {
            tell(waiter, new Message.CashOutAnswer("already_landed", false, 0));
        } else if (!flight.started()) {
            tell(waiter, new Message.CashOutAnswer("not_in_flight", true, 0));
        } else if (flight.over(now)) {
            tell(waiter, new Message.CashOutAnswer("already_landed", false, 0));
        } else {
            batch.cashOuts.put(key, new BookEvent.CashOutTaken(key.playerId(), key.betId(), flight.worthX100(bet)));
            awaitCashOut(key, waiter);
        }
    }

    private void awaitCashOut(BetKey key, Waiter waiter) {
        cashOutWaiters.computeIfAbsent(key, k -> new ArrayList<>()).add(waiter);
    }

    /** To be called with the batch that is stored now; what comes of it is said when it is. */
    Runnable cashOutAnswers(BookBatch stored) {
        Map<BetKey, List<Waiter>> waiting = cashOutWaiters;
        cashOutWaiters = new LinkedHashMap<>();
        return () -> stored.cashOuts.forEach((key, taken) -> Objects.requireNonNullElse(
                        waiting.get(key), List.<Waiter>of())
                .forEach(waiter -> tell(waiter, new Message.CashOutAnswer(null, false, taken.multiplierX100()))));
    }

    private static Message.BetAnswer rejected(String code, boolean retryable, @Nullable String originalRoundId) {
        return new Message.BetAnswer(code, retryable, 0, 0, 0, originalRoundId);
    }

    private static Message.BetAnswer decided(Bet bet) {
        return bet.stood()
                ? new Message.BetAnswer(null, false, bet.stakeMinor(), bet.balanceMinor(), bet.walletVersion(), null)
                : new Message.BetAnswer(
                        Objects.requireNonNullElse(bet.code(), "bet_rolled_back"),
                        false,
                        0,
                        bet.balanceMinor(),
                        bet.walletVersion(),
                        bet.originalRoundId());
    }

    private void tell(Waiter waiter, Message message) {
        node.send(waiter.from, waiter.tag, message);
    }
}
