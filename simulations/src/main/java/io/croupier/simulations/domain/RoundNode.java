package io.croupier.simulations.domain;

import io.croupier.round.codec.RoundEventCodec;
import io.croupier.round.domain.BookDigest;
import io.croupier.round.domain.BookWallets;
import io.croupier.round.domain.Round;
import io.croupier.round.domain.RoundEvent;
import io.croupier.round.domain.RoundStatus.Stage;
import io.croupier.round.domain.RoundVerdict;
import io.croupier.round.game.Crash;
import io.croupier.round.game.Games;
import io.croupier.round.game.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntPredicate;

/** One round. It models the actor's {@code RoundBehavior}, with what {@code RoundMail} says in each stage. */
final class RoundNode extends Node<Round, RoundEvent> {
    private static final String DEADLINE = "deadline";
    private static final String RESEND = "resend";
    private static final String FLIGHT = "flight";

    final String roundId;
    private RoundAnswers work = new RoundAnswers(this);
    private int checks;

    RoundNode(World world, String id) {
        super(world, id, RoundEventCodec.CODEC, Round.EMPTY);
        this.roundId = id.substring(2);
    }

    static String id(String roundId) {
        return "r/" + roundId;
    }

    String nextCheck() {
        return "check-" + ++checks;
    }

    @Override
    Round empty() {
        return Round.EMPTY;
    }

    @Override
    Round apply(Round before, RoundEvent event, byte[] bytes) {
        return before.apply(event);
    }

    @Override
    void stored(RoundEvent event) {
        Watch.stored(world, this, event);
    }

    @Override
    void recovered() {
        work = new RoundAnswers(this);
        goOn();
    }

    @Override
    void handle(Letter letter) {
        Message m = letter.message();
        if (m instanceof Message.Open c) {
            answer(state.open(c.terms(), now()), letter);
        } else if (m instanceof Message.Close c) {
            answer(state.close(c.closedAt(), now()), letter);
        } else if (m instanceof Message.VoidRound c) {
            if (state.result() != null && state.voidReason() == null) {
                // A void from here on is a correction, and this model ends before those.
                send(letter.from(), letter.tag(), new Message.Refused("round_settled", false));
            } else {
                answer(state.voidRound(c.reason(), now()), letter);
            }
        } else if (m instanceof Message.Result c) {
            result(c, letter);
        } else if (m instanceof Message.GetRound) {
            send(
                    letter.from(),
                    letter.tag(),
                    new Message.RoundFound(state.terms() == null ? null : work.status(state)));
        } else if (m instanceof Message.WakeRound) {
            work.seen = false;
            goOn();
        } else if (m instanceof Message.ProgressSeen c) {
            progressSeen(c);
        } else if (m instanceof Message.Drawn c) {
            drawn(c);
        } else if (m instanceof Message.Revealed c) {
            revealed(c);
        } else {
            fromBook(m);
        }
    }

    private void fromBook(Message m) {
        if (m instanceof Message.Register c) {
            register(c.book());
        } else if (m instanceof Message.BookSealed c) {
            var totals = new RoundEvent.BookTotals(c.book(), c.bets(), c.stakedMinor(), c.digest());
            if (work.sealed.put(c.book(), totals) == null) {
                advance();
            }
        } else if (m instanceof Message.BookLanded c) {
            if (work.landed.add(c.book())) {
                advance();
            }
        } else if (m instanceof Message.PayoutsChecked c) {
            payoutsChecked(c);
        } else if (m instanceof Message.BookSettled c) {
            boolean due = state.stage() == Stage.RESULT || (state.stage() == Stage.VOIDING && state.closed());
            if (due && c.resultVersion() == state.version()) {
                work.settled(c);
                advance();
            }
        }
    }

    // Commands from outside

    private void answer(RoundVerdict verdict, Letter letter) {
        if (verdict instanceof RoundVerdict.Refuse refuse) {
            send(letter.from(), letter.tag(), new Message.Refused(refuse.code(), refuse.retryable()));
        } else if (verdict instanceof RoundVerdict.Accept accept) {
            var receipt = new Message.Receipt(accept.replayed());
            if (accept.events().isEmpty()) {
                send(letter.from(), letter.tag(), receipt);
            } else {
                persist(accept.events(), round -> {
                    send(letter.from(), letter.tag(), receipt);
                    entered();
                });
            }
        }
    }

