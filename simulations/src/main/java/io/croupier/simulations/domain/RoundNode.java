package io.croupier.simulations.domain;

import io.croupier.round.codec.RoundEventCodec;
import io.croupier.round.domain.BookDigest;
import io.croupier.round.domain.BookWallets;
import io.croupier.round.domain.Round;
import io.croupier.round.domain.RoundEvent;
import io.croupier.round.domain.RoundStatus.Stage;
import io.croupier.round.domain.RoundVerdict;
import io.croupier.round.game.Crash;
import io.croupier.round.game.Outcome;
import java.time.Duration;
import java.util.List;

/** One round. It models the actor's {@code RoundBehavior}, whose mail is {@link RoundPost}. */
final class RoundNode extends Node<Round, RoundEvent> {
    private static final String DEADLINE = "deadline";
    private static final String RESEND = "resend";
    private static final String FLIGHT = "flight";

    final String roundId;
    private final RoundPost post = new RoundPost(this);
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
            answer(state.voidRound(c.reason(), now()), letter);
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
                work.answer(state, letter, receipt);
            } else {
                persist(accept.events(), round -> {
                    entered();
                    work.answer(round, letter, receipt);
                });
            }
        }
    }

    private void result(Message.Result wanted, Letter letter) {
        RoundVerdict verdict = decide(wanted, false);
        if (!(verdict instanceof RoundVerdict.Hold hold)) {
            answer(verdict, letter);
        } else if (work.hold(wanted, letter)) {
            if (hold.events().isEmpty()) {
                sendAll();
                advance();
            } else {
                persist(hold.events(), round -> entered());
            }
        }
    }

    private RoundVerdict decide(Message.Result wanted, boolean checked) {
        String replaces = wanted.replaces();
        return replaces == null
                ? state.result(wanted.resultId(), wanted.outcome(), wanted.payouts(), checked, now())
                : state.correct(wanted.resultId(), replaces, wanted.outcome(), wanted.payouts(), checked, now());
    }

    private void register(int book) {
        String refusal = state.refusesBook(book, now());
        if (refusal != null) {
            post.tell(book, new Message.RegistrationRefused(refusal));
        } else if (state.books().contains(book)) {
            post.tell(book, new Message.Registered(state.requireTerms()));
        } else {
            persist(
                    List.of(new RoundEvent.BookRegistered(book, now())),
                    registered -> post.tell(book, new Message.Registered(registered.requireTerms())));
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
                    post.reveal(state);
                }
            }
            case SETTLED -> takeWanted();
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
        if (!RoundPost.flies(state)) {
            takeWanted();
        } else if (work.drawn != null) {
            next(new RoundEvent.FlightStarted(now()));
        }
    }

    private void takeWanted() {
        Message.Result wanted = work.wanted();
        if (wanted == null) {
            return;
        }
        if (work.payoutOutsideBooks(state) != null) {
            work.answerWanted(state, new Message.Refused("bet_not_found", false));
        } else if (work.allChecked(state)) {
            RoundVerdict verdict = decide(wanted, true);
            if (verdict instanceof RoundVerdict.Accept accept) {
                persist(accept.events(), decided -> {
                    entered();
                    work.answerWanted(decided, new Message.Receipt(false));
                });
            } else if (verdict instanceof RoundVerdict.Refuse refuse) {
                work.answerWanted(state, new Message.Refused(refuse.code(), refuse.retryable()));
            }
        }
    }

    private void payoutsChecked(Message.PayoutsChecked c) {
        if (work.wanted() == null || !work.check().equals(c.check())) {
            return;
        }
        if (c.unknown() != null) {
            work.answerWanted(state, new Message.Refused("bet_not_found", false));
        } else {
            work.checked(c.book());
            advance();
        }
    }

    private void revealed(Message.Revealed c) {
        boolean due = (state.stage() == Stage.LANDING && work.allLanded(state))
                || (state.stage() == Stage.BETS_CLOSED && !RoundPost.flies(state));
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
        long elapsedMs = post.elapsedMs(state);
        int multiplierX100 = Crash.multiplierX100At(elapsedMs);
        if (multiplierX100 >= flight.bustX100()) {
            next(new RoundEvent.FlightLanding(now()));
            return;
        }
        long left = Math.max(1, Crash.elapsedMsAt(flight.bustX100()) - elapsedMs);
        long tick = Times.FLIGHT_TICK.toMillis();
        post.tick(state, multiplierX100, elapsedMs, left > 2 * tick ? 0 : left);
        timer(FLIGHT, Duration.ofMillis(Math.min(tick, left)), this::flightTick);
    }

    // Again and again

    private void sendAll() {
        post.say(state, work);
        if (work.owesNothing(state)) {
            cancel(RESEND);
        } else {
            timer(RESEND, BookWallets.pause(Times.RESEND_MIN, Times.RESEND_MAX, work.nextAttempt()), this::sendAll);
        }
    }

    private void goOn() {
        if (state.terms() != null) {
            if (state.stage() == Stage.BETS_OPEN || state.stage() == Stage.BETS_CLOSED) {
                post.wakeBooks(state);
            }
            entered();
        }
    }

    private void progressSeen(Message.ProgressSeen c) {
        if (c.stage() == state.stage() && c.resultVersion() == state.version()) {
            work.tableHasSeen();
            if (state.again()) {
                sendAll();
                advance();
            } else if (work.owesNothing(state)) {
                cancel(RESEND);
            }
        }
    }
}
