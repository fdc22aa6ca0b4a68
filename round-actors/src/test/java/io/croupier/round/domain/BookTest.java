package io.croupier.round.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.round.game.Games;
import io.croupier.round.game.Outcome;
import io.croupier.round.game.Selection;
import io.croupier.wallet.domain.Split;
import io.croupier.wallet.domain.Transaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BookTest {
    private static final Instant OPENED = Instant.parse("2026-11-01T12:00:00Z");
    private static final Instant DEADLINE = OPENED.plusSeconds(10);
    private static final RoundTerms ROULETTE = terms("roulette");
    private static final RoundTerms CRASH = terms("crash");
    private static final Selection EIGHT = new Selection.Roulette("straight", List.of(8));
    private static final Selection SEVEN = new Selection.Roulette("straight", List.of(7));

    private static RoundTerms terms(String game) {
        return new RoundTerms("acme~r1", new TableTerms("t1", "acme", game, "EUR", 4, 10, 1_000, 0, 0), DEADLINE);
    }

    private static BetRequest request(String betId, Selection selection, long stakeMinor) {
        return new BetRequest(new BetKey("ann", betId), "t1", "acme~r1", selection, stakeMinor, "EUR");
    }

    private static Book open(RoundTerms terms) {
        return Book.EMPTY.apply(new BookEvent.BookOpened(terms, OPENED));
    }

    private static Book accepted(Book book, String betId, Selection selection, long stakeMinor, Instant at) {
        return book.apply(new BookEvent.IntentsRecorded(
                        List.of(new BookEvent.Intent("ann", betId, selection, stakeMinor, at))))
                .apply(decided(betId, true, stakeMinor));
    }

    private static BookEvent decided(String betId, boolean accepted, long stakeMinor) {
        return new BookEvent.BetsDecided(
                List.of(new BookEvent.Decision(
                        "ann", betId, accepted, accepted ? stakeMinor : 0, 0, 5_000, 3, null, null, false, null)),
                OPENED);
    }

    private static Book sealed(Book book) {
        return book.apply(new BookEvent.BookSealed(DEADLINE));
    }

    private static Bet bet(Book book, String betId) {
        return book.bet(new BetKey("ann", betId));
    }

    private static String refusal(BetVerdict verdict) {
        return verdict instanceof BetVerdict.Refuse refuse ? refuse.code() : verdict.toString();
    }

    @Nested
    class WhenOpen {
        private final Book book = open(ROULETTE);

        private BetVerdict decide(BetRequest request, Instant at) {
            return book.decide(request, at, 100, null);
        }

        @Test
        void takesABetUntilTheInstantBeforeTheDeadline() {
            assertThat(decide(request("b1", SEVEN, 10), DEADLINE.minusMillis(1)))
                    .isInstanceOf(BetVerdict.Take.class);
            assertThat(refusal(decide(request("b1", SEVEN, 10), DEADLINE))).isEqualTo("betting_closed");
        }

        @Test
        void keepsToTheTablesLimits() {
            assertThat(refusal(decide(request("b1", SEVEN, 9), OPENED))).isEqualTo("stake_limit");
            assertThat(refusal(decide(request("b1", SEVEN, 1_001), OPENED))).isEqualTo("stake_limit");
            assertThat(decide(request("b1", SEVEN, 1_000), OPENED)).isInstanceOf(BetVerdict.Take.class);
        }

        @Test
        void anAmountThatNoWalletCouldStoreIsTurnedAway() {
            assertThat(decide(request("b1", SEVEN, -1), OPENED))
                    .isEqualTo(new BetVerdict.TurnAway("stake_limit", false));
            assertThat(decide(request("b1", SEVEN, Long.MAX_VALUE), OPENED))
                    .isEqualTo(new BetVerdict.TurnAway("stake_limit", false));
        }

        @Test
        void refusesASelectionOfAnotherGameAndAnotherCurrency() {
            assertThat(refusal(decide(request("b1", new Selection.Crash(null), 10), OPENED)))
                    .isEqualTo("invalid_selection");
            var dollars = new BetRequest(new BetKey("ann", "b1"), "t1", "acme~r1", SEVEN, 10, "USD");
            assertThat(refusal(decide(dollars, OPENED))).isEqualTo("wrong_currency");
        }

        @Test
        void turnsABetForAnotherTableAway() {
            var elsewhere = new BetRequest(new BetKey("ann", "b1"), "t2", "acme~r1", SEVEN, 10, "EUR");
            assertThat(decide(elsewhere, OPENED)).isEqualTo(new BetVerdict.TurnAway("round_not_found", false));
        }

        @Test
        void aFullBookAsksToTryAgain() {
            Book full = accepted(book, "b1", SEVEN, 10, OPENED);
            assertThat(full.decide(request("b2", SEVEN, 10), OPENED, 1, null))
                    .isEqualTo(new BetVerdict.TurnAway("rate_limited", true));
        }

        @Test
        void knowsABetFromItsIntentOnAndItsContent() {
            var intent = new BookEvent.Intent("ann", "b1", SEVEN, 10, OPENED);
            assertThat(book.decide(request("b1", SEVEN, 10), OPENED, 100, intent))
                    .isInstanceOf(BetVerdict.Known.class);
            assertThat(book.decide(request("b1", SEVEN, 11), OPENED, 100, intent))
                    .isInstanceOf(BetVerdict.Conflict.class);
            Book later = sealed(accepted(book, "b1", SEVEN, 10, OPENED));
            assertThat(later.decide(request("b1", SEVEN, 10), DEADLINE.plusSeconds(9), 100, null))
                    .isInstanceOf(BetVerdict.Known.class);
        }

        @Test
        void countsOnlyAcceptedBets() {
            Book both = accepted(book, "b1", SEVEN, 10, OPENED)
                    .apply(new BookEvent.IntentsRecorded(List.of(new BookEvent.Intent("ann", "b2", SEVEN, 20, OPENED))))
                    .apply(decided("b2", false, 20));
            assertThat(both.accepted()).isEqualTo(1);
            assertThat(both.stakedMinor()).isEqualTo(10);
            assertThat(both.open()).isEmpty();
        }
    }

    @Nested
    class WhenSealed {
        @Test
        void takesNoNewBet() {
            assertThat(refusal(sealed(open(ROULETTE)).decide(request("b1", SEVEN, 10), OPENED, 100, null)))
                    .isEqualTo("betting_closed");
        }

        @Test
        void aBetThatWasGivenUpIsRefusedAndOwesARollback() {
            Book book = sealed(open(ROULETTE)
                            .apply(new BookEvent.IntentsRecorded(
                                    List.of(new BookEvent.Intent("ann", "b1", SEVEN, 10, OPENED)))))
                    .apply(new BookEvent.BetsDecided(
                            List.of(new BookEvent.Decision(
                                    "ann", "b1", false, 0, 0, 0, 0, "bet_rolled_back", null, true, null)),
                            DEADLINE));
            assertThat(book.open()).isEmpty();
            assertThat(bet(book, "b1").state()).isEqualTo(Bet.State.REJECTED);
            assertThat(book.unsettled()).isEqualTo(1);
            assertThat(book.apply(new BookEvent.RollbacksConfirmed(List.of(new BetKey("ann", "b1")), DEADLINE))
                            .unsettled())
                    .isZero();
        }

        @Test
        void theDigestSaysWhichBetsAreInWhateverTheirOrder() {
            Book one = accepted(accepted(open(ROULETTE), "b1", SEVEN, 10, OPENED), "b2", SEVEN, 20, OPENED);
            Book other = accepted(accepted(open(ROULETTE), "b2", SEVEN, 20, OPENED), "b1", SEVEN, 10, OPENED);
            assertThat(BookDigest.of(one)).isEqualTo(BookDigest.of(other)).hasSize(64);
            assertThat(BookDigest.of(accepted(open(ROULETTE), "b1", SEVEN, 10, OPENED)))
                    .isNotEqualTo(BookDigest.of(one));
            assertThat(BookDigest.of(open(ROULETTE)))
                    .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        }
    }

    @Nested
    class WhenSettling {
        private Book plan(Book book, @Nullable Outcome outcome, Map<BetKey, Long> payouts, @Nullable Instant closedAt) {
            var game = Games.of(book.requireTerms().table().game());
            return book.apply(new BookSettlement(game, outcome, payouts, closedAt).plan(book, 1, DEADLINE));
        }

        @Test
        void winnersArePaidByTheGameAndLosersCostNothing() {
            Book book = accepted(accepted(open(ROULETTE), "b1", SEVEN, 10, OPENED), "b2", SEVEN, 20, OPENED);
            Book won = plan(sealed(book), new Outcome.Roulette(7), Map.of(), null);
            assertThat(bet(won, "b1").payoutMinor()).isEqualTo(360);
            assertThat(won.unpaid()).hasSize(2);
            Book lost = plan(sealed(book), new Outcome.Roulette(8), Map.of(), null);
            assertThat(bet(lost, "b1").state()).isEqualTo(Bet.State.LOST);
            assertThat(lost.finished()).isTrue();
        }

        @Test
        void aProvidersPayoutsRuleAndAnUnlistedBetHasLost() {
            Book book = accepted(accepted(open(ROULETTE), "b1", SEVEN, 10, OPENED), "b2", SEVEN, 20, OPENED);
            Book planned = plan(sealed(book), null, Map.of(new BetKey("ann", "b1"), 77L), null);
            assertThat(bet(planned, "b1").payoutMinor()).isEqualTo(77);
            assertThat(bet(planned, "b2").state()).isEqualTo(Bet.State.LOST);
        }

        @Test
        void aBetAfterTheProvidersCloseIsVoided() {
            Instant closedAt = OPENED.plusSeconds(5);
            Book book = accepted(
                    accepted(open(ROULETTE), "in", SEVEN, 10, closedAt.minusMillis(1)), "late", SEVEN, 20, closedAt);
            Book planned = plan(sealed(book), new Outcome.Roulette(7), Map.of(), closedAt);
            assertThat(bet(planned, "in").state()).isEqualTo(Bet.State.WON);
            assertThat(bet(planned, "late").state()).isEqualTo(Bet.State.VOIDED);
            assertThat(bet(planned, "late").payoutMinor()).isEqualTo(20);
            assertThat(BetTransactions.credit(ROULETTE, bet(planned, "late")))
                    .isInstanceOfSatisfying(
                            Transaction.Refund.class,
                            refund -> assertThat(refund.split()).isEqualTo(new Split(20, 0)));
        }

        @Test
        void anInterruptedFlightPaysWhatIsSureAndRefundsTheRest() {
            Book book = open(CRASH);
            book = accepted(book, "hand", new Selection.Crash(null), 100, OPENED);
            book = accepted(book, "reached", new Selection.Crash(150), 100, OPENED);
            book = accepted(book, "missed", new Selection.Crash(250), 100, OPENED);
            book = accepted(book, "none", new Selection.Crash(null), 100, OPENED);
            book = sealed(book)
                    .apply(new BookEvent.CashOutsTaken(
                            List.of(new BookEvent.CashOutTaken("ann", "hand", 120)), DEADLINE));
            Book whole = plan(
                    book.apply(new BookEvent.FlightLanded(false, DEADLINE)), new Outcome.Crash(200), Map.of(), null);
            assertThat(whole.bets().values()).extracting(Bet::payoutMinor).containsExactly(120L, 0L, 0L, 150L);
            Book broken = plan(
                    book.apply(new BookEvent.FlightLanded(true, DEADLINE)), new Outcome.Crash(200), Map.of(), null);
            assertThat(broken.bets().values()).extracting(Bet::payoutMinor).containsExactly(120L, 100L, 100L, 150L);
            assertThat(bet(broken, "none").state()).isEqualTo(Bet.State.REFUNDED);
        }

        @Test
        void eachCreditIsCountedOnce() {
            Book planned = plan(
                    sealed(accepted(open(ROULETTE), "b1", SEVEN, 10, OPENED)), new Outcome.Roulette(7), Map.of(), null);
            var credit = new BookEvent.CreditsConfirmed(List.of(new BookEvent.Credit("ann", "b1", 5_360, 4)), DEADLINE);
            Book paid = planned.apply(credit).apply(credit);
            assertThat(paid.paidMinor()).isEqualTo(360);
            assertThat(paid.finished()).isTrue();
        }

        @Test
        void aVoidGivesEveryAcceptedStakeBackUnderItsOwnId() {
            Book voided = sealed(accepted(open(ROULETTE), "b1", SEVEN, 10, OPENED))
                    .apply(new BookEvent.VoidPlanned("rain", 0, DEADLINE));
            assertThat(BetTransactions.credit(ROULETTE, bet(voided, "b1")).id()).isEqualTo("ref~acme~r1~b1~0");
            assertThat(voided.unsettled()).isEqualTo(1);
        }
    }

    @Nested
    class WhenSettledAgain {
        private final Book settled = paid(outcome(
                sealed(accepted(accepted(open(ROULETTE), "b1", SEVEN, 10, OPENED), "b2", EIGHT, 20, OPENED)), 7, 1));

        private Book outcome(Book book, int number, int version) {
            var game = Games.of("roulette");
            return book.apply(new BookSettlement(game, new Outcome.Roulette(number), Map.of(), null)
                    .plan(book, version, DEADLINE));
        }

        private Book voided(Book book, int version) {
            return book.apply(new BookEvent.VoidPlanned("rain", version, DEADLINE));
        }

        private Book paid(Book book) {
            return book.apply(new BookEvent.CreditsConfirmed(
                    book.unpaid().stream()
                            .map(key -> new BookEvent.Credit(key.playerId(), key.betId(), 1_000, 9))
                            .toList(),
                    DEADLINE));
        }

        @Test
        void eachBetOwesOnlyTheDifference() {
            assertThat(settled.paidMinor()).isEqualTo(360);
            Book corrected = outcome(settled, 8, 2);
            assertThat(bet(corrected, "b1"))
                    .extracting(Bet::state, Bet::payoutMinor, Bet::differenceMinor, Bet::resultVersion)
                    .containsExactly(Bet.State.LOST, 0L, -360L, 2);
            assertThat(bet(corrected, "b2").differenceMinor()).isEqualTo(720);
            assertThat(corrected.unsettled()).isEqualTo(2);
            assertThat(corrected.paidMinor()).isEqualTo(360);
            assertThat(paid(corrected))
                    .extracting(Book::paidMinor, Book::finished)
                    .containsExactly(720L, true);
        }

        @Test
        void aResultThatChangesNothingCostsNoWalletCall() {
            Book again = outcome(settled, 7, 2);
            assertThat(again).extracting(Book::finished, Book::resultVersion).containsExactly(true, 2);
            assertThat(bet(again, "b1").changedFrom(bet(settled, "b1"))).isFalse();
            assertThat(BetTransactions.credit(ROULETTE, bet(settled, "b1")).id())
                    .isEqualTo("pay~acme~r1~b1~1");
        }

        @Test
        void aVoidGivesBackWhatIsMissingOfTheStake() {
            Book voided = voided(settled, 2);
            assertThat(bet(voided, "b1").differenceMinor()).isEqualTo(10 - 360);
            assertThat(bet(voided, "b2").differenceMinor()).isEqualTo(20);
            assertThat(paid(voided).paidMinor()).isEqualTo(30);
            assertThat(voided.phase()).isEqualTo(Book.Phase.VOIDED);
        }

        @Test
        void aPlanWaitsUntilTheMoneyOfTheOneBeforeIsWhereItBelongs() {
            Book open = sealed(accepted(open(ROULETTE), "b1", SEVEN, 10, OPENED));
            assertThat(open.readyFor(1)).isTrue();
            assertThat(open.readyFor(0)).isTrue();
            assertThat(open.readyFor(2)).isFalse();
            Book planned = outcome(open, 7, 1);
            assertThat(planned.planned(1)).isTrue();
            assertThat(planned.readyFor(2)).isFalse();
            Book done = paid(planned);
            assertThat(done.readyFor(2)).isTrue();
            assertThat(done.readyFor(3)).isFalse();
            assertThat(done.readyFor(1)).isFalse();
            assertThat(paid(voided(done, 2)).readyFor(3)).isFalse();
        }

        @Test
        void aCorrectionHasItsOwnIdPerVersionAndBonusMoneyComesBackAsSuch() {
            Book book = open(ROULETTE)
                    .apply(new BookEvent.IntentsRecorded(
                            List.of(new BookEvent.Intent("ann", "b1", SEVEN, 100, OPENED))))
                    .apply(new BookEvent.BetsDecided(
                            List.of(new BookEvent.Decision(
                                    "ann", "b1", true, 60, 40, 5_000, 3, null, null, false, null)),
                            OPENED));
            Book lost = outcome(sealed(book), 8, 1);
            assertThat(BetTransactions.credit(ROULETTE, bet(voided(lost, 2), "b1")))
                    .isInstanceOfSatisfying(Transaction.Correct.class, back -> {
                        assertThat(back.id()).isEqualTo("cor~acme~r1~b1~2");
                        assertThat(back.differenceMinor()).isEqualTo(100);
                        assertThat(back.bonusMinor()).isEqualTo(40);
                    });
            assertThat(BetTransactions.credit(ROULETTE, bet(outcome(lost, 7, 2), "b1")))
                    .isInstanceOfSatisfying(
                            Transaction.Correct.class,
                            won -> assertThat(won.bonusMinor()).isZero());
            Book won = paid(outcome(sealed(book), 7, 1));
            assertThat(BetTransactions.credit(ROULETTE, bet(voided(won, 2), "b1")))
                    .isInstanceOfSatisfying(Transaction.Correct.class, taken -> {
                        assertThat(taken.differenceMinor()).isEqualTo(100 - 3_600);
                        assertThat(taken.bonusMinor()).isZero();
                    });
        }

        @Test
        void whatAPlanWouldDoIsWhatItDoes() {
            Book plan = outcome(settled, 8, 2);
            BookEvent event = new BookSettlement(Games.of("roulette"), new Outcome.Roulette(8), Map.of(), null)
                    .plan(settled, 2, DEADLINE);
            assertThat(PlanEffect.of(settled, event)).isEqualTo(new PlanEffect(2, 720, 360));
            assertThat(settled.bets()).isNotEqualTo(plan.bets());
            assertThat(PlanEffect.of(settled, new BookEvent.VoidPlanned("rain", 2, DEADLINE)))
                    .isEqualTo(new PlanEffect(2, 20, 350));
        }
    }

    @Test
    void aPlayersBetsAndPagesComeInOrder() {
        Book book = open(ROULETTE);
        List<BookEvent.Intent> intents = new ArrayList<>();
        for (String player : List.of("bob", "ann", "anna")) {
            for (int i = 0; i < 3; i++) {
                intents.add(new BookEvent.Intent(player, "b" + i, SEVEN, 10, OPENED));
            }
        }
        book = book.apply(new BookEvent.IntentsRecorded(intents));
        assertThat(book.betsOf("ann").keySet())
                .extracting(BetKey::cursor)
                .containsExactly("ann/b0", "ann/b1", "ann/b2");
        assertThat(book.bets().tailMap(BetKey.ofCursor("ann/b2"), false).firstKey())
                .isEqualTo(new BetKey("anna", "b0"));
    }

    @Test
    void aBookOfManyBetsCostsNoCopyPerBet() {
        Book book = open(ROULETTE);
        for (int i = 0; i < 40_000; i++) {
            book = accepted(book, "b" + i, SEVEN, 10, OPENED);
        }
        assertThat(book.accepted()).isEqualTo(40_000);
        assertThat(book.stakedMinor()).isEqualTo(400_000);
    }
}