    private void result(Message.Result wanted, Letter letter) {
        RoundVerdict verdict = state.result(wanted.resultId(), wanted.outcome(), wanted.payouts(), false, now());
        if (!(verdict instanceof RoundVerdict.Hold hold)) {
            answer(verdict, letter);
        } else if (work.hold(wanted, letter)) {
            if (hold.events().isEmpty()) {
                checkPayouts();
                advance();
            } else {
                persist(hold.events(), round -> entered());
            }
        }
    }

    private void register(int book) {
        String refusal = state.refusesBook(book, now());
        if (refusal != null) {
            tell(book, new Message.RegistrationRefused(refusal));
        } else if (state.books().contains(book)) {
            tell(book, new Message.Registered(state.requireTerms()));
        } else {
            persist(
                    List.of(new RoundEvent.BookRegistered(book, now())),
                    registered -> tell(book, new Message.Registered(registered.requireTerms())));
        }
    }

    // Stages

    private void deadline() {
        if (state.stage() == Stage.BETS_OPEN) {
            if (now().isBefore(state.requireTerms().bettingClosesAt())) {
                armDeadline();
            } else {
                next(new RoundEvent.BettingClosing("deadline", now()));
            }
        }
    }

    private void next(RoundEvent event) {
        persist(List.of(event), round -> entered());
    }

    private void entered() {
        work.entered(state);
        if (state.stage() == Stage.BETS_OPEN) {
            armDeadline();
        }
        if (state.stage() == Stage.IN_FLIGHT) {
            self(this::flightTick);
        } else {
            cancel(FLIGHT);
        }
        sendAll();
        self(this::advance);
    }

    private void armDeadline() {
        Duration left = Duration.between(now(), state.requireTerms().bettingClosesAt());
        timer(DEADLINE, left.isNegative() ? Duration.ZERO : left.plusMillis(1), this::deadline);
    }

    private void advance() {
        if (!state.closed() && (state.stage() == Stage.CLOSING || state.stage() == Stage.VOIDING)) {
            if (work.allSealed(state)) {
                List<RoundEvent.BookTotals> totals = work.totals();
                String seed = BookDigest.clientSeed(
                        totals.stream().map(RoundEvent.BookTotals::digest).toList());
                next(new RoundEvent.BetsClosed(totals, seed, now()));
            }
            return;
        }
        switch (state.stage()) {
            case BETS_CLOSED -> betsAreClosed();
            case LANDING -> {
                if (work.allLanded(state) && !work.revealAsked) {
                    work.revealAsked = true;
                    reveal();
                }
            }
            case RESULT -> {
                if (work.allSettled(state)) {
                    next(new RoundEvent.RoundSettled(state.version(), work.paidMinor(), now()));
                }
            }
            case VOIDING -> {
                if (work.allSettled(state)) {
                    next(new RoundEvent.RoundVoided(work.paidMinor(), now()));
                }
            }
            default -> {}
        }
    }

    private void betsAreClosed() {
        if (flies()) {
            if (work.drawn != null) {
                next(new RoundEvent.FlightStarted(now()));
            }
            return;
        }
        Message.Result wanted = work.wanted();
        if (wanted == null) {
            return;
        }
        if (work.payoutOutsideBooks(state) != null) {
            work.answerWanted(new Message.Refused("bet_not_found", false));
        } else if (work.allChecked(state)
                && state.result(wanted.resultId(), wanted.outcome(), wanted.payouts(), true, now())
                        instanceof RoundVerdict.Accept accept) {
            persist(accept.events(), decided -> {
                work.answerWanted(new Message.Receipt(false));
                entered();
            });
        }
    }

    private void payoutsChecked(Message.PayoutsChecked c) {
        if (work.wanted() == null || !work.check().equals(c.check())) {
            return;
        }
        if (c.unknown() != null) {
            work.answerWanted(new Message.Refused("bet_not_found", false));
        } else {
            work.checked(c.book());
            advance();
        }
    }

    private void revealed(Message.Revealed c) {
        boolean due = (state.stage() == Stage.LANDING && work.allLanded(state))
                || (state.stage() == Stage.BETS_CLOSED && !flies());
        if (!due || !state.requireTerms().table().houseRun()) {
            return;
        }
        if (work.drawn != null && !work.drawn.equals(c.outcome())) {
            throw new Broken(Broken.Rule.ORDER, id + " drew " + work.drawn + " and was revealed " + c.outcome());
        }
        next(new RoundEvent.ResultRecorded(1, null, null, c.outcome(), null, c.proof(), now()));
    }

    // Flight

    private void drawn(Message.Drawn c) {
        if (state.stage() == Stage.BETS_CLOSED || state.stage() == Stage.IN_FLIGHT) {
            work.drawn = c.outcome();
            if (state.stage() == Stage.IN_FLIGHT) {
                flightTick();
            } else {
                advance();
            }
        }
    }

