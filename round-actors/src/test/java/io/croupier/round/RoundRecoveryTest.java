package io.croupier.round;

import static io.croupier.round.RoundsInOneNode.roulette;
import static io.croupier.round.RoundsInOneNode.straight;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.persistence.testkit.javadsl.PersistenceTestKit;
import io.croupier.round.domain.RoundStatus.Stage;
import io.croupier.round.domain.RoundTerms;
import io.croupier.round.game.Outcome;
import io.croupier.wallet.WalletEntity;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Actors are stopped at any moment, as by a crash; what was acknowledged must come to its one right end. */
class RoundRecoveryTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private static RoundsInOneNode node;

    @BeforeAll
    static void start() {
        node = new RoundsInOneNode(Clock.systemUTC());
        node.warmUp();
    }

    @AfterAll
    static void stop() {
        node.stop();
    }

    @Test
    void aWalletThatDoesNotAnswerHoldsNoRoundUpAndKeepsItsMoney() {
        RoundTerms terms = node.open(roulette("acme", 1), LONG);
        String ann = node.player(1_000);
        String bob = node.player(1_000);
        PersistenceTestKit.create(node.kit.system()).failNextNPersisted("Wallet|" + ann, 5);
        TestProbe<PlayerNotice> answer = node.probe();
        node.place(terms, ann, "b1", straight(1), 100, answer.getRef());
        node.bet(terms, bob, "b1", straight(1), 100);
        assertThat(node.untilAnswered(terms, r -> new RoundEntity.Close(null, r)))
                .isInstanceOf(RoundEntity.Receipt.class);
        assertThat(node.await(terms, Stage.BETS_CLOSED).bets()).isEqualTo(1);
        assertThat(((PlayerNotice.BetRejected) answer.receiveMessage(Duration.ofSeconds(10))).code())
                .isEqualTo("bet_rolled_back");
        node.result(terms, "r1", 1);
        node.await(terms, Stage.SETTLED);
        assertThat(node.balance(bob)).isEqualTo(4_500);
        assertThat(node.balance(ann)).isEqualTo(1_000);
        assertThat(((PlayerNotice.BetRejected) node.bet(terms, ann, "b1", straight(1), 100)).code())
                .isEqualTo("bet_rolled_back");
    }

    @Test
    void aLateResolveTimeoutForgetsNoRollbackThatIsOwed() {
        RoundTerms terms = node.open(roulette("acme", 1), LONG);
        String ann = node.player(1_000);
        String bob = node.player(1_000);
        var journal = PersistenceTestKit.create(node.kit.system());
        node.bet(terms, bob, "b1", straight(1), 100);
        journal.failNextNPersisted("Wallet|" + ann, 1_000);
        node.place(terms, ann, "b1", straight(1), 100, node.probe().getRef());
        assertThat(node.untilAnswered(terms, r -> new RoundEntity.Close(null, r)))
                .isInstanceOf(RoundEntity.Receipt.class);
        node.await(terms, Stage.BETS_CLOSED);
        node.result(terms, "r1", 1);
        node.kit.<Object>createTestProbe().awaitAssert(Duration.ofSeconds(10), Duration.ofMillis(50), () -> {
            assertThat(node.view(terms, bob, "b1").state()).isEqualTo("won");
            return null;
        });
        node.book(terms, ann).tell(BookEntity.ResolveTimeout.INSTANCE);
        journal.resetPolicy();
        node.await(terms, Stage.SETTLED);
        assertThat(node.balance(ann)).isEqualTo(1_000);
    }

    @Test
    void aBookThatOwesARollbackGoesOnAfterARestartWithoutAResult() {
        RoundTerms terms = node.open(roulette("acme", 1), LONG);
        String ann = node.player(1_000);
        var journal = PersistenceTestKit.create(node.kit.system());
        journal.failNextNPersisted("Wallet|" + ann, 1_000);
        node.place(terms, ann, "b1", straight(1), 100, node.probe().getRef());
        // Without a stored intent the close would make it a late bet, of which nothing is owed.
        node.kit.<Object>createTestProbe().awaitAssert(Duration.ofSeconds(10), Duration.ofMillis(50), () -> {
            assertThat(node.view(terms, ann, "b1").state()).isEqualTo("pending");
            return null;
        });
        assertThat(node.untilAnswered(terms, r -> new RoundEntity.Close(null, r)))
                .isInstanceOf(RoundEntity.Receipt.class);
        node.await(terms, Stage.BETS_CLOSED);
        node.crashBook(terms, ann);
        node.crashRound(terms);
        journal.resetPolicy();
        TestProbe<WalletEntity.TransactionFound> probe = node.kit.createTestProbe(WalletEntity.TransactionFound.class);
        probe.awaitAssert(Duration.ofSeconds(15), Duration.ofMillis(100), () -> {
            // As the table does now and then: what is sent to an entity that is just dying is lost.
            node.sharding.entityRefFor(RoundEntity.KEY, terms.roundId()).tell(new RoundEntity.Wake());
            node.sharding
                    .entityRefFor(WalletEntity.KEY, ann)
                    .tell(new WalletEntity.GetTransaction("bet~b1", probe.getRef()));
            assertThat(probe.receiveMessage(Duration.ofSeconds(1)).transaction())
                    .isPresent();
            return null;
        });
    }

    @Test
    void aVoidThatCrashesIsCarriedToItsEnd() {
        RoundTerms terms = node.open(roulette("acme", 2), LONG);
        String ann = node.player(1_000);
        node.bet(terms, ann, "b1", straight(1), 100);
        node.untilAnswered(terms, r -> new RoundEntity.VoidRound("rain", r));
        node.crashRound(terms);
        node.crashBook(terms, ann);
        node.await(terms, Stage.VOIDED);
        assertThat(node.balance(ann)).isEqualTo(1_000);
    }

    @Test
    void aFinishedRoundIsStillThereAfterItsActorsWentAway() {
        RoundTerms terms = node.open(roulette("acme", 1), LONG);
        String ann = node.player(1_000);
        node.bet(terms, ann, "b1", straight(1), 100);
        node.result(terms, "r1", 1);
        node.await(terms, Stage.SETTLED);
        node.crashRound(terms);
        node.crashBook(terms, ann);
        assertThat(node.await(terms, Stage.SETTLED).paidMinor()).isEqualTo(3_600);
        assertThat(node.untilAnswered(terms, r -> new RoundEntity.Result("r1", new Outcome.Roulette(1), null, r)))
                .isEqualTo(new RoundEntity.Receipt(terms.roundId(), "result", "r1", true));
        assertThat(node.balance(ann)).isEqualTo(4_500);
    }
}
