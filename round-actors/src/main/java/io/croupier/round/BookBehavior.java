package io.croupier.round;

import akka.actor.typed.ActorRef;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityContext;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.SignalHandler;
import io.croupier.round.BookEntity.CashOut;
import io.croupier.round.BookEntity.CheckPayouts;
import io.croupier.round.BookEntity.Command;
import io.croupier.round.BookEntity.Flush;
import io.croupier.round.BookEntity.GetBets;
import io.croupier.round.BookEntity.Idle;
import io.croupier.round.BookEntity.Land;
import io.croupier.round.BookEntity.ListBets;
import io.croupier.round.BookEntity.PlaceBet;
import io.croupier.round.BookEntity.PreviewSettle;
import io.croupier.round.BookEntity.PreviewVoid;
import io.croupier.round.BookEntity.Registered;
import io.croupier.round.BookEntity.RegistrationRefused;
import io.croupier.round.BookEntity.Resend;
import io.croupier.round.BookEntity.ResolveTimeout;
import io.croupier.round.BookEntity.Seal;
import io.croupier.round.BookEntity.Settle;
import io.croupier.round.BookEntity.Stop;
import io.croupier.round.BookEntity.Tick;
import io.croupier.round.BookEntity.VoidBets;
import io.croupier.round.BookEntity.WalletAnswered;
import io.croupier.round.domain.Bet;
import io.croupier.round.domain.BetKey;
import io.croupier.round.domain.BetRequest;
import io.croupier.round.domain.BetView;
import io.croupier.round.domain.Book;
import io.croupier.round.domain.BookBatch;
import io.croupier.round.domain.BookDigest;
import io.croupier.round.domain.BookEvent;
import io.croupier.round.domain.BookSettlement;
import io.croupier.round.domain.BookWallets;
import io.croupier.round.domain.PlanEffect;
import io.croupier.round.domain.RoundTerms;
import io.croupier.round.domain.WalletCall;
import io.croupier.round.game.Games;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wires a {@link Book} to its round, its wallets and its players.
 *
 * <p>Money moves only after the event that says why: intents are stored before debits are sent, the seal before it is
 * reported, the plan before credits are sent, answers before they are given. What is kept outside the state (waiters, calls,
 * the batch) may be lost at any time: the state says what is to be done, and {@link #resume} does it again.
 *
 * <p>While a write is in flight Akka holds back the commands; what they bring then gathers in the {@link BookBatch}, and a
 * {@link Flush} to itself, behind them in the line, persists it at once. So a book never has more than one write in flight,
 * and its cost per bet falls as load rises.
 */
final class BookBehavior extends EventSourcedBehavior<Command, BookEvent, Book> {
    /** Between two looks at what a stopping book still waits for. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

    private static final Logger LOG = LoggerFactory.getLogger(BookEntity.class);

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final EntityContext<Command> entity;
    private final ClusterSharding sharding;
    private final BookSettings settings;
    private final PlayerNotifier players;
    private final Clock clock;
    private final String roundId;
    private final int index;
    private BookDesk desk;
    private WalletCalls calls;
    private BookWallets wallets;

    /** When it stops at the latest; null: it was not told to. */
    private @Nullable Instant leaveBy;

    BookBehavior(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            EntityContext<Command> entity,
            BookSettings settings,
            PlayerNotifier players,
            Clock clock) {
        super(
                PersistenceId.of(BookEntity.KEY.name(), entity.getEntityId()),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
        this.context = context;
        this.timers = timers;
        this.entity = entity;
        this.sharding = ClusterSharding.get(context.getSystem());
        this.settings = settings;
        this.players = players;
        this.clock = clock;
        int end = entity.getEntityId().lastIndexOf('~');
        this.roundId = entity.getEntityId().substring(0, end);
        this.index = Integer.parseInt(entity.getEntityId().substring(end + 1));
        this.calls = new WalletCalls(context, sharding, settings);
        this.desk = new BookDesk(settings, calls);
        this.wallets = new BookWallets(calls, settings.refusedRetryMin(), settings.refusedRetryMax());
    }

    @Override
    public Book emptyState() {
        return Book.EMPTY;
    }

    @Override
    public CommandHandler<Command, BookEvent, Book> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(PlaceBet.class, this::placeBet)
                .onCommand(Flush.class, (book, c) -> persist(List.of(), state -> {}))
                .onCommand(WalletAnswered.class, this::walletAnswered)
                .onCommand(CashOut.class, this::cashOut)
                .onCommand(Registered.class, this::registered)
                .onCommand(RegistrationRefused.class, this::registrationRefused)
                .onCommand(Seal.class, this::seal)
                .onCommand(ResolveTimeout.class, (book, c) -> resolveTimeout(book))
                .onCommand(Tick.class, this::tick)
                .onCommand(Land.class, this::land)
                .onCommand(CheckPayouts.class, this::checkPayouts)
                .onCommand(Settle.class, this::settle)
                .onCommand(VoidBets.class, this::voidBets)
                .onCommand(PreviewSettle.class, this::previewSettle)
                .onCommand(PreviewVoid.class, this::previewVoid)
                .onCommand(GetBets.class, this::getBets)
                .onCommand(ListBets.class, this::listBets)
                .onCommand(Resend.class, (book, c) -> resend())
                .onCommand(Idle.class, (book, c) -> idle(book))
                .onCommand(Stop.class, (book, c) -> stop(book))
                .build();
    }

    @Override
    public EventHandler<Book, BookEvent> eventHandler() {
        return Book::apply;
    }

    @Override
    public SignalHandler<Book> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::recovered)
                .build();
    }

    /** Also after a failed write: whatever was in memory is void, and only the journal says what happened. */
    private void recovered(Book book) {
        timers.cancelAll();
        calls = new WalletCalls(context, sharding, settings);
        desk = new BookDesk(settings, calls);
        wallets = new BookWallets(calls, settings.refusedRetryMin(), settings.refusedRetryMax());
        context.setReceiveTimeout(settings.passivateAfter(), Idle.INSTANCE);
        resume(book);
        if (leaveBy != null) {
            context.getSelf().tell(Stop.INSTANCE);
        }
    }

    private void resume(Book book) {
        if (book.phase() == Book.Phase.EMPTY) {
            return;
        }
        wallets.resume(book, now());
        if (book.sealed() && !book.open().isEmpty()) {
            timers.startSingleTimer(ResolveTimeout.INSTANCE, settings.resolveTimeout());
        }
        watch();
    }

    // Bets

    private Effect<BookEvent, Book> placeBet(Book book, PlaceBet c) {
        var request = new BetRequest(
                new BetKey(c.playerId(), c.betId()),
                c.tableId(),
                c.roundId(),
                c.selection(),
                c.stakeMinor(),
                c.currency(),
                c.freeBetId());
        Book known = desk.open(book);
        if (known == null) {
            if (desk.stash(request, now(), c.replyTo())) {
                tellRound(new RoundEntity.Register(index));
                watch();
            }
        } else {
            desk.take(known, request, now(), c.replyTo());
            gathered();
        }
        return Effect().none();
    }

    private Effect<BookEvent, Book> registered(Book book, Registered c) {
        if (book.phase() == Book.Phase.EMPTY) {
            desk.registered(new BookEvent.BookOpened(c.terms(), now()), now());
            gathered();
        }
        return Effect().none();
    }

    private Effect<BookEvent, Book> registrationRefused(Book book, RegistrationRefused c) {
        if (book.phase() == Book.Phase.EMPTY) {
            desk.refused(c.code(), now());
            gathered();
        }
        return Effect().none();
    }

    private void gathered() {
        if (desk.wantsFlush()) {
            context.getSelf().tell(Flush.INSTANCE);
        }
        watch();
    }

    /** Persists what has gathered, and these behind it; then tells whoever waits, then does {@code then}. */
    private Effect<BookEvent, Book> persist(List<BookEvent> last, Consumer<Book> then) {
        BookBatch batch = desk.takeBatch();
        var cashOutWaiters = desk.takeCashOutWaiters();
        List<BookEvent> events = new ArrayList<>(batch.events(now()));
        events.addAll(last);
        if (events.isEmpty()) {
            return Effect().none();
        }
        return Effect().persist(events).thenRun((Book state) -> {
            persisted(state, batch, cashOutWaiters);
            then.accept(state);
        });
    }

    private void persisted(Book book, BookBatch batch, Map<BetKey, List<ActorRef<PlayerNotice>>> cashOutWaiters) {
        RoundTerms terms = book.requireTerms();
        batch.decisions.keySet().forEach(key -> desk.answer(terms, book.bet(key)));
        batch.cashOuts.forEach((key, taken) -> cashOutWaiters
                .getOrDefault(key, List.of())
                .forEach(waiter -> waiter.tell(BookNotices.cashedOut(terms, book.bet(key), taken.multiplierX100()))));
        for (BookEvent.Credit credit : batch.credits.values()) {
            players.tell(
                    BookNotices.settled(terms, book.bet(credit.key()), credit.balanceMinor(), credit.walletVersion()));
        }
        wallets.follow(book, batch, now());
        if (!batch.decisions.isEmpty() && book.resolved()) {
            reportSealed(book);
        }
        if (book.finished() && batch.credits.size() + batch.rolledBack.size() > 0) {
            reportSettled(book);
        }
        watch();
    }

    private Effect<BookEvent, Book> walletAnswered(Book book, WalletAnswered c) {
        if (calls.done(c.call(), now())) {
            if (c.call().kind() == WalletCall.Kind.DECLINE) {
                desk.declined(c.call(), c.answer());
            } else {
                wallets.answered(book, desk.batch(), c.call(), c.answer(), now());
            }
            gathered();
        }
        return Effect().none();
    }

    // Sealing

    private Effect<BookEvent, Book> seal(Book book, Seal c) {
        if (book.sealed()) {
            if (book.open().isEmpty()) {
                reportSealed(book);
            } else if (!timers.isTimerActive(ResolveTimeout.INSTANCE)) {
                timers.startSingleTimer(ResolveTimeout.INSTANCE, settings.resolveTimeout());
            }
            return Effect().none();
        }
        List<BookEvent> events = new ArrayList<>();
        desk.refuseGathered(c.terms(), now());
        if (book.phase() == Book.Phase.EMPTY) {
            events.add(new BookEvent.BookOpened(c.terms(), now()));
        }
        events.add(new BookEvent.BookSealed(now()));
        return persist(events, closed -> {
            calls.cancel(WalletCall.Kind.DEBIT, now());
            resume(closed);
            desk.unstash(closed, now());
            gathered();
            if (closed.resolved()) {
                reportSealed(closed);
            }
        });
    }

    /** A timer that outlived the open intents must not stop the questions about the rollbacks that are owed for them. */
    private Effect<BookEvent, Book> resolveTimeout(Book book) {
        if (book.sealed() && !book.open().isEmpty()) {
            for (BetKey key : book.open()) {
                if (!desk.batch().decisions.containsKey(key)) {
                    LOG.warn(
                            "event=bet_given_up roundId={} playerId={} betId={} reason=no_answer_from_wallet",
                            roundId,
                            key.playerId(),
                            key.betId());
                    desk.batch().decisions.put(key, BookWallets.gaveUp(key));
                }
            }
            calls.cancel(WalletCall.Kind.RESOLVE, now());
            gathered();
        }
        return Effect().none();
    }

    private void reportSealed(Book book) {
        tellRound(new RoundEntity.BookSealed(index, book.accepted(), book.stakedMinor(), BookDigest.of(book)));
    }

    // Flight

    private Effect<BookEvent, Book> tick(Book book, Tick c) {
        if (book.phase() == Book.Phase.SEALED) {
            for (BetKey key : desk.flight().tick(book, c.multiplierX100(), c.elapsedMs(), c.burstsInMs(), now())) {
                Bet bet = book.bet(key);
                if (bet.cashedOutX100() == 0 && !desk.batch().cashOuts.containsKey(key)) {
                    players.tell(BookNotices.cashedOut(
                            book.requireTerms(), bet, desk.flight().worthX100(bet)));
                }
            }
        }
        return Effect().none();
    }

    private Effect<BookEvent, Book> cashOut(Book book, CashOut c) {
        desk.cashOut(book, roundId, c, now());
        gathered();
        return Effect().none();
    }

    private Effect<BookEvent, Book> land(Book book, Land c) {
        if (book.phase() != Book.Phase.SEALED || !book.open().isEmpty()) {
            if (book.phase().compareTo(Book.Phase.LANDED) >= 0) {
                tellRound(new RoundEntity.BookLanded(index));
            }
            return Effect().none();
        }
        boolean interrupted = desk.flight().interrupted(c.elapsedMs(), now());
        if (interrupted) {
            LOG.warn("event=flight_interrupted roundId={} book={} elapsedMs={}", roundId, index, c.elapsedMs());
        }
        return persist(
                List.of(new BookEvent.FlightLanded(interrupted, now())),
                landed -> tellRound(new RoundEntity.BookLanded(index)));
    }

    // Settlement

    private Effect<BookEvent, Book> checkPayouts(Book book, CheckPayouts c) {
        if (book.resolved()) {
            tellRound(new RoundEntity.PayoutsChecked(index, c.check(), unknown(book, c.payouts())));
        }
        return Effect().none();
    }

    private static BookEntity.@Nullable Payout unknown(Book book, List<BookEntity.Payout> payouts) {
        for (BookEntity.Payout payout : payouts) {
            Bet bet = book.bets().get(new BetKey(payout.playerId(), payout.betId()));
            if (bet == null || !bet.stood()) {
                return payout;
            }
        }
        return null;
    }

    private Effect<BookEvent, Book> settle(Book book, Settle c) {
        return plan(book, c.resultVersion(), () -> plan(book, c));
    }

    private BookEvent plan(Book book, Settle c) {
        Map<BetKey, Long> payouts = new HashMap<>();
        c.payouts().forEach(p -> payouts.put(new BetKey(p.playerId(), p.betId()), p.payoutMinor()));
        var settlement =
                new BookSettlement(Games.of(book.requireTerms().table().game()), c.outcome(), payouts, c.closedAt());
        return settlement.plan(book, c.resultVersion(), now());
    }

    private Effect<BookEvent, Book> voidBets(Book book, VoidBets c) {
        return plan(book, c.resultVersion(), () -> plan(c));
    }

    private BookEvent plan(VoidBets c) {
        return new BookEvent.VoidPlanned(c.reason(), c.resultVersion(), now());
    }

    private Effect<BookEvent, Book> plan(Book book, int version, Supplier<BookEvent> event) {
        if (book.planned(version)) {
            reportSettled(book);
            return Effect().none();
        }
        if (!book.readyFor(version)) {
            if (version > book.resultVersion()) {
                LOG.error(
                        "event=settled_too_early roundId={} book={} phase={} resultVersion={} wanted={}",
                        roundId,
                        index,
                        book.phase(),
                        book.resultVersion(),
                        version);
            }
            return Effect().none();
        }
        return persist(List.of(event.get()), planned -> planned(book, planned));
    }

    /** Those whose bet has another end without another payout are told now, the others when their wallet has confirmed it. */
    private void planned(Book before, Book book) {
        RoundTerms terms = book.requireTerms();
        for (Bet bet : book.bets().values()) {
            if (bet.stood() && !book.unpaid().contains(bet.key()) && bet.changedFrom(before.bet(bet.key()))) {
                players.tell(BookNotices.settled(terms, bet, null, null));
            }
        }
        resume(book);
        reportSettled(book);
    }

    private Effect<BookEvent, Book> previewSettle(Book book, PreviewSettle c) {
        BookEntity.Payout unknown = unknown(book, c.plan().payouts());
        if (unknown != null) {
            c.replyTo().tell(new BookEntity.Previewed(index, PlanEffect.NONE, unknown));
        } else if (book.readyFor(c.plan().resultVersion())) {
            c.replyTo().tell(preview(book, plan(book, c.plan())));
        }
        return Effect().none();
    }

    private Effect<BookEvent, Book> previewVoid(Book book, PreviewVoid c) {
        int version = c.plan().resultVersion();
        if (version == 0 || book.readyFor(version)) {
            c.replyTo().tell(preview(book, plan(c.plan())));
        }
        return Effect().none();
    }

    private BookEntity.Previewed preview(Book book, BookEvent plan) {
        return new BookEntity.Previewed(index, PlanEffect.of(book, plan), null);
    }

    private void reportSettled(Book book) {
        tellRound(new RoundEntity.BookSettled(index, book.resultVersion(), book.paidMinor(), book.unsettled()));
    }

    // Queries

    private Effect<BookEvent, Book> getBets(Book book, GetBets c) {
        Collection<Bet> bets = c.betIds().isEmpty()
                ? book.betsOf(c.playerId()).values()
                : c.betIds().stream()
                        .map(betId -> book.bets().get(new BetKey(c.playerId(), betId)))
                        .filter(Objects::nonNull)
                        .toList();
        c.replyTo().tell(views(book, bets, settings.maxPage()));
        return Effect().none();
    }

    private Effect<BookEvent, Book> listBets(Book book, ListBets c) {
        Collection<Bet> bets = c.after() == null
                ? book.bets().values()
                : book.bets().tailMap(BetKey.ofCursor(c.after()), false).values();
        c.replyTo().tell(views(book, bets, Math.min(c.limit(), settings.maxPage())));
        return Effect().none();
    }

    private static BookEntity.Bets views(Book book, Collection<Bet> bets, int limit) {
        List<BetView> views = new ArrayList<>();
        for (Bet bet : bets) {
            if (views.size() >= limit) {
                break;
            }
            views.add(BookNotices.view(book.requireTerms(), bet));
        }
        return new BookEntity.Bets(List.copyOf(views));
    }

    // Time

    private Effect<BookEvent, Book> resend() {
        calls.resend(now()).forEach(desk::forgetDecline);
        if (desk.waitsForRegistration()) {
            tellRound(new RoundEntity.Register(index));
        }
        watch();
        return Effect().none();
    }

    /** Keeps looking as long as somebody owes an answer. */
    private void watch() {
        boolean needed = !calls.idle() || desk.waitsForRegistration();
        if (needed && !timers.isTimerActive(Resend.INSTANCE)) {
            timers.startSingleTimer(Resend.INSTANCE, settings.callTimeout().dividedBy(4));
        }
    }

    private Effect<BookEvent, Book> idle(Book book) {
        boolean done = book.phase() == Book.Phase.EMPTY || book.finished();
        if (done && calls.idle() && desk.idle()) {
            entity.getShard().tell(new ClusterSharding.Passivate<>(context.getSelf()));
        }
        return Effect().none();
    }

    /** Stops when what is in flight is done, or as much of it as can be waited for: the rest is found in the journal elsewhere. */
    private Effect<BookEvent, Book> stop(Book book) {
        Instant now = now();
        if (leaveBy == null) {
            leaveBy = now.plus(settings.leaveAfter());
        }
        boolean atRest = desk.idle() && calls.idle();
        if (!atRest && now.isBefore(leaveBy)) {
            timers.startSingleTimer(Stop.INSTANCE, LOOK_AGAIN);
            return Effect().none();
        }
        if (book.phase() != Book.Phase.EMPTY && !book.finished()) {
            Successor.wake(
                    context.getSystem(), BookEntity.KEY, entity.getEntityId(), new Registered(book.requireTerms()));
        }
        return Effect().none().thenStop();
    }

    private void tellRound(RoundEntity.Command message) {
        sharding.entityRefFor(RoundEntity.KEY, roundId).tell(message);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