    private void flightTick() {
        if (state.stage() != Stage.IN_FLIGHT || !(work.drawn instanceof Outcome.Crash flight)) {
            return;
        }
        long elapsedMs = elapsedMs();
        int multiplierX100 = Crash.multiplierX100At(elapsedMs);
        if (multiplierX100 >= flight.bustX100()) {
            next(new RoundEvent.FlightLanding(now()));
            return;
        }
        tellBooks(book -> false, new Message.Tick(multiplierX100, elapsedMs));
        long left = Crash.elapsedMsAt(flight.bustX100()) - elapsedMs;
        timer(FLIGHT, Duration.ofMillis(Math.max(1, Math.min(Times.FLIGHT_TICK.toMillis(), left))), this::flightTick);
    }

    private long elapsedMs() {
        return Math.max(
                0,
                Duration.between(Objects.requireNonNull(state.flightStartedAt()), now())
                        .toMillis());
    }

    // Again and again

    private void sendAll() {
        mail();
        if (work.owesNothing(state)) {
            cancel(RESEND);
        } else {
            timer(RESEND, BookWallets.pause(Times.RESEND_MIN, Times.RESEND_MAX, work.nextAttempt()), this::sendAll);
        }
    }

    private void goOn() {
        if (state.terms() != null) {
            if (state.stage() == Stage.BETS_OPEN || state.stage() == Stage.BETS_CLOSED) {
                tellBooks(book -> false, new Message.Registered(state.requireTerms()));
            }
            entered();
        }
    }

    private void progressSeen(Message.ProgressSeen c) {
        if (c.stage() == state.stage() && c.resultVersion() == state.version()) {
            work.seen = true;
            if (work.owesNothing(state)) {
                cancel(RESEND);
            }
        }
    }

    // What each stage says

    private boolean flies() {
        var table = state.requireTerms().table();
        return table.houseRun() && Games.of(table.game()).inFlight();
    }

    private void mail() {
        if (!work.seen) {
            tellTable(new Message.Progress(work.status(state)));
        }
        if (!state.closed() && (state.stage() == Stage.CLOSING || state.stage() == Stage.VOIDING)) {
            tellBooks(work.sealed::containsKey, new Message.Seal(state.requireTerms()));
            return;
        }
        switch (state.stage()) {
            case BETS_CLOSED -> {
                if (flies()) {
                    draw();
                } else if (state.requireTerms().table().houseRun()) {
                    reveal();
                } else {
                    checkPayouts();
                }
            }
            case IN_FLIGHT -> {
                if (work.drawn == null) {
                    draw();
                }
            }
            case LANDING -> {
                if (work.allLanded(state)) {
                    reveal();
                } else {
                    tellBooks(work.landed::contains, new Message.Land(elapsedMs()));
                }
            }
            case RESULT -> settle();
            case VOIDING ->
                tellBooks(work::isSettled, new Message.VoidBets(Objects.requireNonNull(state.voidReason())));
            default -> {}
        }
    }

    private void draw() {
        tellTable(new Message.Draw(roundId, Objects.requireNonNull(state.clientSeed())));
    }

    private void reveal() {
        tellTable(new Message.Reveal(roundId, Objects.requireNonNull(state.clientSeed())));
    }

    private void checkPayouts() {
        Message.Result wanted = work.wanted();
        if (state.stage() == Stage.BETS_CLOSED && wanted != null) {
            RoundAnswers.byBook(state, wanted.payouts()).forEach((book, part) -> {
                if (state.books().contains(book) && !work.isChecked(book)) {
                    tell(book, new Message.CheckPayouts(work.check(), part));
                }
            });
        }
    }

    private void settle() {
        RoundEvent.ResultRecorded result = Objects.requireNonNull(state.result());
        Map<Integer, List<RoundEvent.BetPayout>> parts = RoundAnswers.byBook(state, result.payouts());
        for (int book : state.books()) {
            if (!work.isSettled(book)) {
                List<RoundEvent.BetPayout> part = Objects.requireNonNullElse(parts.get(book), List.of());
                tell(book, new Message.Settle(result.resultVersion(), result.outcome(), part, state.closedAt()));
            }
        }
    }

    private void tellBooks(IntPredicate answered, Message message) {
        for (int book : state.books()) {
            if (!answered.test(book)) {
                tell(book, message);
            }
        }
    }

    private void tell(int book, Message message) {
        send(BookNode.id(roundId, book), message);
    }

    private void tellTable(Message message) {
        send(TableNode.id(state.requireTerms().table().tableId()), message);
    }
}
