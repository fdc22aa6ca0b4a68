package io.croupier.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.croupier.simulations.Evidence.BetView;
import io.croupier.simulations.Evidence.Cash;
import io.croupier.simulations.Evidence.Counterpart;
import io.croupier.simulations.Evidence.Movement;
import io.croupier.simulations.Evidence.PlayerView;
import io.croupier.simulations.Evidence.RoundKey;
import io.croupier.simulations.Evidence.RoundView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** An oracle that cannot be made to complain proves nothing: each test plants one fault in a history that is in order. */
class OracleTest {
    private static final String ANN = "ann";
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(3);
    private static final RoundKey WHEEL = new RoundKey("roulette-1", "r1");
    private static final RoundKey FLIGHT = new RoundKey("crash-1", "c1");
    private static final JsonNode RED = Json.object().put("kind", "red");
    private static final JsonNode BLACK = Json.object().put("kind", "black");
    private static final JsonNode CRASH = Json.object().put("kind", "crash");

    /** A casino in which nothing is wrong: one win, one loss, one refusal, a cash-out, a deposit. */
    private static final class Books {
        final List<BetStory> bets = new ArrayList<>();
        final List<Cash> cash = new ArrayList<>(List.of(
                new Cash(ANN, Counterpart.CASHIER, "opening", 10_000),
                new Cash(ANN, Counterpart.CASHIER, "deposit", 500)));
        final List<Movement> movements = new ArrayList<>();
        final List<BetView> views = new ArrayList<>();
        final Map<RoundKey, RoundView> rounds = new HashMap<>();
        final Set<RoundKey> brokenOff = new HashSet<>();
        long balance;
        long resting;
        long strangersInPlay;
        boolean still = true;
        long inPlay;
        long auditedMinor;
        long cashier = -10_500;
        long sum;
        String inconsistencies = "[]";

        Books() {
            rounds.put(WHEEL, new RoundView(false, Json.object().put("number", 1), null));
            rounds.put(FLIGHT, new RoundView(false, Json.object().put("bustX100", 300), null));
            move("t1", "deposit", "", 10_000);
            move("t2", "deposit", "", 500);
            bet("won", WHEEL, RED, 200, "won", 400);
            bet("lost", WHEEL, BLACK, 100, "lost", 0);
            bet("flown", FLIGHT, CRASH, 100, "won", 150, new Seen.CashOutSent(), new Seen.CashedOut(150, 150));
            story("refused", WHEEL, RED, 50, new Seen.Rejected("betting_closed"));
            views.add(new BetView("refused", WHEEL.table(), WHEEL.roundId(), RED, 50, "rejected", 0));
        }

        void story(String betId, RoundKey round, JsonNode selection, long stake, Seen... seen) {
            List<BetStory.Line> lines = new ArrayList<>(List.of(new BetStory.Line(NOW, new Seen.Sent())));
            for (Seen one : seen) {
                lines.add(new BetStory.Line(NOW.plus(BETWEEN_LINES.multipliedBy(lines.size())), one));
            }
            bets.add(new BetStory(new Placed(ANN, betId, round.table(), round.roundId(), selection, stake), lines));
        }

        void bet(
                String betId, RoundKey round, JsonNode selection, long stake, String state, long payout, Seen... more) {
            List<Seen> seen = new ArrayList<>(List.of(new Seen.Accepted(stake, null, null)));
            seen.addAll(List.of(more));
            seen.add(new Seen.Settled(1, payout, state));
            story(betId, round, selection, stake, seen.toArray(Seen[]::new));
            views.add(new BetView(betId, round.table(), round.roundId(), selection, stake, state, payout));
            move("bet-" + betId, "bet", betId, -stake);
            if (payout > 0) {
                move("pay-" + betId, state.equals("won") ? "win" : "refund", betId, payout);
            }
        }

        void move(String id, String kind, String betId, long amount) {
            balance += amount;
            movements.add(new Movement(id, kind, betId, amount, balance));
        }

        /** A bet that was cashed out at this multiplier, nine seconds after it was sent, and paid accordingly. */
        void cashedOut(JsonNode selection, int multiplierX100) {
            drop("flown");
            var told = new Seen.CashedOut(multiplierX100, multiplierX100);
            bet("flown", FLIGHT, selection, 100, "won", multiplierX100, new Seen.CashOutSent(), told);
        }

