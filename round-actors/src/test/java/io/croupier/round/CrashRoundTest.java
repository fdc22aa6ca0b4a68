package io.croupier.round;

import static io.croupier.round.RoundsInOneNode.crash;
import static org.assertj.core.api.Assertions.assertThat;

import akka.persistence.testkit.javadsl.PersistenceTestKit;
import io.croupier.round.domain.RoundStatus.Stage;
import io.croupier.round.domain.RoundTerms;
import io.croupier.round.game.Crash;
import io.croupier.round.game.Outcome;
import io.croupier.round.game.Selection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CrashRoundTest {
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
    void aCashOutPaysTheLastTickAnAutomaticOneItsTargetAndTheOthersLose() {
        RoundTerms terms = opened(150);
        String ann = node.player(10_000);
        bet(terms, ann, "by-hand", null);
        bet(terms, ann, "reached", 105);
        bet(terms, ann, "missed", 151);
        bet(terms, ann, "never", null);
        assertThat(node.cashOut(terms, ann, "by-hand"))
                .isInstanceOfSatisfying(PlayerNotice.CashOutRejected.class, early -> {
                    assertThat(early.code()).isEqualTo("not_in_flight");
                    assertThat(early.retryable()).isTrue();
                });
        takeOff(terms);
        PlayerNotice.CashedOut cashedOut = cashOutInFlight(terms, ann, "by-hand");
        assertThat(cashedOut.multiplierX100()).isBetween(100, 149);
        assertThat(cashedOut.payoutMinor()).isEqualTo(Crash.payoutMinor(1_000, cashedOut.multiplierX100()));
        assertThat(node.cashOut(terms, ann, "by-hand")).isEqualTo(cashedOut);

        node.await(terms, Stage.SETTLED);
        assertThat(node.view(terms, ann, "by-hand").payoutMinor()).isEqualTo(cashedOut.payoutMinor());
        assertThat(node.view(terms, ann, "reached").payoutMinor()).isEqualTo(1_050);
        assertThat(node.view(terms, ann, "missed").state()).isEqualTo("lost");
        assertThat(node.view(terms, ann, "never").state()).isEqualTo("lost");
        assertThat(node.balance(ann)).isEqualTo(6_000 + 1_050 + cashedOut.payoutMinor());
        assertThat(node.toldAbout(ann))
                .filteredOn(PlayerNotice.CashedOut.class::isInstance)
                .extracting(PlayerNotice::betId)
                .containsExactly("reached");
        assertThat(node.cashOut(terms, ann, "by-hand")).isEqualTo(cashedOut);
        assertThat(node.cashOut(terms, ann, "never"))
                .isInstanceOfSatisfying(
                        PlayerNotice.CashOutRejected.class,
                        late -> assertThat(late.code()).isEqualTo("already_landed"));
        assertThat(node.cashOut(terms, ann, "unknown"))
                .isInstanceOfSatisfying(
                        PlayerNotice.CashOutRejected.class,
                        unknown -> assertThat(unknown.code()).isEqualTo("bet_not_found"));
    }

    @Test
    void aBurstAtOnceLetsNobodyCashOut() {
        RoundTerms terms = opened(100);
        String ann = node.player(1_000);
        bet(terms, ann, "b1", 101);
        takeOff(terms);
        node.await(terms, Stage.SETTLED);
        assertThat(node.balance(ann)).isZero();
    }

    @Test
    void aBookThatMissedSomeOfTheFlightPaysWhatIsSureAndRefundsTheRest() {
        RoundTerms terms = opened(140);
        String ann = node.player(10_000);
        bet(terms, ann, "by-hand", null);
        bet(terms, ann, "reached", 135);
        bet(terms, ann, "missed", 150);
        bet(terms, ann, "open", null);
        takeOff(terms);
        PlayerNotice.CashedOut cashedOut = cashOutInFlight(terms, ann, "by-hand");
        awaitMultiplier(terms, 122);
        node.crashBook(terms, ann);

        node.await(terms, Stage.SETTLED);
        assertThat(node.view(terms, ann, "by-hand").payoutMinor()).isEqualTo(cashedOut.payoutMinor());
        assertThat(node.view(terms, ann, "reached").payoutMinor()).isEqualTo(1_350);
        assertThat(node.view(terms, ann, "missed").state()).isEqualTo("refunded");
        assertThat(node.view(terms, ann, "open").state()).isEqualTo("refunded");
        assertThat(node.balance(ann)).isEqualTo(6_000 + cashedOut.payoutMinor() + 1_350 + 2_000);
    }

    @Test
    void aRoundThatCrashesInFlightGoesOnByTheWallClock() {
        RoundTerms terms = opened(1_000_000);
        String ann = node.player(10_000);
        bet(terms, ann, "by-hand", null);
        takeOff(terms);
        Instant takeoff = awaitMultiplier(terms, 115);

        // A book keeps the highest multiplier that it has heard of: only a new one shows how far the round is now.
        node.crashRoundAndBook(terms, ann);

        assertThat(node.await(terms, Stage.IN_FLIGHT).flightStartedAt()).isEqualTo(takeoff);
        assertThat(cashOutInFlight(terms, ann, "by-hand").multiplierX100()).isGreaterThanOrEqualTo(115);
        node.command(terms.roundId(), r -> new RoundEntity.VoidRound("landed", r));
        node.await(terms, Stage.VOIDED);
    }

    @Test
    void aRoundThatCrashesInFlightLandsAtItsBurst() {
        RoundTerms terms = opened(125);
        String ann = node.player(10_000);
        bet(terms, ann, "reached", 120);
        takeOff(terms);
        node.await(terms, Stage.IN_FLIGHT);
        node.crashRound(terms);
        var settled = node.await(terms, Stage.SETTLED);
        assertThat(settled.outcome()).isEqualTo(new Outcome.Crash(125));
        assertThat(node.balance(ann)).isEqualTo(10_200);
    }

    /** Whoever misses a tick knows of the burst before the books are told. */
    @Test
    void nobodyCashesOutBetweenTheBurstAndItsBeingWritten() {
        RoundTerms terms = opened(120);
        String ann = node.player(10_000);
        bet(terms, ann, "in-time", null);
        bet(terms, ann, "late", null);
        takeOff(terms);
        cashOutInFlight(terms, ann, "in-time");
        // The round starts again after each, and waits longer every time.
        PersistenceTestKit.create(node.kit.system()).failNextNPersisted("Round|" + terms.roundId(), 3);
        awaitMultiplier(terms, 121);

        assertThat(node.cashOut(terms, ann, "late"))
                .isInstanceOfSatisfying(PlayerNotice.CashOutRejected.class, late -> {
                    assertThat(late.code()).isEqualTo("already_landed");
                    assertThat(late.retryable()).isFalse();
                });
        node.await(terms, Stage.SETTLED);
    }

    @Test
    void aRoundVoidedInFlightGivesEveryStakeBack() {
        RoundTerms terms = opened(1_000_000);
        String ann = node.player(10_000);
        bet(terms, ann, "by-hand", null);
        bet(terms, ann, "open", null);
        takeOff(terms);
        cashOutInFlight(terms, ann, "by-hand");
        node.command(terms.roundId(), r -> new RoundEntity.VoidRound("fog", r));
        node.await(terms, Stage.VOIDED);
        assertThat(node.balance(ann)).isEqualTo(10_000);
    }

    private static RoundTerms opened(int bustX100) {
        RoundTerms terms = node.open(crash(), LONG);
        node.outcomes.put(terms.roundId(), new Outcome.Crash(bustX100));
        return terms;
    }

    private static void bet(RoundTerms terms, String playerId, String betId, @Nullable Integer target) {
        assertThat(node.bet(terms, playerId, betId, new Selection.Crash(target), 1_000))
                .isInstanceOf(PlayerNotice.BetAccepted.class);
    }

    private static void takeOff(RoundTerms terms) {
        assertThat(node.command(terms.roundId(), r -> new RoundEntity.Close(null, r)))
                .isInstanceOf(RoundEntity.Receipt.class);
    }

    private static PlayerNotice.CashedOut cashOutInFlight(RoundTerms terms, String playerId, String betId) {
        return node.kit
                .<PlayerNotice.CashedOut>createTestProbe()
                .awaitAssert(Duration.ofSeconds(10), Duration.ofMillis(20), () -> {
                    PlayerNotice answer = node.cashOut(terms, playerId, betId);
                    assertThat(answer).isInstanceOf(PlayerNotice.CashedOut.class);
                    return (PlayerNotice.CashedOut) answer;
                });
    }

    /** Answers when the flight took off. */
    private static Instant awaitMultiplier(RoundTerms terms, int multiplierX100) {
        Instant takeoff = node.await(terms, Stage.IN_FLIGHT).flightStartedAt();
        assertThat(takeoff).isNotNull();
        node.kit.createTestProbe().awaitAssert(Duration.ofSeconds(15), Duration.ofMillis(50), () -> {
            long elapsed = Duration.between(takeoff, Instant.now()).toMillis();
            assertThat(Crash.multiplierX100At(elapsed)).isGreaterThanOrEqualTo(multiplierX100);
            return true;
        });
        return takeoff;
    }
}
