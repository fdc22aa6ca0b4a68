package io.croupier.round;

import static io.croupier.round.RoundsInOneNode.roulette;
import static io.croupier.round.RoundsInOneNode.straight;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.persistence.testkit.javadsl.PersistenceTestKit;
import io.croupier.round.domain.RoundStatus.Stage;
import io.croupier.round.domain.RoundTerms;
import io.croupier.round.game.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A database that fails a write leaves nothing half done. */
class RoundWriteFaultsTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private static RoundsInOneNode node;

    @BeforeAll
    static void start() {
        node = new RoundsInOneNode(Clock.systemUTC(), "croupier.round.book.max-waiters-per-bet = 2");
        node.warmUp();
    }

    @AfterAll
    static void stop() {
        node.stop();
    }

    @Test
    void writesThatFailLeaveNoBetAndNoResultHalfDone() {
        RoundTerms terms = node.open(roulette("acme", 1), LONG);
        String ann = node.player(1_000);
        var journal = PersistenceTestKit.create(node.kit.system());
        String book = "Book|" + BookEntity.id(terms.roundId(), ann, 1);
        String round = "Round|" + terms.roundId();
        journal.failNextNPersisted(book, 1);
        assertThat(node.bet(terms, ann, "intent", straight(1), 100)).isInstanceOf(PlayerNotice.BetAccepted.class);
        assertThat(node.balance(ann)).isEqualTo(900);
        journal.failNextNPersisted(book, 1);
        assertThat(node.bet(terms, ann, "again", straight(2), 100)).isInstanceOf(PlayerNotice.BetAccepted.class);
        journal.failNextNPersisted(round, 1);
        assertThat(node.untilAnswered(terms, r -> new RoundEntity.Close(null, r)))
                .isInstanceOf(RoundEntity.Receipt.class);
        node.await(terms, Stage.BETS_CLOSED);
        journal.failNextNPersisted(round, 1);
        assertThat(node.untilAnswered(terms, r -> new RoundEntity.Result("r1", new Outcome.Roulette(1), null, r)))
                .isInstanceOf(RoundEntity.Receipt.class);
        journal.failNextNPersisted(book, 1);
        node.await(terms, Stage.SETTLED);
        assertThat(node.balance(ann)).isEqualTo(4_400);
    }

    /** While a debit is under way nobody is told that nothing was decided, however often he asks. */
    @Test
    void aBetThatIsSentAgainAndAgainIsNeverRefusedWhileItsDebitIsUnderWay() {
        RoundTerms terms = node.open(roulette("acme", 1), LONG);
        String ann = node.player(1_000);
        assertThat(node.bet(terms, ann, "first", straight(1), 100)).isInstanceOf(PlayerNotice.BetAccepted.class);
        PersistenceTestKit.create(node.kit.system()).failNextNPersisted("Wallet|" + ann, 2);
        List<TestProbe<PlayerNotice>> tries = List.of(node.probe(), node.probe(), node.probe(), node.probe());

        tries.forEach(probe -> node.place(terms, ann, "often", straight(2), 100, probe.getRef()));

        for (TestProbe<PlayerNotice> probe : tries.subList(2, 4)) {
            assertThat(probe.receiveMessage(Duration.ofSeconds(30))).isInstanceOf(PlayerNotice.BetAccepted.class);
        }
        assertThat(node.balance(ann)).isEqualTo(800);
    }
}