        void bustX100(int bustX100) {
            rounds.put(FLIGHT, new RoundView(false, Json.object().put("bustX100", bustX100), null));
        }

        void drop(String betId) {
            bets.removeIf(story -> story.placed().betId().equals(betId));
            views.removeIf(view -> view.betId().equals(betId));
            List<Movement> kept =
                    movements.stream().filter(m -> !m.betId().equals(betId)).toList();
            movements.clear();
            balance = 0;
            kept.forEach(m -> move(m.transactionId(), m.kind(), m.betId(), m.amountMinor()));
        }

        List<Difference> judge() {
            return judge(balance);
        }

        List<Difference> judge(@Nullable Long told) {
            return Oracle.judge(evidence(told));
        }

        Evidence evidence(@Nullable Long told) {
            List<Movement> newestFirst = new ArrayList<>(movements);
            Collections.reverse(newestFirst);
            long balanceTold = told == null ? balance : told;
            return new Evidence(
                    bets,
                    cash,
                    Map.of(ANN, new PlayerView(balanceTold, newestFirst, views)),
                    rounds,
                    brokenOff,
                    new Evidence.Others(resting, strangersInPlay, 0L, still),
                    new Evidence.Audit(balanceTold + auditedMinor, inPlay, cashier, sum, inconsistencies));
        }
    }

    private final Books books = new Books();

    private void complainsOf(String rule) {
        assertThat(books.judge()).extracting(Difference::rule).contains(rule);
    }

    @Test
    void isContentWhereNothingIsWrong() {
        assertThat(books.judge()).isEmpty();
    }

    @Nested
    class Catches {
        @Test
        void aPayoutThatWasPaidTwice() {
            books.move("pay-again", "win", "won", 400);
            complainsOf("payout was not paid once");
        }

        @Test
        void aPayoutThatIsMissing() {
            books.drop("won");
            books.story("won", WHEEL, RED, 200, new Seen.Accepted(200, null, null));
            books.views.add(new BetView("won", WHEEL.table(), WHEEL.roundId(), RED, 200, "won", 400));
            books.move("bet-won", "bet", "won", -200);
            complainsOf("payout was not paid once");
            complainsOf("balance is not explained");
        }

        @Test
        void aWrongPayout() {
            books.drop("won");
            books.bet("won", WHEEL, RED, 200, "won", 399);
            complainsOf("wrong end");
        }

        @Test
        void aLoserWhoWasPaid() {
            books.drop("lost");
            books.bet("lost", WHEEL, BLACK, 100, "won", 200);
            complainsOf("wrong end");
        }

        @Test
        void anAcceptedBetThatIsGone() {
            books.views.removeIf(view -> view.betId().equals("won"));
            complainsOf("accepted bet is lost");
        }

        @Test
        void aBetThatIsInTheBooksTwice() {
            books.views.add(books.views.get(0));
            complainsOf("accepted bet is doubled");
        }

        @Test
        void aFreeBet() {
            books.movements.removeIf(movement -> movement.transactionId().equals("bet-lost"));
            complainsOf("stake was not taken once");
        }

        @Test
        void aStakeThatWasTakenTwice() {
            books.move("bet-lost-again", "bet", "lost", -100);
            complainsOf("stake was not taken once");
        }

        @Test
        void aBetThatNeverEnds() {
            books.drop("lost");
            books.bet("lost", WHEEL, BLACK, 100, "accepted", 0);
            complainsOf("wrong end");
        }

        @Test
        void moneyForARejectedBet() {
            books.move("bet-refused", "bet", "refused", -50);
            complainsOf("rejected bet moved money");
        }

        @Test
        void twoAnswersToOneRequest() {
            books.story("two", WHEEL, RED, 10, new Seen.Rejected("betting_closed"), new Seen.Accepted(10, null, null));
            complainsOf("answers differ");
        }

        @Test
        void twoAcceptancesWithDifferentWalletVersions() {
            books.story("two", WHEEL, RED, 10, new Seen.Accepted(10, 5L, 7L), new Seen.Accepted(10, 5L, 8L));
            complainsOf("answers differ");
        }

