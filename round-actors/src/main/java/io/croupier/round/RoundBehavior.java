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
import io.croupier.round.RoundEntity.Advance;
import io.croupier.round.RoundEntity.BookLanded;
import io.croupier.round.RoundEntity.BookSealed;
import io.croupier.round.RoundEntity.BookSettled;
import io.croupier.round.RoundEntity.Close;
import io.croupier.round.RoundEntity.Command;
import io.croupier.round.RoundEntity.Correct;
import io.croupier.round.RoundEntity.Deadline;
import io.croupier.round.RoundEntity.Drawn;
import io.croupier.round.RoundEntity.FlightTick;
import io.croupier.round.RoundEntity.GetRound;
import io.croupier.round.RoundEntity.Idle;
import io.croupier.round.RoundEntity.Open;
import io.croupier.round.RoundEntity.PayoutsChecked;
import io.croupier.round.RoundEntity.PreviewCorrection;
import io.croupier.round.RoundEntity.PreviewVoid;
import io.croupier.round.RoundEntity.ProgressSeen;
import io.croupier.round.RoundEntity.Receipt;
import io.croupier.round.RoundEntity.Refused;
import io.croupier.round.RoundEntity.Register;
import io.croupier.round.RoundEntity.Reply;
import io.croupier.round.RoundEntity.Resend;
import io.croupier.round.RoundEntity.Result;
import io.croupier.round.RoundEntity.Revealed;
import io.croupier.round.RoundEntity.RoundFound;
import io.croupier.round.RoundEntity.Stop;
import io.croupier.round.RoundEntity.VoidRound;
import io.croupier.round.RoundEntity.Wake;
import io.croupier.round.domain.BookDigest;
import io.croupier.round.domain.BookWallets;
import io.croupier.round.domain.Round;
import io.croupier.round.domain.RoundEvent;
import io.croupier.round.domain.RoundStatus.Stage;
import io.croupier.round.domain.RoundTerms;
import io.croupier.round.domain.RoundVerdict;
import io.croupier.round.game.Crash;
import io.croupier.round.game.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wires a {@link Round} to its books and its table.
 *
 * <p>One loop drives every stage: {@link #send} tells those who owe an answer for the stage what is wanted, and again until
 * they answer; {@link #advance} persists the next stage as soon as all have. What was answered is kept in {@link RoundWork}
 * only: after a crash everybody is asked again, and gives the same answer.
 */
final class RoundBehavior extends EventSourcedBehavior<Command, RoundEvent, Round> {
    private static final Logger LOG = LoggerFactory.getLogger(RoundEntity.class);

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final EntityContext<Command> entity;
    private final RoundSettings settings;
    private final Clock clock;
    private final String roundId;
    private final RoundMail mail;
    private RoundWork work;

    RoundBehavior(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            EntityContext<Command> entity,
            RoundSettings settings,
            Clock clock) {
        super(
                PersistenceId.of(RoundEntity.KEY.name(), entity.getEntityId()),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
        this.context = context;
        this.timers = timers;
        this.entity = entity;
        this.settings = settings;
        this.clock = clock;
        this.roundId = entity.getEntityId();
        this.work = new RoundWork(settings.maxWaitingResults());
        this.mail = new RoundMail(ClusterSharding.get(context.getSystem()), roundId);
    }

    @Override
    public Round emptyState() {
        return Round.EMPTY;
    }

    @Override
    public CommandHandler<Command, RoundEvent, Round> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(Open.class, this::open)
                .onCommand(Register.class, this::register)
                .onCommand(Deadline.class, (round, c) -> deadline(round))
                .onCommand(Close.class, this::close)
                .onCommand(Result.class, (round, c) -> result(round, RoundWork.Wanted.of(c), c.replyTo()))
                .onCommand(Correct.class, (round, c) -> result(round, RoundWork.Wanted.of(c), c.replyTo()))
                .onCommand(VoidRound.class, this::voidRound)
                .onCommand(PreviewCorrection.class, this::previewCorrection)
                .onCommand(PreviewVoid.class, this::previewVoid)
                .onCommand(BookSealed.class, (round, c) -> advanceIf(work.sealed(c), round))
                .onCommand(Drawn.class, this::drawn)
                .onCommand(FlightTick.class, (round, c) -> flightTick(round))
                .onCommand(BookLanded.class, (round, c) -> advanceIf(work.landed(c), round))
                .onCommand(Revealed.class, this::revealed)
                .onCommand(PayoutsChecked.class, this::payoutsChecked)
                .onCommand(BookSettled.class, this::bookSettled)
                .onCommand(ProgressSeen.class, this::progressSeen)
                .onCommand(GetRound.class, this::getRound)
                .onCommand(Wake.class, this::wake)
                .onCommand(Advance.class, (round, c) -> advance(round))
                .onCommand(Resend.class, (round, c) -> resend(round))
                .onCommand(Idle.class, (round, c) -> idle(round))
                .onCommand(Stop.class, (round, c) -> stop(round))
                .build();
    }

    @Override
    public EventHandler<Round, RoundEvent> eventHandler() {
        return Round::apply;
    }

    @Override
    public SignalHandler<Round> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::recovered)
                .build();
    }

    /** Also after a failed write: whatever was in memory is void, and only the journal says what happened. */
    private void recovered(Round round) {
        timers.cancelAll();
        work = new RoundWork(settings.maxWaitingResults());
        context.setReceiveTimeout(settings.passivateAfter(), Idle.INSTANCE);
        goOn(round);
    }

    // Commands from outside

    private Effect<RoundEvent, Round> open(Round round, Open c) {
        RoundTerms terms = c.terms();
        var whole = new RoundTerms(
                terms.roundId(), terms.table(), terms.bettingClosesAt().truncatedTo(ChronoUnit.MILLIS));
        return answer(round, round.open(whole, now()), "open", null, c.replyTo());
    }

    private Effect<RoundEvent, Round> close(Round round, Close c) {
        Instant closedAt = c.closedAt() == null ? null : c.closedAt().truncatedTo(ChronoUnit.MILLIS);
        return answer(round, round.close(closedAt, now()), "close", null, c.replyTo());
    }

    private Effect<RoundEvent, Round> voidRound(Round round, VoidRound c) {
        return answer(round, round.voidRound(c.reason(), now()), "void", null, c.replyTo());
    }

    private Effect<RoundEvent, Round> result(Round round, RoundWork.Wanted wanted, ActorRef<Reply> replyTo) {
        RoundVerdict verdict = wanted.decide(round, false, now());
        if (verdict instanceof RoundVerdict.Hold hold) {
            Refused refused = work.hold(wanted, replyTo);
            if (refused != null) {
                replyTo.tell(refused);
                return Effect().none();
            }
            if (hold.events().isEmpty()) {
                send(round);
                return advance(round);
            }
            return Effect().persist(hold.events()).thenRun(this::entered);
        }
        return answer(round, verdict, wanted.command(), wanted.resultId(), replyTo);
    }

    private Effect<RoundEvent, Round> answer(
            Round before, RoundVerdict verdict, String command, @Nullable String resultId, ActorRef<Reply> replyTo) {
        if (verdict instanceof RoundVerdict.Refuse refuse) {
            replyTo.tell(refused(refuse));
            return Effect().none();
        }
        RoundVerdict.Accept accept = (RoundVerdict.Accept) verdict;
        var receipt = new Receipt(roundId, command, resultId, accept.replayed());
        if (accept.events().isEmpty()) {
            work.answer(before, replyTo, receipt);
            return Effect().none();
        }
        return Effect().persist(accept.events()).thenRun((Round round) -> {
            entered(round);
            work.answer(round, replyTo, receipt);
        });
    }

    private static Refused refused(RoundVerdict.Refuse refuse) {
        return new Refused(refuse.code(), refuse.detail(), refuse.retryable(), refuse.field());
    }

    // What a command would do

    private Effect<RoundEvent, Round> previewCorrection(Round round, PreviewCorrection c) {
        var wanted = RoundWork.Wanted.of(c);
        RoundVerdict verdict = wanted.decide(round, true, now());
        RoundEvent.BetPayout unknown = verdict instanceof RoundVerdict.Accept && round.terms() != null
                ? RoundWork.payoutOutsideBooks(round, wanted)
                : null;
        if (unknown != null) {
            c.replyTo().tell(RoundPreview.betNotFound(unknown.playerId(), unknown.betId()));
        } else {
            preview(round, verdict, c.replyTo());
        }
        return Effect().none();
    }

    private Effect<RoundEvent, Round> previewVoid(Round round, PreviewVoid c) {
        preview(round, round.voidRound(c.reason(), now()), c.replyTo());
        return Effect().none();
    }

    private void preview(Round round, RoundVerdict verdict, ActorRef<Reply> replyTo) {
        if (verdict instanceof RoundVerdict.Refuse refuse) {
            replyTo.tell(refused(refuse));
        } else if (verdict instanceof RoundVerdict.Hold) {
            replyTo.tell(new Refused("unavailable", "the round is being settled; ask again when it is", true, null));
        } else if (context.getChildren().size() >= settings.maxWaitingResults()) {
            replyTo.tell(new Refused("unavailable", "too many dry runs of this round are under way", true, null));
        } else {
            var events = ((RoundVerdict.Accept) verdict).events();
            context.spawnAnonymous(RoundPreview.create(round, events, settings.previewTimeout(), mail, replyTo));
        }
    }

    private Effect<RoundEvent, Round> getRound(Round round, GetRound c) {
        c.replyTo().tell(new RoundFound(round.terms() == null ? Optional.empty() : Optional.of(work.status(round))));
        return Effect().none();
    }

    // Books register

    private Effect<RoundEvent, Round> register(Round round, Register c) {
        String refusal = round.refusesBook(c.book(), now());
        if (refusal != null) {
            mail.tell(c.book(), new BookEntity.RegistrationRefused(refusal));
            return Effect().none();
        }
        if (round.books().contains(c.book())) {
            mail.tell(c.book(), new BookEntity.Registered(round.requireTerms()));
            return Effect().none();
        }
        return Effect()
                .persist(new RoundEvent.BookRegistered(c.book(), now()))
                .thenRun((Round registered) ->
                        mail.tell(c.book(), new BookEntity.Registered(registered.requireTerms())));
    }

    // Stages

    private Effect<RoundEvent, Round> deadline(Round round) {
        if (round.stage() == Stage.BETS_OPEN) {
            if (now().isBefore(round.requireTerms().bettingClosesAt())) {
                armDeadline(round);
            } else {
                return persist(new RoundEvent.BettingClosing("deadline", now()));
            }
        }
        return Effect().none();
    }

    private Effect<RoundEvent, Round> persist(RoundEvent event) {
        return Effect().persist(event).thenRun(this::entered);
    }

    /** A stage was reached or recovered: tells everyone, and sees whether it is complete already. */
    private void entered(Round round) {
        LOG.debug("event=round_stage roundId={} stage={} books={}", roundId, round.stage(), round.books());
        work.entered(round);
        if (round.stage() == Stage.BETS_OPEN) {
            armDeadline(round);
        }
        if (round.stage() == Stage.IN_FLIGHT) {
            context.getSelf().tell(FlightTick.INSTANCE);
        } else {
            timers.cancel(FlightTick.INSTANCE);
        }
        send(round);
        context.getSelf().tell(Advance.INSTANCE);
    }

    private void armDeadline(Round round) {
        Duration left = Duration.between(clock.instant(), round.requireTerms().bettingClosesAt());
        timers.startSingleTimer(Deadline.INSTANCE, left.isNegative() ? Duration.ZERO : left.plusMillis(1));
    }

    private Effect<RoundEvent, Round> advanceIf(boolean news, Round round) {
        return news ? advance(round) : Effect().none();
    }

    /** Persists the next stage where nobody owes an answer for this one. */
    private Effect<RoundEvent, Round> advance(Round round) {
        if (!round.closed() && (round.stage() == Stage.CLOSING || round.stage() == Stage.VOIDING)) {
            return work.allSealed(round) ? persist(betsClosed()) : Effect().none();
        }
        return switch (round.stage()) {
            case BETS_CLOSED -> betsAreClosed(round);
            case LANDING -> {
                if (work.allLanded(round) && !work.revealAsked()) {
                    work.askReveal();
                    mail.reveal(round);
                }
                yield Effect().none();
            }
            case SETTLED -> takeWanted(round);
            case RESULT ->
                work.allSettled(round)
                        ? persist(new RoundEvent.RoundSettled(round.version(), work.paidMinor(), now()))
                        : Effect().none();
            case VOIDING ->
                work.allSettled(round)
                        ? persist(new RoundEvent.RoundVoided(work.paidMinor(), now()))
                        : Effect().none();
            default -> Effect().none();
        };
    }

    private RoundEvent betsClosed() {
        List<RoundEvent.BookTotals> totals = work.totals();
        String seed = BookDigest.clientSeed(
                totals.stream().map(RoundEvent.BookTotals::digest).toList());
        return new RoundEvent.BetsClosed(totals, seed, now());
    }

    private Effect<RoundEvent, Round> betsAreClosed(Round round) {
        if (RoundMail.flies(round)) {
            return work.drawn() == null ? Effect().none() : persist(new RoundEvent.FlightStarted(now()));
        }
        return takeWanted(round);
    }

    /** Takes the result or correction that was held, once the books know all its bets. */
    private Effect<RoundEvent, Round> takeWanted(Round round) {
        RoundWork.Wanted wanted = work.wanted();
        if (wanted == null) {
            return Effect().none();
        }
        RoundEvent.BetPayout unknown = RoundWork.payoutOutsideBooks(round, wanted);
        if (unknown != null) {
            work.answerWanted(round, RoundPreview.betNotFound(unknown.playerId(), unknown.betId()));
            return Effect().none();
        }
        if (!work.allChecked(round)) {
            return Effect().none();
        }
        RoundVerdict verdict = wanted.decide(round, true, now());
        if (verdict instanceof RoundVerdict.Accept accept) {
            return Effect().persist(accept.events()).thenRun((Round decided) -> {
                entered(decided);
                work.answerWanted(decided, new Receipt(roundId, wanted.command(), wanted.resultId(), false));
            });
        }
        if (verdict instanceof RoundVerdict.Refuse refuse) {
            work.answerWanted(round, refused(refuse));
        }
        return Effect().none();
    }

    private Effect<RoundEvent, Round> payoutsChecked(Round round, PayoutsChecked c) {
        BookEntity.Payout unknown = c.unknown();
        if (work.wanted() == null || !work.check().equals(c.check())) {
            return Effect().none();
        }
        if (unknown != null) {
            work.answerWanted(round, RoundPreview.betNotFound(unknown.playerId(), unknown.betId()));
            return Effect().none();
        }
        work.checked(c.book());
        return advance(round);
    }

    private Effect<RoundEvent, Round> revealed(Round round, Revealed c) {
        boolean due = (round.stage() == Stage.LANDING && work.allLanded(round))
                || (round.stage() == Stage.BETS_CLOSED && !RoundMail.flies(round));
        if (!due || !round.requireTerms().table().houseRun()) {
            return Effect().none();
        }
        Outcome drawn = work.drawn();
        if (drawn != null && !drawn.equals(c.outcome())) {
            LOG.error("event=reveal_differs_from_draw roundId={} drawn={} revealed={}", roundId, drawn, c.outcome());
        }
        return persist(new RoundEvent.ResultRecorded(1, null, null, c.outcome(), null, c.proof(), now()));
    }

    private Effect<RoundEvent, Round> bookSettled(Round round, BookSettled c) {
        boolean due = round.stage() == Stage.RESULT || (round.stage() == Stage.VOIDING && round.closed());
        if (due && c.resultVersion() == round.version()) {
            work.settled(c);
            return advance(round);
        }
        return Effect().none();
    }

    // Flight

    private Effect<RoundEvent, Round> drawn(Round round, Drawn c) {
        if (round.stage() == Stage.BETS_CLOSED || round.stage() == Stage.IN_FLIGHT) {
            work.drawn(c.outcome());
            if (round.stage() == Stage.IN_FLIGHT) {
                return flightTick(round);
            }
            return advance(round);
        }
        return Effect().none();
    }

    private Effect<RoundEvent, Round> flightTick(Round round) {
        if (round.stage() != Stage.IN_FLIGHT || !(work.drawn() instanceof Outcome.Crash flight)) {
            return Effect().none();
        }
        long elapsedMs = mail.elapsedMs(round, now());
        int multiplierX100 = Crash.multiplierX100At(elapsedMs);
        if (multiplierX100 >= flight.bustX100()) {
            return persist(new RoundEvent.FlightLanding(now()));
        }
        long left = Math.max(1, Crash.elapsedMsAt(flight.bustX100()) - elapsedMs);
        long tick = settings.flightTick().toMillis();
        // Books take no cash-out after the burst, while it is being written. They learn when that is shortly before,
        // and not only by the last tick: timers are late, so the next one may be due just after the burst.
        mail.tick(round, multiplierX100, elapsedMs, left > 2 * tick ? 0 : left);
        timers.startSingleTimer(FlightTick.INSTANCE, Duration.ofMillis(Math.min(tick, left)));
        return Effect().none();
    }

    // Again and again

    /** Tells those who owe an answer for this stage what is wanted of them, and plans to do so again. */
    private void send(Round round) {
        mail.send(round, work, now());
        if (work.owesNothing(round)) {
            timers.cancel(Resend.INSTANCE);
        } else {
            timers.startSingleTimer(
                    Resend.INSTANCE, BookWallets.pause(settings.resendMin(), settings.resendMax(), work.nextAttempt()));
        }
    }

    private Effect<RoundEvent, Round> resend(Round round) {
        if (round.terms() != null) {
            send(round);
        }
        return Effect().none();
    }

    private Effect<RoundEvent, Round> wake(Round round, Wake c) {
        if (round.terms() != null) {
            work.forgetSeen();
        }
        goOn(round);
        return Effect().none();
    }

    /** In these stages nothing else would start a book again that has died, and a message to a dying one is lost: so also on Wake. */
    private void goOn(Round round) {
        if (round.terms() != null) {
            if (round.stage() == Stage.BETS_OPEN || round.stage() == Stage.BETS_CLOSED) {
                mail.wakeBooks(round);
            }
            entered(round);
        }
    }

    private Effect<RoundEvent, Round> progressSeen(Round round, ProgressSeen c) {
        if (c.stage() == round.stage() && c.resultVersion() == round.version()) {
            work.seen();
            if (round.again()) {
                send(round);
                return advance(round);
            }
            if (work.owesNothing(round)) {
                timers.cancel(Resend.INSTANCE);
            }
        }
        return Effect().none();
    }

    private Effect<RoundEvent, Round> idle(Round round) {
        if (round.terms() == null || (round.finished() && work.owesNothing(round))) {
            entity.getShard().tell(new ClusterSharding.Passivate<>(context.getSelf()));
        }
        return Effect().none();
    }

    private Effect<RoundEvent, Round> stop(Round round) {
        if (round.terms() != null && !(round.finished() && work.owesNothing(round))) {
            Successor.wake(context.getSystem(), RoundEntity.KEY, roundId, new Wake());
        }
        return Effect().none().thenStop();
    }

    private Instant now() {
        return Objects.requireNonNull(clock.instant()).truncatedTo(ChronoUnit.MILLIS);
    }
}
