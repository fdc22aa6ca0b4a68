package io.croupier.round;

import static io.croupier.round.RoundsInOneNode.crash;
import static io.croupier.round.RoundsInOneNode.roulette;
import static io.croupier.round.RoundsInOneNode.straight;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.persistence.testkit.javadsl.PersistenceTestKit;
import io.croupier.round.domain.RoundStatus;
import io.croupier.round.domain.RoundStatus.Stage;
import io.croupier.round.domain.RoundTerms;
import io.croupier.round.game.Crash;
import io.croupier.round.game.Outcome;
import io.croupier.round.game.Selection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Books and rounds that are told to stop with work in flight, as when their shard moves. */
class LeavingEntitiesTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** How long a book waits; only the test's clock gets there. */
    private static final Duration LEAVE_AFTER = Duration.ofMinutes(1);

    private static final JumpingClock CLOCK = new JumpingClock();

    private static RoundsInOneNode node;
    private static HandOver handOver;
    private static PersistenceTestKit journal;

    @BeforeAll
    static void start() {
        node = new RoundsInOneNode(CLOCK, "croupier.round.book.leave-after = " + LEAVE_AFTER.toSeconds() + "s");
        node.warmUp();
        handOver = new HandOver(node.kit);
        journal = PersistenceTestKit.create(node.kit.system());
    }

    @AfterAll
    static void stop() {
        handOver.stop();
        node.stop();
    }

    @AfterEach
    void letEverythingBeWritten() {
        journal.resetPolicy();
    }

    @Nested
    class ABook {
        @Test
        void answersTheBetsThatItHasBeenSent() {
            RoundTerms terms = node.open(roulette("acme", 1), LONG);
            String ann = node.player(10_000);
            accepted(terms, ann, "first", straight(30), 10);
            ActorRef<BookEntity.Command> book = book(terms, ann);
            TestProbe<PlayerNotice> answers = node.probe();
            for (int n = 0; n < 25; n++) {
                book.tell(place(terms, ann, "b" + n, straight(n), 10, answers.ref()));
            }
            handOver.leave(book, BookEntity.Stop.INSTANCE);
            assertThat(answers.receiveSeveralMessages(25, LIMIT))
                    .allMatch(PlayerNotice.BetAccepted.class::isInstance)
                    .extracting(PlayerNotice::betId)
                    .doesNotHaveDuplicates();
            handOver.awaitGone(book);
            settle(terms, 7);
            assertThat(node.balance(ann)).isEqualTo(10_000 - 26 * 10 + 360);
        }

        @Test
        void waitsForAWalletThatIsSlow() {
            RoundTerms terms = node.open(roulette("acme", 1), LONG);
            String ann = node.player(1_000);
            TestProbe<PlayerNotice> answer = pending(terms, ann);
            ActorRef<BookEntity.Command> book = book(terms, ann);
            handOver.leave(book, BookEntity.Stop.INSTANCE);
            journal.resetPolicy();
            answer.expectMessageClass(PlayerNotice.BetAccepted.class, LIMIT);
            handOver.awaitGone(book);
            settle(terms, 1);
            assertThat(node.balance(ann)).isEqualTo(4_500);
        }

        @Test
        void leavesABetThatNoWalletAnswersToTheOneAfterIt() {
            RoundTerms terms = node.open(roulette("acme", 1), LONG);
            String ann = node.player(1_000);
            pending(terms, ann);
            ActorRef<BookEntity.Command> book = book(terms, ann);
            handOver.leave(book, BookEntity.Stop.INSTANCE);
            giveUpWaiting(book);
            handOver.awaitGone(book);
            journal.resetPolicy();
            // Nobody asks the book, which goes on by itself.
            await(() -> node.balance(ann) == 900);
            accepted(terms, ann, "b1", straight(1), 100);
            settle(terms, 1);
            assertThat(node.balance(ann)).isEqualTo(4_500);
        }

        @Test
        void stopsThoughAWriteFailsMeanwhile() {
            RoundTerms terms = node.open(roulette("acme", 1), LONG);
            String ann = node.player(1_000);
            pending(terms, ann);
            ActorRef<BookEntity.Command> book = book(terms, ann);
            handOver.leave(book, BookEntity.Stop.INSTANCE);
            awaitHeard(book);
            journal.resetPolicy();
            // What the wallet answers when it can.
            journal.failNextNPersisted("Book|" + BookEntity.id(terms.roundId(), ann, 1), 1);
            handOver.awaitGone(book);
            accepted(terms, ann, "b1", straight(1), 100);
            settle(terms, 1);
            assertThat(node.balance(ann)).isEqualTo(4_500);
        }

        @Test
        void storesACashOutBeforeItStops() {
            RoundTerms terms = node.open(crash(), LONG);
            node.outcomes.put(terms.roundId(), new Outcome.Crash(125));
            String ann = node.player(10_000);
            accepted(terms, ann, "before", new Selection.Crash(null), 1_000);
            accepted(terms, ann, "leaving", new Selection.Crash(null), 1_000);
            close(terms);
            ActorRef<BookEntity.Command> book = book(terms, ann);
            await(() -> node.cashOut(terms, ann, "before") instanceof PlayerNotice.CashedOut);
            TestProbe<PlayerNotice> answer = node.probe();
            book.tell(new BookEntity.CashOut(ann, "leaving", answer.ref()));
            handOver.leave(book, BookEntity.Stop.INSTANCE);
            var taken = answer.expectMessageClass(PlayerNotice.CashedOut.class, LIMIT);
            handOver.awaitGone(book);
            awaitStage(terms, Stage.SETTLED);
            long before = node.view(terms, ann, "before").payoutMinor();
            assertThat(taken.payoutMinor()).isEqualTo(Crash.payoutMinor(1_000, taken.multiplierX100()));
            assertThat(node.view(terms, ann, "leaving").payoutMinor()).isEqualTo(taken.payoutMinor());
            assertThat(node.balance(ann)).isEqualTo(8_000 + before + taken.payoutMinor());
        }

        @Test
        void paysTheRestOfASettlementElsewhere() {
            RoundTerms terms = node.open(roulette("acme", 1), LONG);
            String ann = node.player(1_000);
            String bob = node.player(1_000);
            settling(terms, ann, bob);
            ActorRef<BookEntity.Command> book = book(terms, ann);
            handOver.leave(book, BookEntity.Stop.INSTANCE);
            giveUpWaiting(book);
            handOver.awaitGone(book);
            journal.resetPolicy();
            awaitStage(terms, Stage.SETTLED);
            assertPaidOnce(terms, ann, bob);
        }

        @Test
        void paysTheRestOfASettlementBeforeItStopsWhereItCan() {
            RoundTerms terms = node.open(roulette("acme", 1), LONG);
            String ann = node.player(1_000);
            String bob = node.player(1_000);
            settling(terms, ann, bob);
            ActorRef<BookEntity.Command> book = book(terms, ann);
            handOver.leave(book, BookEntity.Stop.INSTANCE);
            journal.resetPolicy();
            handOver.awaitGone(book);
            assertThat(node.balance(ann)).isEqualTo(4_500);
            awaitStage(terms, Stage.SETTLED);
            assertPaidOnce(terms, ann, bob);
        }
    }

    @Nested
    class ARound {
        @Test
        void answersWhatItHasBeenToldAndGoesOn() {
            RoundTerms terms = node.open(roulette("acme", 1), LONG);
            String ann = node.player(1_000);
            accepted(terms, ann, "b1", straight(1), 100);
            ActorRef<RoundEntity.Command> round = round(terms);
            TestProbe<RoundEntity.Reply> answer = node.kit.createTestProbe();
            round.tell(new RoundEntity.Close(null, answer.ref()));
            handOver.leave(round, RoundEntity.Stop.INSTANCE);
            assertThat(answer.receiveMessage(LIMIT))
                    .isEqualTo(new RoundEntity.Receipt(terms.roundId(), "close", null, false));
            handOver.awaitGone(round);
            awaitStage(terms, Stage.BETS_CLOSED);
            settle(terms, 1);
            assertThat(node.balance(ann)).isEqualTo(4_500);
        }

        @Test
        void stopsThoughAWriteFailsMeanwhile() {
            RoundTerms terms = node.open(roulette("acme", 1), LONG);
            String ann = node.player(1_000);
            accepted(terms, ann, "b1", straight(1), 100);
            ActorRef<RoundEntity.Command> round = round(terms);
            journal.failNextNPersisted("Round|" + terms.roundId(), 1);
            round.tell(new RoundEntity.Close(
                    null, node.kit.<RoundEntity.Reply>createTestProbe().ref()));
            handOver.leave(round, RoundEntity.Stop.INSTANCE);
            handOver.awaitGone(round);
            settle(terms, 1);
            assertThat(node.balance(ann)).isEqualTo(4_500);
        }

        @Test
        void closesAtItsDeadlineElsewhere() {
            RoundTerms terms = node.open(roulette("acme", 1), Duration.ofSeconds(3));
            awaitSeen(terms, Stage.BETS_OPEN);
            ActorRef<RoundEntity.Command> round = round(terms);
            handOver.leave(round, RoundEntity.Stop.INSTANCE);
            handOver.awaitGone(round);
            // It has no books, and its table asks for nothing: nobody else wakes it.
            awaitStage(terms, Stage.BETS_CLOSED);
        }

        @Test
        void takesAResultAgainThatWaitedForItsBooks() {
            RoundTerms terms = node.open(roulette("acme", 1), LONG);
            String ann = node.player(1_000);
            accepted(terms, ann, "b1", straight(1), 100);
            ActorRef<RoundEntity.Command> round = round(terms);
            TestProbe<RoundEntity.Reply> answer = node.kit.createTestProbe();
            round.tell(new RoundEntity.Result("r1", new Outcome.Roulette(1), null, answer.ref()));
            handOver.leave(round, RoundEntity.Stop.INSTANCE);
            handOver.awaitGone(round);
            settle(terms, 1);
            assertThat(node.balance(ann)).isEqualTo(4_500);
        }

        @Test
        void fliesOnByTheWallClock() {
            RoundTerms terms = node.open(crash(), LONG);
            node.outcomes.put(terms.roundId(), new Outcome.Crash(125));
            String ann = node.player(10_000);
            accepted(terms, ann, "reached", new Selection.Crash(120), 1_000);
            close(terms);
            awaitSeen(terms, Stage.IN_FLIGHT);
            ActorRef<RoundEntity.Command> round = round(terms);
            handOver.leave(round, RoundEntity.Stop.INSTANCE);
            handOver.awaitGone(round);
            awaitStage(terms, Stage.SETTLED);
            assertThat(node.status(terms.roundId()))
                    .extracting(RoundStatus::outcome)
                    .isEqualTo(new Outcome.Crash(125));
            assertThat(node.balance(ann)).isEqualTo(10_200);
        }

        @Test
        void settlesWhileItAndItsBookMove() {
            RoundTerms terms = node.open(roulette("acme", 1), LONG);
            String ann = node.player(1_000);
            String bob = node.player(1_000);
            settling(terms, ann, bob);
            ActorRef<RoundEntity.Command> round = round(terms);
            ActorRef<BookEntity.Command> book = book(terms, ann);
            handOver.leave(round, RoundEntity.Stop.INSTANCE);
            handOver.leave(book, BookEntity.Stop.INSTANCE);
            giveUpWaiting(book);
            handOver.awaitGone(round);
            handOver.awaitGone(book);
            journal.resetPolicy();
            awaitStage(terms, Stage.SETTLED);
            assertPaidOnce(terms, ann, bob);
        }
    }

    private static ActorRef<BookEntity.Command> book(RoundTerms terms, String playerId) {
        return handOver.entity(
                "Book", BookEntity.id(terms.roundId(), playerId, terms.table().books()));
    }

    private static ActorRef<RoundEntity.Command> round(RoundTerms terms) {
        return handOver.entity("Round", terms.roundId());
    }

    private static BookEntity.PlaceBet place(
            RoundTerms terms,
            String playerId,
            String betId,
            Selection selection,
            long stakeMinor,
            ActorRef<PlayerNotice> to) {
        return new BookEntity.PlaceBet(
                playerId,
                betId,
                terms.table().tableId(),
                terms.roundId(),
                selection,
                stakeMinor,
                RoundsInOneNode.CURRENCY,
                to);
    }

    private static void accepted(
            RoundTerms terms, String playerId, String betId, Selection selection, long stakeMinor) {
        assertThat(node.bet(terms, playerId, betId, selection, stakeMinor))
                .isInstanceOf(PlayerNotice.BetAccepted.class);
    }

    /** Bet "b1" of 100 on 1, whose intent is stored and whose wallet stores nothing. */
    private static TestProbe<PlayerNotice> pending(RoundTerms terms, String playerId) {
        journal.failNextNPersisted("Wallet|" + playerId, 1_000);
        TestProbe<PlayerNotice> answer = node.probe();
        node.place(terms, playerId, "b1", straight(1), 100, answer.ref());
        await(() -> node.view(terms, playerId, "b1").state().equals("pending"));
        return answer;
    }

    /** Both have won 3,600 for their stake of 100; the lucky one has it, the other's wallet stores nothing. */
    private static void settling(RoundTerms terms, String unpaid, String lucky) {
        accepted(terms, unpaid, "b1", straight(1), 100);
        accepted(terms, lucky, "b1", straight(1), 100);
        journal.failNextNPersisted("Wallet|" + unpaid, 1_000);
        settle(terms, 1, Stage.RESULT);
        await(() -> node.balance(lucky) == 4_500);
    }

    /** A book that was told to stop has heard it, and still answers. */
    private static void awaitHeard(ActorRef<BookEntity.Command> book) {
        TestProbe<BookEntity.Bets> answer = node.kit.createTestProbe();
        book.tell(new BookEntity.ListBets(null, 1, answer.ref()));
        answer.receiveMessage(LIMIT);
    }

    /** The time that a leaving book waits is over. */
    private static void giveUpWaiting(ActorRef<BookEntity.Command> book) {
        awaitHeard(book);
        CLOCK.jump(LEAVE_AFTER);
    }

    private static void assertPaidOnce(RoundTerms terms, String... players) {
        assertThat(node.await(terms, Stage.SETTLED).paidMinor()).isEqualTo(3_600L * players.length);
        for (String player : players) {
            assertThat(node.balance(player)).isEqualTo(4_500);
        }
    }

    private static void close(RoundTerms terms) {
        assertThat(node.untilAnswered(terms, r -> new RoundEntity.Close(null, r)))
                .isInstanceOf(RoundEntity.Receipt.class);
    }

    private static void settle(RoundTerms terms, int number) {
        settle(terms, number, Stage.SETTLED);
    }

    private static void settle(RoundTerms terms, int number, Stage until) {
        assertThat(node.untilAnswered(terms, r -> new RoundEntity.Result("r1", new Outcome.Roulette(number), null, r)))
                .isInstanceOf(RoundEntity.Receipt.class);
        awaitStage(terms, until);
    }

    /** By what the round has told its table: to ask the round would start it. */
    private static void awaitStage(RoundTerms terms, Stage stage) {
        await(() -> node.stagesOf(terms).stream().anyMatch(status -> status.stage() == stage));
    }

    /** Its table's answer has reached the round too, and so is not what starts it again. */
    private static void awaitSeen(RoundTerms terms, Stage stage) {
        awaitStage(terms, stage);
        assertThat(node.status(terms.roundId())).isNotNull();
    }

    private static void await(Supplier<Boolean> condition) {
        node.kit.createTestProbe().awaitAssert(LIMIT, Duration.ofMillis(20), () -> {
            assertThat(condition.get()).isTrue();
            return null;
        });
    }

    /** The time of day, and as much later as the tests have said. */
    private static final class JumpingClock extends Clock {
        private volatile Duration ahead = Duration.ZERO;

        void jump(Duration by) {
            ahead = ahead.plus(by);
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("nobody asks for a zone");
        }
    }
}
