package io.croupier.simulations.domain;

import io.croupier.round.codec.BookEventCodec;
import io.croupier.round.domain.Bet;
import io.croupier.round.domain.BetKey;
import io.croupier.round.domain.Book;
import io.croupier.round.domain.BookBatch;
import io.croupier.round.domain.BookDigest;
import io.croupier.round.domain.BookEvent;
import io.croupier.round.domain.BookSettlement;
import io.croupier.round.domain.BookWallets;
import io.croupier.round.domain.RoundEvent.BetPayout;
import io.croupier.round.domain.WalletCall;
import io.croupier.round.game.Games;
import io.croupier.wallet.domain.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One partition of a round's bets. It models the actor's {@code BookBehavior}. */
final class BookNode extends Node<Book, BookEvent> {
    private static final String RESOLVE = "resolve";
    private static final String RESEND = "resend";

    final String roundId;
    final int index;
    private BookCalls calls;
    private BookDoor door;
    private BookWallets wallets;
    private long callNumbers;

    BookNode(World world, String id) {
        super(world, id, BookEventCodec.CODEC, Book.EMPTY);
        int end = id.lastIndexOf('~');
        this.roundId = id.substring(2, end);
        this.index = Integer.parseInt(id.substring(end + 1));
        this.calls = new BookCalls(this);
        this.door = new BookDoor(this, calls);
        this.wallets = newWallets(calls);
    }

    private static BookWallets newWallets(BookCalls calls) {
        return new BookWallets(calls, Times.REFUSED_RETRY_MIN, Times.REFUSED_RETRY_MAX);
    }

    static String id(String roundId, int index) {
        return "b/" + roundId + "~" + index;
    }

    static int index(String playerId, int books) {
        return Math.floorMod(playerId.hashCode(), books);
    }

    /** Never used twice, so that an answer from before a crash is to nobody. */
    long nextCallNumber() {
        return ++callNumbers;
    }

    @Override
    Book empty() {
        return Book.EMPTY;
    }

    @Override
    Book apply(Book before, BookEvent event, byte[] bytes) {
        return before.apply(event);
    }

    @Override
    Book replayed() {
        return world.machines.recovered(super.replayed());
    }

    @Override
    void stored(BookEvent event) {
        Watch.stored(world, this, event);
    }

    @Override
    void recovered() {
        calls = new BookCalls(this);
        door = new BookDoor(this, calls);
        wallets = newWallets(calls);
        resume(state);
    }

    private void resume(Book book) {
        if (book.phase() == Book.Phase.EMPTY) {
            return;
        }
        wallets.resume(book, now());
        if (book.sealed() && !book.open().isEmpty()) {
            timer(RESOLVE, Times.RESOLVE, this::resolveTimeout);
        }
        watch();
    }

    @Override
    void handle(Letter letter) {
        Message m = letter.message();
        if (m instanceof Message.PlaceBet c) {
            if (door.bet(state, c.request(), letter)) {
                tellRound(new Message.Register(index));
            }
            gathered();
        } else if (m instanceof Message.WalletAnswer c) {
            walletAnswered(letter.tag(), c.answer());
        } else if (m instanceof Message.CashOut c) {
            door.cashOut(state, c.bet(), letter, now());
            gathered();
        } else if (m instanceof Message.Registered c) {
            if (state.phase() == Book.Phase.EMPTY) {
                door.registered(new BookEvent.BookOpened(c.terms(), now()));
                gathered();
            }
        } else if (m instanceof Message.RegistrationRefused c) {
            if (state.phase() == Book.Phase.EMPTY) {
                door.refused(c.code());
                gathered();
            }
        } else if (m instanceof Message.Seal c) {
            seal(c);
        } else if (m instanceof Message.Tick c) {
            if (state.phase() == Book.Phase.SEALED) {
                door.flight.tick(state, c.multiplierX100(), c.elapsedMs(), c.burstsInMs(), now());
            }
        } else if (m instanceof Message.Land c) {
            land(c);
        } else if (m instanceof Message.CheckPayouts c) {
            checkPayouts(c);
        } else if (m instanceof Message.Settle c) {
            settle(c);
        } else if (m instanceof Message.VoidBets c) {
            voidBets(c);
        }
    }

    private void gathered() {
        if (door.wantsFlush()) {
            self(() -> persistBatch(List.of(), book -> {}));
        }
        watch();
    }

