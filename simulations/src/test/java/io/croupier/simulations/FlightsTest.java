package io.croupier.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.croupier.simulations.Flights.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** One flight to 2.00 with a bet that was cashed out at 1.50, and in each test something about it that is otherwise. */
class FlightsTest {
    private static final Instant TAKEOFF = Instant.parse("2026-01-01T00:00:00Z");
    private static final String ROUND = "Round|house~r1";
    private static final String BOOK = "Book|house~r1~0";
    private static final long DURATION_MS = HouseRules.flightMs(200);
    private static final BetStory CASHED_OUT = story("b1", 150);

    private final Flights flights = new Flights(List.of("r1"));
    private final Map<String, Long> sequences = new HashMap<>();
    private final List<BetStory> stories = new ArrayList<>(List.of(CASHED_OUT));

    private static BetStory story(String betId, int multiplierX100) {
        var bet = new Placed("ann", betId, "crash-1", "r1", Json.object().put("kind", "crash"), 1_000);
        var told = new Seen.CashedOut(multiplierX100, 10L * multiplierX100);
        return new BetStory(
                bet,
                List.of(
                        new BetStory.Line(TAKEOFF, new Seen.Accepted(1_000, null, null)),
                        new BetStory.Line(TAKEOFF.plusSeconds(7), told)));
    }

    private void event(String entity, String writer, String type, JsonNode fields) {
        long sequence = sequences.merge(entity, 1L, Long::sum);
        flights.take(new StoredEvent(sequence, entity, sequence, writer, type, fields, ""));
    }

    private static ObjectNode at(long msAfterTakeoff) {
        return Json.object().put("at", TAKEOFF.plusMillis(msAfterTakeoff).toEpochMilli());
    }

    private void tookOff(String writer) {
        event(ROUND, writer, "flight-started", at(0));
    }

    private void landed(String writer, long lateMs) {
        event(ROUND, writer, "flight-landing", at(DURATION_MS + lateMs));
        var result = at(DURATION_MS + lateMs);
        result.putObject("outcome").put("game", "crash").put("bustX100", 200);
        event(ROUND, writer, "result-recorded", result);
    }

    private void book(String sealedBy, String landedBy, boolean interrupted, long paidMinor) {
        event(BOOK, sealedBy, "sealed", at(-20));
        event(BOOK, landedBy, "landed", at(DURATION_MS).put("interrupted", interrupted));
        var plan = at(DURATION_MS);
        plan.putArray("lines")
                .addObject()
                .put("playerId", "ann")
                .put("betId", "b1")
                .put("payoutMinor", paidMinor);
        event(BOOK, landedBy, "planned", plan);
    }

    private Flights.Figures figures() {
        return flights.figures(stories, List.of());
    }

    private void complainsOf(String rule) {
        assertThat(flights.differences(stories)).extracting(Difference::rule).containsExactly(rule);
    }

    @Test
    void aFlightThatNothingHappenedTo() {
        tookOff("w1");
        landed("w1", 30);
        book("w2", "w2", false, 1_500);

        assertThat(flights.differences(stories)).isEmpty();
        assertThat(figures())
                .isEqualTo(
                        new Flights.Figures(1, 1, 0, 0, 0, 0, 1, 1, 0, Duration.ofMillis(30), Duration.ofMillis(30)));
    }

    @Test
    void whatIsOfOtherRoundsAndBetsIsPassedOver() {
        tookOff("w1");
        landed("w1", 0);
        book("w2", "w2", false, 1_500);
        event("Round|house~r2", "w1", "flight-started", at(0));
        event("Round|house~r2", "w1", "flight-started", at(0));
        event("Wallet|ann", "w1", "win", Json.object());

        assertThat(flights.differences(stories)).isEmpty();
        assertThat(figures().flights()).isEqualTo(1);
    }

    @Test
    void aRoundThatLandedByAnotherIncarnationWasStartedAgain() {
        tookOff("w1");
        landed("w3", 400);
        book("w2", "w2", false, 1_500);

        assertThat(flights.differences(stories)).isEmpty();
        assertThat(figures().startedAgain()).isEqualTo(1);
        assertThat(figures().cashOutsStartedAgain()).isEqualTo(1);
        assertThat(figures().outOfReach()).isZero();
    }

    @Test
    void aBookThatLandedByAnotherIncarnationWasStartedAgain() {
        tookOff("w1");
        landed("w1", 0);
        book("w2", "w3", true, 1_500);

        assertThat(flights.differences(stories)).isEmpty();
        assertThat(figures().startedAgain()).isEqualTo(1);
        assertThat(figures().outOfReach()).isEqualTo(1);
    }

