package io.croupier.round;

import static io.croupier.round.RoundsInOneNode.roulette;
import static io.croupier.round.RoundsInOneNode.straight;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.TestProbe;
import io.croupier.round.domain.RoundStatus;
import io.croupier.round.domain.RoundStatus.Stage;
import io.croupier.round.domain.RoundTerms;
import io.croupier.round.game.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RouletteRoundTest {
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
    void aProvidersRoundPaysItsWinnersOnceAndTellsEveryone() {
        RoundTerms terms = node.open(roulette("acme", 4), LONG);
        String ann = node.player(1_000);
        String bob = node.player(1_000);
        assertThat(node.bet(terms, ann, "b1", straight(17), 100)).isInstanceOf(PlayerNotice.BetAccepted.class);
        assertThat(node.bet(terms, ann, "b2", straight(18), 50)).isInstanceOf(PlayerNotice.BetAccepted.class);
        assertThat(node.bet(terms, bob, "b1", straight(17), 10)).isInstanceOf(PlayerNotice.BetAccepted.class);
        assertThat(node.balance(ann)).isEqualTo(850);

        assertThat(node.command(terms.roundId(), r -> new RoundEntity.Close(null, r)))
                .isEqualTo(new RoundEntity.Receipt(terms.roundId(), "close", null, false));
        RoundStatus closed = node.await(terms, Stage.BETS_CLOSED);
        assertThat(closed.bets()).isEqualTo(3);
        assertThat(closed.stakedMinor()).isEqualTo(160);
        assertThat(closed.unsettled()).isEqualTo(3);

        assertThat(node.result(terms, "r1", 17))
                .isEqualTo(new RoundEntity.Receipt(terms.roundId(), "result", "r1", false));
        assertThat(node.result(terms, "r1", 17))
                .isEqualTo(new RoundEntity.Receipt(terms.roundId(), "result", "r1", true));
        RoundStatus settled = node.await(terms, Stage.SETTLED);
        assertThat(settled.paidMinor()).isEqualTo(3_960);
        assertThat(settled.unsettled()).isZero();
        assertThat(node.balance(ann)).isEqualTo(4_450);
        assertThat(node.balance(bob)).isEqualTo(1_350);
        assertThat(node.toldAbout(ann))
                .extracting(n -> ((PlayerNotice.BetSettled) n).state())
                .containsExactlyInAnyOrder("won", "lost");
        assertThat(node.view(terms, bob, "b1").state()).isEqualTo("won");
    }

    @Test
    void aHouseRoundClosesAtItsDeadlineAndAsksItsTableForTheOutcome() {
        String ann = node.player(1_000);
        RoundTerms terms = node.open(roulette("house", 2), Duration.ofSeconds(4));
        node.outcomes.put(terms.roundId(), new Outcome.Roulette(3));
        assertThat(node.bet(terms, ann, "b1", straight(3), 100)).isInstanceOf(PlayerNotice.BetAccepted.class);
        RoundStatus settled = node.await(terms, Stage.SETTLED);
        assertThat(settled.outcome()).isEqualTo(new Outcome.Roulette(3));
        assertThat(settled.proof()).isNotNull();
        assertThat(node.balance(ann)).isEqualTo(4_500);
        assertThat(node.stagesOf(terms).stream().map(RoundStatus::stage).distinct())
                .containsSubsequence(Stage.BETS_OPEN, Stage.RESULT, Stage.SETTLED);
    }

    @Test
    void theSameBetTwentyTimesInParallelIsOneBetAndOneAnswer() {
        RoundTerms terms = node.open(roulette("acme", 1), LONG);
        String ann = node.player(1_000);
        TestProbe<PlayerNotice> probe = node.probe();
        for (int i = 0; i < 20; i++) {
            node.place(terms, ann, "same", straight(1), 100, probe.getRef());
        }
        Set<PlayerNotice> answers = new HashSet<>(probe.receiveSeveralMessages(20, Duration.ofSeconds(10)));
        assertThat(answers).hasSize(1).allMatch(PlayerNotice.BetAccepted.class::isInstance);
        assertThat(node.balance(ann)).isEqualTo(900);
        node.crashBook(terms, ann);
        assertThat(node.bet(terms, ann, "same", straight(1), 100)).isIn(answers);
        assertThat(node.result(terms, "r1", 2)).isInstanceOf(RoundEntity.Receipt.class);
        node.await(terms, Stage.SETTLED);
        assertThat(node.bet(terms, ann, "same", straight(1), 100)).isIn(answers);
        assertThat(node.bet(terms, ann, "same", straight(1), 101))
                .isInstanceOfSatisfying(PlayerNotice.BetRejected.class, conflict -> {
                    assertThat(conflict.code()).isEqualTo("transaction_conflict");
                    assertThat(conflict.originalRoundId()).isEqualTo(terms.roundId());
                });
    }

    @Test
    void aBetIdOfAnotherRoundIsAConflictThatNamesThatRound() {
        RoundTerms first = node.open(roulette("acme", 1), LONG);
        RoundTerms second = node.open(roulette("acme", 1), LONG);
        String ann = node.player(1_000);
        node.bet(first, ann, "b1", straight(1), 100);
        assertThat(node.bet(second, ann, "b1", straight(1), 100))
                .isInstanceOfSatisfying(PlayerNotice.BetRejected.class, conflict -> {
                    assertThat(conflict.code()).isEqualTo("transaction_conflict");
                    assertThat(conflict.retryable()).isFalse();
                    assertThat(conflict.originalRoundId()).isEqualTo(first.roundId());
                });
        assertThat(node.balance(ann)).isEqualTo(900);
    }

    @Test
    void lateAndOversizedBetsAreRefusedForGood() {
        RoundTerms terms = node.open(roulette("acme", 1), LONG);
        String ann = node.player(10_000_000);
        assertThat(rejection(node.bet(terms, ann, "big", straight(1), 100_001))).isEqualTo("stake_limit");
        assertThat(rejection(node.bet(terms, ann, "big", straight(1), 100_001))).isEqualTo("stake_limit");
        assertThat(rejection(node.bet(terms, ann, "big", straight(1), 100))).isEqualTo("transaction_conflict");
        node.bet(terms, ann, "b1", straight(1), 100);
        node.command(terms.roundId(), r -> new RoundEntity.Close(null, r));
        node.await(terms, Stage.BETS_CLOSED);
        assertThat(rejection(node.bet(terms, ann, "late", straight(1), 100))).isEqualTo("betting_closed");
        assertThat(rejection(node.bet(terms, ann, "late", straight(1), 100))).isEqualTo("betting_closed");
        assertThat(node.balance(ann)).isEqualTo(9_999_900);
    }

    @Test
    void aBetOnARoundThatDoesNotExistIsNotFound() {
        var terms = new RoundTerms("acme~none", roulette("acme", 1), Instant.now());
        String ann = node.player(100);
        assertThat(rejection(node.bet(terms, ann, "b1", straight(1), 100))).isEqualTo("round_not_found");
    }

    @Test
    void aVoidedRoundGivesEveryStakeBack() {
        RoundTerms terms = node.open(roulette("acme", 2), LONG);
        String ann = node.player(1_000);
        node.bet(terms, ann, "b1", straight(1), 100);
        assertThat(node.command(terms.roundId(), r -> new RoundEntity.VoidRound("wheel broken", r)))
                .isEqualTo(new RoundEntity.Receipt(terms.roundId(), "void", null, false));
        assertThat(node.command(terms.roundId(), r -> new RoundEntity.VoidRound("wheel broken", r)))
                .isEqualTo(new RoundEntity.Receipt(terms.roundId(), "void", null, true));
        assertThat(node.await(terms, Stage.VOIDED).paidMinor()).isEqualTo(100);
        assertThat(node.balance(ann)).isEqualTo(1_000);
        assertThat(node.view(terms, ann, "b1").state()).isEqualTo("voided");
        assertThat(rejection(node.bet(terms, ann, "b2", straight(1), 100))).isEqualTo("round_voided");
        assertThat(((RoundEntity.Refused) node.result(terms, "r1", 1)).code()).isEqualTo("round_voided");
    }

    @Test
    void payoutsMustNameKnownBets() {
        RoundTerms terms = node.open(roulette("acme", 4), LONG);
        String ann = node.player(1_000);
        node.bet(terms, ann, "b1", straight(1), 100);
        node.bet(terms, ann, "b2", straight(1), 100);
        assertThat(payouts(terms, "r1", new BookEntity.Payout(ann, "b3", 5)))
                .isInstanceOfSatisfying(
                        RoundEntity.Refused.class, r -> assertThat(r.code()).isEqualTo("bet_not_found"));
        assertThat(payouts(terms, "r1", new BookEntity.Payout("nobody", "b1", 5)))
                .isInstanceOfSatisfying(
                        RoundEntity.Refused.class, r -> assertThat(r.code()).isEqualTo("bet_not_found"));
        assertThat(payouts(terms, "r1", new BookEntity.Payout(ann, "b1", 777)))
                .isEqualTo(new RoundEntity.Receipt(terms.roundId(), "result", "r1", false));
        node.await(terms, Stage.SETTLED);
        assertThat(node.balance(ann)).isEqualTo(1_577);
        assertThat(((RoundEntity.Refused) payouts(terms, "r1", new BookEntity.Payout(ann, "b1", 778))).code())
                .isEqualTo("transaction_conflict");
        assertThat(((RoundEntity.Refused) payouts(terms, "r2", new BookEntity.Payout(ann, "b1", 777))).code())
                .isEqualTo("result_superseded");
    }

    private static RoundEntity.Reply payouts(RoundTerms terms, String resultId, BookEntity.Payout payout) {
        return node.command(terms.roundId(), r -> new RoundEntity.Result(resultId, null, List.of(payout), r));
    }

    private static String rejection(PlayerNotice notice) {
        assertThat(notice).isInstanceOf(PlayerNotice.BetRejected.class);
        return ((PlayerNotice.BetRejected) notice).code();
    }
}