        @Test
        void aBetWithoutAnAnswer() {
            books.story("silent", WHEEL, RED, 10, new Seen.Undecided("outcome_unknown"));
            complainsOf("bet has no answer");
        }

        @Test
        void aRefusalWithoutAReason() {
            books.story("why", WHEEL, RED, 10, new Seen.Rejected("round_not_found"));
            complainsOf("rejected for no reason");
        }

        @Test
        void aCashOutAtAnotherMultiplier() {
            books.drop("flown");
            books.bet("flown", FLIGHT, CRASH, 100, "won", 140, new Seen.CashOutSent(), new Seen.CashedOut(150, 150));
            complainsOf("wrong end");
        }

        @Test
        void aCashOutFarBeyondTheBurst() {
            books.bustX100(101);
            books.cashedOut(CRASH, 10_000);
            assertThat(books.judge()).hasSize(1).allSatisfy(difference -> {
                assertThat(difference.rule()).isEqualTo("cash-out beyond the flight");
                assertThat(difference.detail()).isEqualTo("10000 in a flight that burst at 101");
                assertThat(difference.story()).anyMatch(line -> line.contains("CashedOut"));
            });
        }

        /** The program ends a flight at the first multiplier that is not below the burst, and takes no cash-out there. */
        @Test
        void aCashOutAtTheBurst() {
            books.bustX100(150);
            complainsOf("cash-out beyond the flight");
        }

        @Test
        void aCashOutInAFlightThatNeverRose() {
            books.bustX100(100);
            books.cashedOut(CRASH, 100);
            complainsOf("cash-out beyond the flight");
        }

        @Test
        void aCashOutBelowTheTakeoff() {
            books.cashedOut(CRASH, 99);
            complainsOf("cash-out beyond the flight");
        }

        @Test
        void aCashOutBeyondTheBetsOwnTarget() {
            books.cashedOut(Json.object().put("kind", "crash").put("autoCashOutX100", 140), 150);
            complainsOf("cash-out beyond the flight");
        }

        @Test
        void aCashOutAtWhatTheFlightReachedOnlyLater() {
            // Nine seconds and two of grace: e^(0.00006 * 11000) = 1.93.
            books.cashedOut(CRASH, 194);
            complainsOf("cash-out beyond the flight");
        }

        @Test
        void aPlayerWhoWasToldAnotherPayout() {
            books.story("told", WHEEL, RED, 10, new Seen.Accepted(10, null, null), new Seen.Settled(1, 30, "won"));
            books.views.add(new BetView("told", WHEEL.table(), WHEEL.roundId(), RED, 10, "won", 20));
            complainsOf("player was told another payout");
        }

        @Test
        void aDepositThatIsBookedAsALossOfTheHouse() {
            books.cashier += 500;
            complainsOf("audit differs from the deposits and withdrawals");
        }

        @Test
        void aDepositThatIsGone() {
            books.cash.add(new Cash(ANN, Counterpart.CASHIER, "deposit", 700));
            complainsOf("acknowledged money is missing");
            complainsOf("balance is not explained");
        }

        @Test
        void aDepositThatCountsTwice() {
            books.move("t2-again", "deposit", "", 500);
            complainsOf("money that nobody moved");
        }

        @Test
        void aTransactionThatIsListedTwice() {
            books.move("t2", "deposit", "", 500);
            complainsOf("transaction is there twice");
        }

        @Test
        void aBetThatNobodyPlaced() {
            books.views.add(new BetView("ghost", WHEEL.table(), WHEEL.roundId(), RED, 1, "lost", 0));
            complainsOf("bet that nobody placed");
        }

        @Test
        void aBalanceThatIsNotTheSumOfTheTransactions() {
            assertThat(books.judge(books.balance + 1))
                    .extracting(Difference::rule)
                    .contains("balance is not explained", "transactions do not add up");
        }

        @Test
        void aLedgerThatDoesNotSumToZero() {
            books.sum = 1;
            complainsOf("ledger does not sum to zero");
        }

        @Test
        void walletsAtRestThatTheAuditDoesNotKnow() {
            books.resting = 1;
            complainsOf("audit differs from the wallets");
        }

        @Test
        void stakesInPlayWithoutAnOpenBet() {
            books.inPlay = 100;
            complainsOf("stakes are in play though every bet has ended");
        }

