package io.croupier.round;

import static io.croupier.round.RoundsInOneNode.roulette;
import static io.croupier.round.RoundsInOneNode.straight;
import static org.assertj.core.api.Assertions.assertThat;

import akka.persistence.testkit.javadsl.PersistenceTestKit;
import io.croupier.round.domain.PlanEffect;
import io.croupier.round.domain.RoundStatus;
import io.croupier.round.domain.RoundStatus.Stage;
import io.croupier.round.domain.RoundTerms;
import io.croupier.round.game.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rounds that are settled again, or voided, after they were settled: each bet's difference moves once, whatever crashes. */
class RoundCorrectionsTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int PLAYERS = 5;
    private static final int BETS = 4;

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

    private static RoundEntity.Correct correct(
            String resultId, String replaces, int number, akka.actor.typed.ActorRef<RoundEntity.Reply> replyTo) {
        return new RoundEntity.Correct(resultId, replaces, new Outcome.Roulette(number), null, replyTo);
    }

    private static RoundEntity.Reply correct(RoundTerms terms, String resultId, String replaces, int number) {
        return node.untilAnswered(terms, r -> correct(resultId, replaces, number, r));
    }

    private static RoundStatus awaitVersion(RoundTerms terms, Stage stage, int version) {
        return node.kit
                .<RoundStatus>createTestProbe()
                .awaitAssert(Duration.ofSeconds(20), Duration.ofMillis(50), () -> {
                    RoundStatus status = node.status(terms.roundId());
                    assertThat(status).isNotNull();
                    assertThat(status.resultVersion()).isEqualTo(version);
                    assertThat(status.stage()).isEqualTo(stage);
                    return status;
                });
    }

    private static String code(RoundEntity.Reply reply) {
        return reply instanceof RoundEntity.Refused refused ? refused.code() : reply.toString();
    }

    @Test
    void aCorrectionMovesTheDifferencesAndTellsThosePlayersWhoseBetsChanged() {
        RoundTerms terms = node.open(roulette("acme", 2), LONG);
        String ann = node.player(1_000);
        String bob = node.player(1_000);
        String eve = node.player(1_000);
        node.bet(terms, ann, "b1", straight(7), 100);
        node.bet(terms, bob, "b1", straight(8), 100);
        node.bet(terms, eve, "b1", straight(9), 100);
        node.result(terms, "r1", 7);
        awaitVersion(terms, Stage.SETTLED, 1);
        assertThat(correct(terms, "r2", "r1", 8))
                .isEqualTo(new RoundEntity.Receipt(terms.roundId(), "correction", "r2", false));
        assertThat(awaitVersion(terms, Stage.SETTLED, 2).paidMinor()).isEqualTo(3_600);
        assertThat(List.of(node.balance(ann), node.balance(bob), node.balance(eve)))
                .containsExactly(900L, 4_500L, 900L);
        assertThat(node.view(terms, ann, "b1")).matches(bet -> bet.state().equals("lost") && bet.resultVersion() == 2);
        assertThat(toldVersions(ann)).containsExactly(1, 2);
        assertThat(toldVersions(bob)).containsExactly(1, 2);
        assertThat(toldVersions(eve)).containsExactly(1);
        assertThat(correct(terms, "r2", "r1", 8))
                .isEqualTo(new RoundEntity.Receipt(terms.roundId(), "correction", "r2", true));
        assertThat(node.result(terms, "r1", 7))
                .isEqualTo(new RoundEntity.Receipt(terms.roundId(), "result", "r1", true));
        assertThat(code(correct(terms, "r3", "r1", 9))).isEqualTo("result_superseded");
        assertThat(correct(terms, "r3", "r2", 7)).isInstanceOf(RoundEntity.Receipt.class);
        awaitVersion(terms, Stage.SETTLED, 3);
        assertThat(List.of(node.balance(ann), node.balance(bob), node.balance(eve)))
                .containsExactly(4_500L, 900L, 900L);
        assertThat(node.untilAnswered(terms, r -> new RoundEntity.VoidRound("rain", r)))
                .isInstanceOf(RoundEntity.Receipt.class);
        awaitVersion(terms, Stage.VOIDED, 4);
        assertThat(List.of(node.balance(ann), node.balance(bob), node.balance(eve)))
                .containsExactly(1_000L, 1_000L, 1_000L);
        assertThat(toldVersions(eve)).containsExactly(1, 4);
        assertThat(node.stagesOf(terms))
                .extracting(status -> status.stage() + " " + status.resultVersion())
                .containsSubsequence(
                        "SETTLED 1", "RESULT 2", "SETTLED 2", "RESULT 3", "SETTLED 3", "VOIDING 4", "VOIDED 4");
    }

    private static List<Integer> toldVersions(String playerId) {
        return node.toldAbout(playerId).stream()
                .filter(notice -> notice instanceof PlayerNotice.BetSettled)
                .map(notice -> ((PlayerNotice.BetSettled) notice).resultVersion())
                .toList();
    }

    @Test
    void aCorrectionThatComesWhileTheRoundIsSettledWaitsItsTurn() {
        RoundTerms terms = node.open(roulette("acme", 1), LONG);
        String ann = node.player(1_000);
        node.bet(terms, ann, "b1", straight(7), 100);
        var journal = PersistenceTestKit.create(node.kit.system());
        journal.failNextNPersisted("Wallet|" + ann, 2);
        node.result(terms, "r1", 7);
        assertThat(correct(terms, "r2", "r1", 8)).isInstanceOf(RoundEntity.Receipt.class);
        awaitVersion(terms, Stage.SETTLED, 2);
        assertThat(node.balance(ann)).isEqualTo(900);
    }

    @Test
    void payoutsAreCheckedByTheBooksBeforeACorrectionIsTaken() {
        RoundTerms terms = node.open(roulette("acme", 2), LONG);
        String ann = node.player(1_000);
        node.bet(terms, ann, "b1", straight(7), 100);
        node.result(terms, "r1", 7);
        awaitVersion(terms, Stage.SETTLED, 1);
        var unknown = List.of(new BookEntity.Payout(ann, "b1", 5), new BookEntity.Payout(ann, "b2", 5));
        assertThat(code(node.command(terms.roundId(), r -> new RoundEntity.Correct("r2", "r1", null, unknown, r))))
                .isEqualTo("bet_not_found");
        assertThat(code(node.command(
                        terms.roundId(), r -> new RoundEntity.PreviewCorrection("r2", "r1", null, unknown, r))))
                .isEqualTo("bet_not_found");
        var known = List.of(new BookEntity.Payout(ann, "b1", 5));
        assertThat(node.untilAnswered(terms, r -> new RoundEntity.Correct("r2", "r1", null, known, r)))
                .isInstanceOf(RoundEntity.Receipt.class);
        assertThat(awaitVersion(terms, Stage.SETTLED, 2).paidMinor()).isEqualTo(5);
        assertThat(node.balance(ann)).isEqualTo(905);
    }

    @Test
    void aDryRunSaysWhatWouldMoveAndMovesNothing() {
        RoundTerms terms = node.open(roulette("acme", 2), LONG);
        String ann = node.player(1_000);
        String bob = node.player(1_000);
        node.bet(terms, ann, "b1", straight(7), 100);
        node.bet(terms, bob, "b1", straight(8), 50);
        assertThat(node.command(terms.roundId(), r -> new RoundEntity.PreviewVoid("rain", r)))
                .isEqualTo(new RoundEntity.Previewed(new PlanEffect(2, 150, 0)));
        node.result(terms, "r1", 7);
        awaitVersion(terms, Stage.SETTLED, 1);
        for (int i = 0; i < 2; i++) {
            assertThat(previewed(terms, "r1", 8)).isEqualTo(new RoundEntity.Previewed(new PlanEffect(2, 1_800, 3_600)));
        }
        assertThat(node.command(terms.roundId(), r -> new RoundEntity.PreviewVoid("rain", r)))
                .isEqualTo(new RoundEntity.Previewed(new PlanEffect(2, 50, 3_500)));
        assertThat(code(previewed(terms, "r0", 8))).isEqualTo("result_superseded");
        assertThat(node.status(terms.roundId()))
                .extracting(RoundStatus::resultVersion)
                .isEqualTo(1);
        assertThat(node.balance(ann)).isEqualTo(4_500);
        node.untilAnswered(terms, r -> new RoundEntity.VoidRound("rain", r));
        awaitVersion(terms, Stage.VOIDED, 2);
        assertThat(node.command(terms.roundId(), r -> new RoundEntity.PreviewVoid("rain", r)))
                .isEqualTo(new RoundEntity.Previewed(PlanEffect.NONE));
        assertThat(code(previewed(terms, "r1", 8))).isEqualTo("round_voided");
    }

    private static RoundEntity.Reply previewed(RoundTerms terms, String replaces, int number) {
        return node.command(
                terms.roundId(),
                r -> new RoundEntity.PreviewCorrection("r2", replaces, new Outcome.Roulette(number), null, r));
    }

    @Test
    void noReceiptIsGivenAndNoMoneyMovesBeforeTheTableKnows() {
        RoundTerms terms = node.open(roulette("acme", 1), LONG);
        String ann = node.player(1_000);
        node.bet(terms, ann, "b1", straight(7), 100);
        node.result(terms, "r1", 7);
        awaitVersion(terms, Stage.SETTLED, 1);
        node.deafTables.add(terms.roundId());
        var caller = node.kit.createTestProbe(RoundEntity.Reply.class);
        node.round(terms.roundId()).tell(correct("r2", "r1", 8, caller.getRef()));
        node.kit.<Object>createTestProbe().awaitAssert(Duration.ofSeconds(10), Duration.ofMillis(50), () -> {
            assertThat(node.status(terms.roundId()))
                    .extracting(RoundStatus::stage, RoundStatus::unsettled)
                    .containsExactly(Stage.RESULT, 1L);
            return null;
        });
        assertThat(node.balance(ann)).isEqualTo(4_500);
        caller.expectNoMessage(Duration.ofMillis(300));
        node.deafTables.remove(terms.roundId());
        assertThat(caller.receiveMessage(Duration.ofSeconds(10))).isInstanceOf(RoundEntity.Receipt.class);
        awaitVersion(terms, Stage.SETTLED, 2);
        assertThat(node.balance(ann)).isEqualTo(900);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void crashesInEveryStageMoveEachDifferenceOnce(long seed) {
        var random = new Random(seed);
        RoundTerms terms = node.open(roulette("acme", 2), LONG);
        List<String> players = new ArrayList<>();
        for (int p = 0; p < PLAYERS; p++) {
            String player = node.player(10_000);
            players.add(player);
            for (int b = 0; b < BETS; b++) {
                node.bet(terms, player, "b" + b, straight(b), 100);
            }
        }
        assertThat(node.untilAnswered(terms, r -> new RoundEntity.Result("r1", new Outcome.Roulette(3), null, r)))
                .isInstanceOf(RoundEntity.Receipt.class);
        int version = 1;
        for (int number : new int[] {2, 36, 3}) {
            crashSomething(random, terms, players);
            String replaces = "r" + version;
            String resultId = "r" + ++version;
            assertThat(correct(terms, resultId, replaces, number))
                    .as("seed=%d", seed)
                    .isInstanceOf(RoundEntity.Receipt.class);
            crashSomething(random, terms, players);
            crashSomething(random, terms, players);
            awaitVersion(terms, Stage.SETTLED, version);
            long expected = 10_000L - BETS * 100L + (number < BETS ? 3_600L : 0L);
            for (String player : players) {
                assertThat(node.balance(player))
                        .as("seed=%d version=%d", seed, version)
                        .isEqualTo(expected);
            }
        }
        assertThat(node.untilAnswered(terms, r -> new RoundEntity.VoidRound("rain", r)))
                .isInstanceOf(RoundEntity.Receipt.class);
        crashSomething(random, terms, players);
        crashSomething(random, terms, players);
        awaitVersion(terms, Stage.VOIDED, version + 1);
        for (String player : players) {
            assertThat(node.balance(player)).as("seed=%d", seed).isEqualTo(10_000);
        }
    }

    private static void crashSomething(Random random, RoundTerms terms, List<String> players) {
        String player = players.get(random.nextInt(players.size()));
        switch (random.nextInt(4)) {
            case 0 -> node.crashRound(terms);
            case 1 -> node.crash("Wallet", player);
            default -> node.crashBook(terms, player);
        }
    }
}