    /** Stores what has gathered, and these behind it; then tells whoever waits, then does {@code then}. */
    private void persistBatch(List<BookEvent> last, Consumer<Book> then) {
        BookBatch batch = door.takeBatch();
        Runnable cashOutAnswers = door.cashOutAnswers(batch);
        List<BookEvent> events = new ArrayList<>(batch.events(now()));
        events.addAll(last);
        if (events.isEmpty()) {
            return;
        }
        persist(events, book -> {
            batch.decisions.keySet().forEach(key -> door.answer(book.bet(key)));
            cashOutAnswers.run();
            wallets.follow(book, batch, now());
            if (!batch.decisions.isEmpty() && world.machines.resolved(book)) {
                reportSealed(book);
            }
            if (book.finished() && batch.credits.size() + batch.rolledBack.size() > 0) {
                reportSettled(book);
            }
            watch();
            then.accept(book);
        });
    }

    private void walletAnswered(long number, Answer answer) {
        WalletCall call = calls.done(number, now());
        if (call == null) {
            return;
        }
        if (call.kind() == WalletCall.Kind.DECLINE) {
            door.declined(call, answer);
        } else {
            wallets.answered(state, door.batch, call, answer, now());
        }
        gathered();
    }

    private void seal(Message.Seal c) {
        if (state.sealed()) {
            if (world.machines.resolved(state)) {
                reportSealed(state);
            } else if (!timerActive(RESOLVE)) {
                timer(RESOLVE, Times.RESOLVE, this::resolveTimeout);
            }
            return;
        }
        List<BookEvent> events = new ArrayList<>();
        door.refuseGathered(c.terms());
        if (state.phase() == Book.Phase.EMPTY) {
            events.add(new BookEvent.BookOpened(c.terms(), now()));
        }
        events.add(new BookEvent.BookSealed(now()));
        persistBatch(events, closed -> {
            calls.cancel(WalletCall.Kind.DEBIT, now());
            resume(closed);
            door.unstash(closed);
            gathered();
            if (world.machines.resolved(closed)) {
                reportSealed(closed);
            }
        });
    }

    private void resolveTimeout() {
        if (state.sealed() && !state.open().isEmpty()) {
            for (BetKey key : state.open()) {
                door.batch.decisions.putIfAbsent(key, BookWallets.gaveUp(key));
            }
            calls.cancel(WalletCall.Kind.RESOLVE, now());
            gathered();
        }
    }

    private void reportSealed(Book book) {
        tellRound(new Message.BookSealed(index, book.accepted(), book.stakedMinor(), BookDigest.of(book)));
    }

    private void land(Message.Land c) {
        if (state.phase() != Book.Phase.SEALED || !state.open().isEmpty()) {
            if (state.phase().compareTo(Book.Phase.LANDED) >= 0) {
                tellRound(new Message.BookLanded(index));
            }
            return;
        }
        boolean interrupted = door.flight.interrupted(c.elapsedMs(), now());
        persistBatch(
                List.of(new BookEvent.FlightLanded(interrupted, now())),
                landed -> tellRound(new Message.BookLanded(index)));
    }

    private void checkPayouts(Message.CheckPayouts c) {
        if (state.resolved()) {
            BetPayout unknown = null;
            for (BetPayout payout : c.payouts()) {
                Bet bet = state.bets().get(payout.key());
                if (unknown == null && (bet == null || !bet.stood())) {
                    unknown = payout;
                }
            }
            tellRound(new Message.PayoutsChecked(index, c.check(), unknown));
        }
    }

    private void settle(Message.Settle c) {
        plan(c.resultVersion(), () -> {
            Map<BetKey, Long> payouts = new HashMap<>();
            c.payouts().forEach(p -> payouts.put(p.key(), p.payoutMinor()));
            var settlement = new BookSettlement(
                    Games.of(state.requireTerms().table().game()), c.outcome(), payouts, c.closedAt());
            return settlement.plan(state, c.resultVersion(), now());
        });
    }

    private void voidBets(Message.VoidBets c) {
        plan(c.resultVersion(), () -> new BookEvent.VoidPlanned(c.reason(), c.resultVersion(), now()));
    }

    private void plan(int version, Supplier<BookEvent> event) {
        if (state.planned(version)) {
            reportSettled(state);
        } else if (world.machines.readyForPlan(state, version)) {
            persistBatch(List.of(event.get()), this::planned);
        }
    }

    private void planned(Book book) {
        resume(book);
        reportSettled(book);
    }

    private void reportSettled(Book book) {
        tellRound(new Message.BookSettled(index, book.resultVersion(), book.paidMinor(), book.unsettled()));
    }

    private void resend() {
        calls.resend(now()).forEach(door::forgetDecline);
        if (door.waitsForRegistration()) {
            tellRound(new Message.Register(index));
        }
        watch();
    }

    private void watch() {
        if ((!calls.idle() || door.waitsForRegistration()) && !timerActive(RESEND)) {
            timer(RESEND, Times.CALL.dividedBy(4), this::resend);
        }
    }

    private void tellRound(Message message) {
        send(RoundNode.id(roundId), message);
    }
}