        @Test
        void whatTheAuditFindsItself() {
            books.inconsistencies = "[\"wallet ann is off\"]";
            complainsOf("audit finds faults itself");
        }

        @Test
        void aRefundOfWhatWasCashedOutInAFlightThatWasBrokenOff() {
            books.brokenOff.add(FLIGHT);
            books.drop("flown");
            books.bet(
                    "flown", FLIGHT, CRASH, 100, "refunded", 100, new Seen.CashOutSent(), new Seen.CashedOut(150, 150));
            complainsOf("wrong end");
        }

        @Test
        void aCashOutAtAnotherMultiplierInAFlightThatWasBrokenOff() {
            books.brokenOff.add(FLIGHT);
            books.drop("flown");
            books.bet("flown", FLIGHT, CRASH, 100, "won", 140, new Seen.CashOutSent(), new Seen.CashedOut(150, 150));
            complainsOf("wrong end");
        }

        @Test
        void aRefundInAFlightThatWasNotBrokenOff() {
            books.bet("back", FLIGHT, CRASH, 100, "refunded", 100);
            complainsOf("wrong end");
        }
    }

    /** In a program that runs for others too. */
    @Nested
    class AmongStrangers {
        @BeforeEach
        void strangersHeldMoneyBefore() {
            books.still = false;
            books.resting = 7_000;
            books.strangersInPlay = 30;
            books.auditedMinor = 7_000;
            books.inPlay = 30;
        }

        private Optional<String> note() {
            return Oracle.note(books.evidence(null));
        }

        @Test
        void whatTheyHeldBeforeIsTheirs() {
            assertThat(books.judge()).isEmpty();
            assertThat(note()).isEmpty();
        }

        @Test
        void whatTheyPlayMeanwhileIsANote() {
            books.auditedMinor -= 20;
            books.inPlay += 15;
            assertThat(books.judge()).isEmpty();
            assertThat(note())
                    .hasValueSatisfying(
                            text -> assertThat(text).contains("by -20 in players' wallets", "by 15 in play"));
        }

        @Test
        void theAuditMustStillBeConsistent() {
            books.sum = 1;
            books.inconsistencies = "[\"wallet ann is off\"]";
            complainsOf("ledger does not sum to zero");
            complainsOf("audit finds faults itself");
        }

        @Test
        void ourOwnWalletsMustStillBeExplained() {
            books.cash.add(new Cash(ANN, Counterpart.CASHIER, "deposit", 700));
            complainsOf("balance is not explained");
        }

        @Test
        void thereIsNoNoteOnAProgramOfOurOwn() {
            books.still = true;
            books.auditedMinor += 1;
            complainsOf("audit differs from the wallets");
            assertThat(note()).isEmpty();
        }
    }

    @Nested
    class Allows {
        @Test
        void aCashOutRightBelowTheBurst() {
            books.bustX100(151);
            assertThat(books.judge()).isEmpty();
        }

        @Test
        void aCashOutAtTheHighestThatTheFlightCanHaveReached() {
            books.cashedOut(CRASH, 193);
            assertThat(books.judge()).isEmpty();
        }

        @Test
        void aCashOutWhileTheNodesClockMayHaveJumped() {
            books.brokenOff.add(FLIGHT);
            books.cashedOut(CRASH, 299);
            assertThat(books.judge()).isEmpty();
        }

        @Test
        void aRefundInAFlightThatAKillBrokeOff() {
            books.brokenOff.add(FLIGHT);
            books.bet("back", FLIGHT, CRASH, 100, "refunded", 100);
            assertThat(books.judge()).isEmpty();
        }

        @Test
        void aVoidedRoundToGiveStakesBack() {
            var round = new RoundKey("provider-roulette-1", "p1");
            books.rounds.put(round, new RoundView(true, null, null));
            books.bet("void", round, RED, 70, "voided", 70);
            assertThat(books.judge()).isEmpty();
        }

        @Test
        void aProviderToPayByList() {
            var round = new RoundKey("provider-roulette-1", "p2");
            books.rounds.put(round, new RoundView(false, null, Map.of(new Placed.Key(ANN, "listed"), 123L)));
            books.bet("listed", round, RED, 70, "won", 123);
            books.bet("unlisted", round, RED, 70, "lost", 0);
            assertThat(books.judge()).isEmpty();
        }
    }
}