    @Test
    void aBookThatTookACashOutByAnotherIncarnationWasStartedAgain() {
        tookOff("w1");
        landed("w1", 0);
        event(BOOK, "w2", "sealed", at(-20));
        event(BOOK, "w3", "cashed-out", Json.object());

        assertThat(figures().startedAgain()).isEqualTo(1);
    }

    @Test
    void aFlightIsDisturbedFromTakeoffToLanding() {
        tookOff("w1");
        landed("w1", 0);
        book("w2", "w2", false, 1_500);
        Instant landing = TAKEOFF.plusMillis(DURATION_MS);

        assertThat(disturbed(TAKEOFF.minusSeconds(9), TAKEOFF)).isZero();
        assertThat(disturbed(TAKEOFF.minusSeconds(9), TAKEOFF.plusMillis(1))).isEqualTo(1);
        assertThat(disturbed(landing.minusMillis(1), landing.plusSeconds(9))).isEqualTo(1);
        assertThat(disturbed(landing, landing.plusSeconds(9))).isZero();
    }

    private int disturbed(Instant from, Instant to) {
        return flights.figures(stories, List.of(new Span(from, to))).disturbed();
    }

    @Test
    void aRoundThatWasNowhereWhenTheBurstWasDueIsLate() {
        tookOff("w1");
        landed("w3", 8_000);
        book("w2", "w2", true, 1_500);

        assertThat(flights.differences(stories)).isEmpty();
        assertThat(figures().lateWorst()).isEqualTo(Duration.ofSeconds(8));
    }

    @Test
    void aVoidedFlightNeedNotTakeOffNorLandNorPay() {
        event(ROUND, "w1", "round-voided", at(0));

        assertThat(flights.differences(stories)).isEmpty();
    }

    @Nested
    class Catches {
        @Test
        void twoTakeoffs() {
            tookOff("w1");
            tookOff("w3");
            landed("w3", 0);
            book("w2", "w2", false, 1_500);
            complainsOf("flight did not take off once");
            assertThat(figures().tookOffOnce()).isZero();
        }

        @Test
        void aLandingWithoutATakeoff() {
            landed("w1", 0);
            book("w2", "w2", false, 1_500);
            complainsOf("flight did not take off once");
        }

        @Test
        void aFlightThatNeverLands() {
            tookOff("w1");
            book("w2", "w2", false, 1_500);
            complainsOf("flight did not land once");
        }

        @Test
        void aBurstOneMillisecondTooEarly() {
            tookOff("w1");
            landed("w1", -1);
            book("w2", "w2", false, 1_500);
            complainsOf("flight burst before its time");
            assertThat(figures().early()).isEqualTo(1);
        }

        @Test
        void aClockThatBeganAnewWhileEveryBookHeardOfTheFlight() {
            tookOff("w1");
            landed("w3", 8_000);
            book("w2", "w2", false, 1_500);
            complainsOf("flight's clock began anew");
        }

        @Test
        void aCashOutThatIsPaidAtAnotherMultiplier() {
            tookOff("w1");
            landed("w1", 0);
            book("w2", "w2", false, 1_000);
            complainsOf("cash-out is not paid at its multiplier");
            assertThat(figures().paid()).isZero();
        }

        @Test
        void aCashOutThatIsNotPaid() {
            tookOff("w1");
            landed("w1", 0);
            book("w2", "w2", false, 1_500);
            stories.add(story("b2", 120));
            complainsOf("cash-out is not paid at its multiplier");
        }
    }

    @Test
    void undisturbedIsWhatTookOffAndLandedBeforeOrAfter() {
        assertThat(flights.undisturbed(List.of())).isEmpty();
        tookOff("one");
        landed("one", 0);

        var before = new Span(TAKEOFF.minusSeconds(9), TAKEOFF.minusSeconds(1));
        var within = new Span(TAKEOFF.plusMillis(DURATION_MS / 2), TAKEOFF.plusSeconds(60));
        assertThat(flights.undisturbed(List.of(before))).containsExactly("r1");
        assertThat(flights.undisturbed(List.of(before, within))).isEmpty();
    }

    @Test
    void aFlightMayBeBrokenOffNowAndThenButNotEach() {
        assertThat(Flights.brokenOffForNoReason(List.of("r1", "r2"), 2)).isEmpty();
        assertThat(Flights.brokenOffForNoReason(List.of("r1", "r2", "r3"), 3)).isPresent();
        assertThat(Flights.brokenOffForNoReason(List.of("r1", "r2", "r3"), 4)).isEmpty();
    }
}
