package io.croupier.wallet.domain;

import static io.croupier.wallet.domain.DrivenWallet.EUR;
import static io.croupier.wallet.domain.DrivenWallet.NOW;
import static io.croupier.wallet.domain.DrivenWallet.ROUND;
import static io.croupier.wallet.domain.DrivenWallet.bet;
import static io.croupier.wallet.domain.DrivenWallet.rollback;
import static io.croupier.wallet.domain.DrivenWallet.trustedWin;
import static io.croupier.wallet.domain.DrivenWallet.win;
import static io.croupier.wallet.domain.DrivenWallet.withdraw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BonusTest {
    static final Instant WEEK = NOW.plus(Duration.ofDays(7));
    static final Instant MONTH = NOW.plus(Duration.ofDays(30));

    private final DrivenWallet wallet = DrivenWallet.holding(100);

    static BonusTerms terms(long requiredMinor, Instant until) {
        return new BonusTerms(
                requiredMinor, List.of(), BonusTerms.Order.REAL_FIRST, BonusTerms.Wins.PROPORTIONAL, null, until);
    }

    static Transaction.GrantBonus grant(String id, long amountMinor, BonusTerms terms) {
        return new Transaction.GrantBonus("op~" + id, amountMinor, EUR, terms, Reference.NONE);
    }

    static Transaction.ForfeitBonus forfeit(String id, String bonusId) {
        return new Transaction.ForfeitBonus("op~" + id, bonusId, Reference.NONE);
    }

    static Transaction.Correct correct(String id, String betId, long beforeMinor, long nowMinor, boolean stakeIsBack) {
        long difference = nowMinor - beforeMinor;
        return new Transaction.Correct("cor~" + id, betId, difference, 0, EUR, ROUND, nowMinor, stakeIsBack);
    }

    private void has(long realMinor, long bonusMinor) {
        WalletView view = wallet.wallet().view();
        assertThat(List.of(view.realMinor(), view.bonusMinor()))
                .as("real and bonus money")
                .containsExactly(realMinor, bonusMinor);
        assertThat(wallet.recovered()).isEqualTo(wallet.wallet());
    }

    private void owes(long debtMinor) {
        assertThat(wallet.wallet().view().debtMinor()).as("debt").isEqualTo(debtMinor);
    }

    private BonusesView.BonusView bonus(String id) {
        return wallet.wallet().bonuses(NOW).bonuses().stream()
                .filter(bonus -> bonus.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    static void accepted(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Accepted.class);
    }

    static void refused(Answer answer, WalletRejection code) {
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Rejected.class,
                        rejected -> assertThat(rejected.code()).isEqualTo(code));
    }

    @Nested
    class Granted {
        @Test
        void isBonusMoneyThatCannotBeTakenOut() {
            accepted(wallet.tell(grant("g", 50, terms(500, WEEK))));
            has(100, 50);
            refused(wallet.tell(withdraw("op~w", 101)), WalletRejection.INSUFFICIENT_FUNDS);
            assertThat(bonus("g").requiredMinor()).isEqualTo(500);
        }

        @Test
        void theSameGrantIsOneGrantAndAnotherUnderItsIdAConflict() {
            Answer first = wallet.tell(grant("g", 50, terms(500, WEEK)));
            assertThat(wallet.tell(grant("g", 50, terms(500, WEEK)))).isEqualTo(first.asReplayed());
            refused(wallet.tell(grant("g", 50, terms(501, WEEK))), WalletRejection.TRANSACTION_CONFLICT);
            has(100, 50);
        }

        @Test
        void withoutWageringItIsRealMoneyAtOnce() {
            accepted(wallet.tell(grant("g", 50, terms(0, WEEK))));
            has(150, 0);
            assertThat(bonus("g").state()).isEqualTo(BonusState.CONVERTED);
        }

        @Test
        void notToOneWhoIsKeptOut() {
            accepted(wallet.tell(new Transaction.Exclude("own~x", null, Reference.NONE)));
            refused(wallet.tell(grant("g", 50, terms(500, WEEK))), WalletRejection.PLAYER_BLOCKED);
        }

        @Test
        void notWhenItWouldBeOverAtOnce() {
            refused(wallet.tell(grant("g", 50, terms(500, NOW))), WalletRejection.BONUS_EXPIRED);
        }

        @Test
        void notInAnotherCurrency() {
            var dollars = new Transaction.GrantBonus("op~g", 50, "USD", terms(500, WEEK), Reference.NONE);
            refused(wallet.tell(dollars), WalletRejection.WRONG_CURRENCY);
        }

        @Test
        void notMoreThanAWalletKeeps() {
            for (int n = 0; n < Bonuses.MOST_OPEN; n++) {
                accepted(wallet.tell(grant("g" + n, 1, terms(500, WEEK))));
            }
            refused(wallet.tell(grant("more", 1, terms(500, WEEK))), WalletRejection.BONUS_LIMIT);
            accepted(wallet.tell(forfeit("f", "g0")));
            accepted(wallet.tell(grant("then", 1, terms(500, WEEK))));
        }

        @Test
        void notBeyondWhatAWalletHolds() {
            var rich = DrivenWallet.holding(Split.MAX_MINOR);
            refused(rich.tell(grant("g", 1, terms(500, WEEK))), WalletRejection.BALANCE_LIMIT);
        }
    }

    @Nested
    class Staked {
        @Test
        void realMoneyGoesFirst() {
            accepted(wallet.tell(grant("g", 50, terms(500, WEEK))));
            accepted(wallet.tell(bet("bet~1", 120)));
            has(0, 30);
            refused(wallet.tell(bet("bet~2", 31)), WalletRejection.INSUFFICIENT_FUNDS);
        }

        @Test
        void bonusMoneyGoesFirstWhereTheBonusSaysSo() {
            var bonusFirst = new BonusTerms(
                    500, List.of(), BonusTerms.Order.BONUS_FIRST, BonusTerms.Wins.PROPORTIONAL, null, WEEK);
            accepted(wallet.tell(grant("g", 50, bonusFirst)));
            accepted(wallet.tell(bet("bet~1", 70)));
            has(80, 0);
        }

        @Test
        void ofSeveralTheNextToExpireGoesFirst() {
            accepted(wallet.tell(grant("later", 50, terms(500, MONTH))));
            accepted(wallet.tell(grant("sooner", 50, terms(500, WEEK))));
            accepted(wallet.tell(bet("bet~1", 170)));
            assertThat(bonus("sooner").moneyMinor()).isZero();
            assertThat(bonus("later").moneyMinor()).isEqualTo(30);
        }

        @Test
        void onlyAtTheTablesItIsFor() {
            var elsewhere = new BonusTerms(
                    500, List.of("crash-1"), BonusTerms.Order.REAL_FIRST, BonusTerms.Wins.PROPORTIONAL, null, WEEK);
            accepted(wallet.tell(grant("g", 50, elsewhere)));
            refused(wallet.tell(bet("bet~1", 101)), WalletRejection.INSUFFICIENT_FUNDS);
            accepted(wallet.tell(bet("bet~2", 100)));
            assertThat(bonus("g").wageredMinor()).isZero();
        }
    }

    @Nested
    class Won {
        @Test
        void isBonusMoneyAsFarAsTheStakeWas() {
            accepted(wallet.tell(grant("g", 50, terms(5_000, WEEK))));
            accepted(wallet.tell(bet("bet~1", 150)));
            accepted(wallet.tell(trustedWin("pay~1", "bet~1", 300)));
            has(200, 100);
            assertThat(bonus("g").moneyMinor()).isEqualTo(100);
        }

        @Test
        void noRoundingMakesRealMoneyOfBonusMoneyOrAnyMoneyAtAll() {
            accepted(wallet.tell(grant("g", 50, terms(5_000, WEEK))));
            accepted(wallet.tell(bet("bet~1", 150)));
            accepted(wallet.tell(win("prv~p~1", "bet~1", 100)));
            has(66, 34);
        }

        @Test
        void isRealMoneyWhereTheBonusSaysSo() {
            var cash = new BonusTerms(5_000, List.of(), BonusTerms.Order.REAL_FIRST, BonusTerms.Wins.REAL, null, WEEK);
            accepted(wallet.tell(grant("g", 50, cash)));
            accepted(wallet.tell(bet("bet~1", 150)));
            accepted(wallet.tell(win("prv~p~1", "bet~1", 300)));
            has(300, 0);
        }

        @Test
        void paysADebtFromItsRealPartOnly() {
            accepted(wallet.tell(grant("g", 50, terms(5_000, WEEK))));
            accepted(wallet.tell(bet("bet~1", 150)));
            accepted(wallet.tell(DrivenWallet.correct("cor~1", "bet~other", -40)));
            owes(40);
            accepted(wallet.tell(win("prv~p~1", "bet~1", 90)));
            has(20, 30);
            owes(0);
        }

        @Test
        void withRealMoneyAloneIsRealMoney() {
            accepted(wallet.tell(grant("g", 50, terms(5_000, WEEK))));
            accepted(wallet.tell(bet("bet~1", 100)));
            accepted(wallet.tell(win("prv~p~1", "bet~1", 300)));
            has(300, 50);
        }

        @Test
        void ofTheHighestAmountsDoesNotOverflow() {
            var rich = DrivenWallet.holding(Split.MAX_MINOR / 2);
            accepted(rich.tell(grant("g", Split.MAX_MINOR / 2, terms(Split.MAX_MINOR, WEEK))));
            accepted(rich.tell(bet("bet~1", Split.MAX_MINOR / 2 + 2)));
            accepted(rich.tell(win("prv~p~1", "bet~1", Split.MAX_MINOR / 2)));
            assertThat(rich.balance()).isEqualTo(2 * (Split.MAX_MINOR / 2) - 2);
            assertThat(rich.wallet().view().bonusMinor()).isEqualTo(Split.MAX_MINOR / 2);
        }
    }

    @Nested
    class Wagered {
        @Test
        void everyStakeCountsWholeAndTheMoneyIsRealOnceAllIsDone() {
            accepted(wallet.tell(grant("g", 50, terms(150, WEEK))));
            accepted(wallet.tell(bet("bet~1", 80)));
            assertThat(bonus("g").wageredMinor()).isEqualTo(80);
            has(20, 50);
            accepted(wallet.tell(bet("bet~2", 20)));
            accepted(wallet.tell(win("prv~p~1", "bet~2", 60)));
            accepted(wallet.tell(bet("bet~3", 50)));
            has(60, 0);
            assertThat(bonus("g").convertedMinor()).isEqualTo(50);
        }

        @Test
        void aStakeCountsForOneBonusAtATime() {
            accepted(wallet.tell(grant("later", 50, terms(500, MONTH))));
            accepted(wallet.tell(grant("sooner", 50, terms(500, WEEK))));
            accepted(wallet.tell(bet("bet~1", 80)));
            assertThat(bonus("sooner").wageredMinor()).isEqualTo(80);
            assertThat(bonus("later").wageredMinor()).isZero();
        }

        @Test
        void oneWhoseMoneyIsGoneDoesNotHoldTheNextUp() {
            accepted(wallet.tell(grant("later", 50, terms(500, MONTH))));
            accepted(wallet.tell(grant("sooner", 50, terms(500, WEEK))));
            accepted(wallet.tell(bet("bet~1", 150)));
            accepted(wallet.tell(bet("bet~2", 20)));
            assertThat(bonus("later").wageredMinor()).isEqualTo(20);
        }

        @Test
        void whatIsMoreThanMayBecomeRealGoesBackToTheHouse() {
            var capped = new BonusTerms(
                    100, List.of(), BonusTerms.Order.REAL_FIRST, BonusTerms.Wins.PROPORTIONAL, 30L, WEEK);
            accepted(wallet.tell(grant("g", 50, capped)));
            accepted(wallet.tell(bet("bet~1", 100)));
            has(30, 0);
        }

        @Test
        void whatABetWinsAfterwardsIsRealMoneyUpToThatMost() {
            var capped = new BonusTerms(
                    150, List.of(), BonusTerms.Order.REAL_FIRST, BonusTerms.Wins.PROPORTIONAL, 30L, WEEK);
            accepted(wallet.tell(grant("g", 50, capped)));
            accepted(wallet.tell(bet("bet~1", 150)));
            has(0, 0);
            accepted(wallet.tell(win("prv~p~1", "bet~1", 300)));
            has(230, 0);
        }

        @Test
        void aBetOfNothingCountsNothing() {
            accepted(wallet.tell(grant("g", 50, terms(150, WEEK))));
            accepted(wallet.tell(bet("bet~1", 0)));
            assertThat(bonus("g").wageredMinor()).isZero();
        }
    }

    @Nested
    class Ended {
        @Test
        void whenItsTimeIsOverItsMoneyIsGone() {
            accepted(wallet.tell(grant("g", 50, terms(500, WEEK))));
            wallet.due(WEEK.minusMillis(1));
            has(100, 50);
            wallet.due(WEEK);
            has(100, 0);
            assertThat(bonus("g").state()).isEqualTo(BonusState.EXPIRED);
        }

        @Test
        void nothingIsDecidedBeforeWhatIsDue() {
            accepted(wallet.tell(grant("g", 50, terms(500, WEEK))));
            assertThatThrownBy(() -> wallet.wallet().decide(bet("bet~1", 120), WEEK))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("due");
            refused(wallet.tell(bet("bet~1", 120), WEEK), WalletRejection.INSUFFICIENT_FUNDS);
        }

        @Test
        void aWinOfItsBetsIsTheHousesAsFarAsTheStakeWasBonusMoney() {
            accepted(wallet.tell(grant("g", 50, terms(5_000, WEEK))));
            accepted(wallet.tell(bet("bet~1", 150)));
            accepted(wallet.tell(win("prv~p~1", "bet~1", 300), WEEK));
            has(200, 0);
        }

        @Test
        void aStakeComesBackWithoutItsBonusMoney() {
            accepted(wallet.tell(grant("g", 50, terms(5_000, WEEK))));
            accepted(wallet.tell(bet("bet~1", 150)));
            accepted(wallet.tell(rollback("prv~p~1", "bet~1"), WEEK));
            has(100, 0);
        }

        @Test
        void byAnOperatorAtOnce() {
            accepted(wallet.tell(grant("g", 50, terms(500, WEEK))));
            accepted(wallet.tell(forfeit("f", "g")));
            has(100, 0);
            refused(wallet.tell(forfeit("f2", "g")), WalletRejection.BONUS_ENDED);
            refused(wallet.tell(forfeit("f3", "other")), WalletRejection.BONUS_NOT_FOUND);
        }
    }

    @Nested
    class ComingBack {
        @Test
        void aRollbackRestoresTheSplitAndTakesTheWageringBack() {
            accepted(wallet.tell(grant("g", 50, terms(500, WEEK))));
            accepted(wallet.tell(bet("bet~1", 120)));
            accepted(wallet.tell(rollback("prv~p~1", "bet~1")));
            has(100, 50);
            assertThat(bonus("g").wageredMinor()).isZero();
            accepted(wallet.tell(rollback("prv~p~2", "bet~1")));
            has(100, 50);
        }

        @Test
        void aRefundRestoresTheSplitAndIsTheSameForEver() {
            accepted(wallet.tell(grant("g", 50, terms(5_000, WEEK))));
            accepted(wallet.tell(bet("bet~1", 120)));
            wallet.due(WEEK);
            var refund = DrivenWallet.refund("ref~1", "bet~1", 100, 20);
            Answer first = wallet.tell(refund, WEEK);
            has(100, 0);
            assertThat(wallet.tell(refund, WEEK)).isEqualTo(first.asReplayed());
        }

        @Test
        void wageringThatABetDidNotDoInTheEndConvertsNothing() {
            accepted(wallet.tell(grant("g", 50, terms(100, WEEK))));
            accepted(wallet.tell(bet("bet~1", 100)));
            has(50, 0);
            accepted(wallet.tell(rollback("prv~p~1", "bet~1")));
            has(100, 50);
            assertThat(bonus("g").state()).isEqualTo(BonusState.OPEN);
            assertThat(bonus("g").wageredMinor()).isZero();
            accepted(wallet.tell(bet("bet~2", 100)));
            has(50, 0);
        }

        @Test
        void whatIsAlreadySpentOfItIsOwed() {
            accepted(wallet.tell(grant("g", 50, terms(100, WEEK))));
            accepted(wallet.tell(bet("bet~0", 60)));
            accepted(wallet.tell(bet("bet~1", 40)));
            accepted(wallet.tell(withdraw("op~w", 50)));
            accepted(wallet.tell(rollback("prv~p~1", "bet~1")));
            has(0, 50);
            owes(10);
        }

        @Test
        void whatIsOwedIsPaidOffByTheNextConversion() {
            whatIsAlreadySpentOfItIsOwed();
            accepted(wallet.tell(bet("bet~2", 20)));
            accepted(wallet.tell(trustedWin("pay~2", "bet~2", 60)));
            accepted(wallet.tell(bet("bet~3", 20)));
            has(60, 0);
            owes(0);
        }

        @Test
        void whatWasCutFromAConversionComesBackWithIt() {
            accepted(wallet.tell(DrivenWallet.bet("bet~0", 50)));
            accepted(wallet.tell(grant("g", 50, atMost(30))));
            accepted(wallet.tell(bet("bet~1", 100)));
            has(0, 0);
            accepted(wallet.tell(rollback("prv~p~1", "bet~1")));
            has(50, 50);
        }

        @Test
        void soDoesWhatWasCutFromAWin() {
            accepted(wallet.tell(DrivenWallet.bet("bet~0", 50)));
            accepted(wallet.tell(grant("g", 50, atMost(30))));
            accepted(wallet.tell(bet("bet~1", 100)));
            accepted(wallet.tell(trustedWin("pay~1", "bet~1", 200)));
            has(130, 0);
            accepted(wallet.tell(correct("1", "bet~1", 200, 100, true)));
            has(50, 50);
        }

        private BonusTerms atMost(long minor) {
            return new BonusTerms(
                    100, List.of(), BonusTerms.Order.REAL_FIRST, BonusTerms.Wins.PROPORTIONAL, minor, WEEK);
        }

        @Test
        void bonusMoneyThatComesBackAsRealMoneyMakesNoRoomInALimit() {
            accepted(wallet.tell(grant("g", 50, terms(150, WEEK))));
            accepted(wallet.tell(DrivenWallet.limit("own~l", LimitKind.STAKE, LimitPeriod.DAY, 200L)));
            accepted(wallet.tell(bet("bet~1", 120)));
            accepted(wallet.tell(bet("bet~2", 30)));
            has(0, 0);
            accepted(wallet.tell(DrivenWallet.deposit("op~d", 300)));
            accepted(wallet.tell(rollback("prv~p~1", "bet~2")));
            refused(wallet.tell(bet("bet~3", 101)), WalletRejection.STAKE_LIMIT);
        }

        @Test
        void aConversionThatDidNotNeedTheBetStands() {
            accepted(wallet.tell(grant("g", 50, terms(60, WEEK))));
            accepted(wallet.tell(bet("bet~0", 40)));
            accepted(wallet.tell(bet("bet~1", 60)));
            has(50, 0);
            accepted(wallet.tell(rollback("prv~p~1", "bet~0")));
            has(90, 0);
        }

        @Test
        void aBonusWinThatIsVoidedIsBonusMoneyAgainAndNoRealMoney() {
            accepted(wallet.tell(grant("g", 50, terms(5_000, WEEK))));
            accepted(wallet.tell(bet("bet~1", 150)));
            accepted(wallet.tell(trustedWin("pay~1", "bet~1", 300)));
            accepted(wallet.tell(correct("1", "bet~1", 300, 150, true)));
            has(100, 50);
            assertThat(bonus("g").wageredMinor()).isZero();
        }

        @Test
        void aLostBetThatIsVoidedComesBackAsItWasTaken() {
            accepted(wallet.tell(grant("g", 50, terms(5_000, WEEK))));
            accepted(wallet.tell(bet("bet~1", 150)));
            accepted(wallet.tell(correct("1", "bet~1", 0, 150, true)));
            has(100, 50);
        }

        @Test
        void aWinThatWasRealMoneyByItsTermsIsVoidedToBonusMoney() {
            var cash = new BonusTerms(5_000, List.of(), BonusTerms.Order.REAL_FIRST, BonusTerms.Wins.REAL, null, WEEK);
            accepted(wallet.tell(grant("g", 50, cash)));
            accepted(wallet.tell(bet("bet~1", 150)));
            accepted(wallet.tell(trustedWin("pay~1", "bet~1", 300)));
            accepted(wallet.tell(correct("1", "bet~1", 300, 150, true)));
            has(100, 50);
        }

        @Test
        void bonusMoneyThatIsGoneIsNotOwed() {
            accepted(wallet.tell(grant("g", 50, terms(5_000, WEEK))));
            accepted(wallet.tell(bet("bet~1", 150)));
            accepted(wallet.tell(trustedWin("pay~1", "bet~1", 300)));
            accepted(wallet.tell(bet("bet~2", 300)));
            accepted(wallet.tell(correct("1", "bet~1", 300, 0, false)));
            has(0, 0);
            owes(200);
        }

        @Test
        void aCorrectionOfAnotherBetTakesRealMoneyFirstAndThenTheBonuses() {
            accepted(wallet.tell(grant("g", 50, terms(5_000, WEEK))));
            accepted(wallet.tell(DrivenWallet.correct("cor~1", "bet~other", -120)));
            has(0, 30);
            assertThat(bonus("g").moneyMinor()).isEqualTo(30);
        }
    }

    @Nested
    class OfFreeBets {
        private FreeBetTerms free(int count, int wageringX100, @Nullable Instant winningsUntil) {
            return new FreeBetTerms(count, 20, List.of("roulette-1"), WEEK, wageringX100, winningsUntil);
        }

        private void granted(FreeBetTerms terms) {
            accepted(wallet.tell(new Transaction.GrantFreeBets("op~f", EUR, terms, Reference.NONE)));
        }

        private Transaction.Bet freeBet(String id) {
            return new Transaction.Bet(id, 20, EUR, ROUND, "f");
        }

        private int left() {
            return wallet.wallet().bonuses(NOW).freeBets().stream()
                    .mapToInt(BonusesView.FreeBetsView::left)
                    .sum();
        }

        @Test
        void takesNoMoneyAndPaysItsWinLessTheStake() {
            granted(free(2, 0, null));
            accepted(wallet.tell(freeBet("bet~1")));
            has(100, 0);
            assertThat(left()).isEqualTo(1);
            accepted(wallet.tell(trustedWin("pay~1", "bet~1", 720)));
            has(800, 0);
        }

        @Test
        void aReturnBelowTheStakeWinsNothing() {
            granted(free(1, 0, null));
            accepted(wallet.tell(freeBet("bet~1")));
            accepted(wallet.tell(trustedWin("pay~1", "bet~1", 10)));
            has(100, 0);
        }

        @Test
        void onlySoManyOfThisStakeAtTheseTablesInThisTime() {
            granted(free(1, 0, null));
            refused(wallet.tell(new Transaction.Bet("bet~1", 21, EUR, ROUND, "f")), WalletRejection.FREE_BET_MISMATCH);
            var crash = new Reference("b2", "crash-1", "house~r1", "crash");
            refused(wallet.tell(new Transaction.Bet("bet~2", 20, EUR, crash, "f")), WalletRejection.FREE_BET_MISMATCH);
            refused(
                    wallet.tell(new Transaction.Bet("bet~3", 20, EUR, ROUND, "other")),
                    WalletRejection.FREE_BET_NOT_FOUND);
            accepted(wallet.tell(freeBet("bet~4")));
            refused(wallet.tell(freeBet("bet~5")), WalletRejection.FREE_BET_NOT_FOUND);
            refused(wallet.tell(freeBet("bet~6"), WEEK), WalletRejection.FREE_BET_EXPIRED);
        }

        @Test
        void itsIdIsPartOfWhatTheBetSaid() {
            granted(free(1, 0, null));
            Answer first = wallet.tell(freeBet("bet~1"));
            assertThat(wallet.tell(freeBet("bet~1"))).isEqualTo(first.asReplayed());
            refused(wallet.tell(bet("bet~1", 20)), WalletRejection.TRANSACTION_CONFLICT);
            assertThat(wallet.tell(new Transaction.Resolve("bet~1", 20, EUR, ROUND, "f")))
                    .isEqualTo(first.asReplayed());
        }

        @Test
        void comesBackWhileItsTimeIsNotOver() {
            granted(free(1, 0, null));
            accepted(wallet.tell(freeBet("bet~1")));
            accepted(wallet.tell(DrivenWallet.refund("ref~1", "bet~1", 0, 0)));
            assertThat(left()).isEqualTo(1);
            accepted(wallet.tell(freeBet("bet~2")));
            accepted(wallet.tell(rollback("rb~2", "bet~2"), WEEK));
            assertThat(left()).isZero();
            has(100, 0);
        }

        @Test
        void comesBackWhereItsWinIsVoided() {
            granted(free(1, 0, null));
            accepted(wallet.tell(freeBet("bet~1")));
            accepted(wallet.tell(trustedWin("pay~1", "bet~1", 40)));
            accepted(wallet.tell(correct("1", "bet~1", 40, 20, true)));
            has(100, 0);
            assertThat(left()).isEqualTo(1);
        }

        @Test
        void winsBonusMoneyThatMustBeWageredWhereItsTermsSaySo() {
            granted(free(2, 500, MONTH));
            accepted(wallet.tell(freeBet("bet~1")));
            accepted(wallet.tell(freeBet("bet~2")));
            accepted(wallet.tell(trustedWin("pay~1", "bet~1", 40)));
            has(100, 20);
            assertThat(bonus("f").requiredMinor()).isEqualTo(100);
            accepted(wallet.tell(bet("bet~3", 100)));
            has(20, 0);
            accepted(wallet.tell(trustedWin("pay~2", "bet~2", 50)));
            has(20, 30);
            assertThat(bonus("f").requiredMinor()).isEqualTo(250);
            assertThat(bonus("f").wageredMinor()).isEqualTo(100);
        }

        @Test
        void whatAnEarlierWinBecameRealByMustStandWhenALaterOneIsWagered() {
            granted(free(2, 500, MONTH));
            accepted(wallet.tell(freeBet("bet~1")));
            accepted(wallet.tell(freeBet("bet~2")));
            accepted(wallet.tell(trustedWin("pay~1", "bet~1", 40)));
            accepted(wallet.tell(bet("bet~3", 100)));
            accepted(wallet.tell(trustedWin("pay~2", "bet~2", 50)));
            accepted(wallet.tell(correct("1", "bet~3", 0, 100, true)));
            assertThat(bonus("f").wageredMinor()).isZero();
            accepted(wallet.tell(bet("bet~4", 120)));
            accepted(wallet.tell(trustedWin("pay~4", "bet~4", 240)));
            accepted(wallet.tell(bet("bet~5", 120)));
            assertThat(bonus("f").state()).isEqualTo(BonusState.OPEN);
        }

        @Test
        void stakesBeyondWhatAWinNeededDoNotCountForTheNext() {
            granted(free(2, 100, MONTH));
            accepted(wallet.tell(freeBet("bet~1")));
            accepted(wallet.tell(freeBet("bet~2")));
            accepted(wallet.tell(trustedWin("pay~1", "bet~1", 40)));
            accepted(wallet.tell(bet("bet~3", 100)));
            accepted(wallet.tell(trustedWin("pay~2", "bet~2", 50)));
            assertThat(bonus("f").wageredMinor()).isEqualTo(20);
            assertThat(bonus("f").requiredMinor()).isEqualTo(50);
        }

        @Test
        void whatCameOfAWinThatIsCorrectedAwayCanStillBecomeRealMoney() {
            granted(free(1, 300, MONTH));
            accepted(wallet.tell(freeBet("bet~1")));
            accepted(wallet.tell(trustedWin("pay~1", "bet~1", 40)));
            accepted(wallet.tell(withdraw("op~w", 100)));
            accepted(wallet.tell(bet("bet~2", 20)));
            accepted(wallet.tell(trustedWin("pay~2", "bet~2", 200)));
            accepted(wallet.tell(correct("1", "bet~1", 40, 0, false)));
            has(180, 0);
        }

        @Test
        void forfeitingTheRestLeavesWhatHasBecomeRealMoney() {
            granted(free(2, 100, MONTH));
            accepted(wallet.tell(freeBet("bet~1")));
            accepted(wallet.tell(trustedWin("pay~1", "bet~1", 40)));
            accepted(wallet.tell(withdraw("op~w", 100)));
            accepted(wallet.tell(bet("bet~2", 20)));
            accepted(wallet.tell(forfeit("x", "f")));
            accepted(wallet.tell(trustedWin("pay~2", "bet~2", 100)));
            has(100, 0);
        }

        @Test
        void whatItWinsAfterTheTimeForWinningsIsTheHouses() {
            granted(free(1, 500, MONTH));
            accepted(wallet.tell(freeBet("bet~1")));
            accepted(wallet.tell(trustedWin("pay~1", "bet~1", 40), MONTH));
            has(100, 0);
        }

        @Test
        void isForfeitedWithItsWinnings() {
            granted(free(2, 500, MONTH));
            accepted(wallet.tell(freeBet("bet~1")));
            accepted(wallet.tell(trustedWin("pay~1", "bet~1", 40)));
            accepted(wallet.tell(forfeit("x", "f")));
            has(100, 0);
            assertThat(left()).isZero();
        }

        @Test
        void usesNoLimitUp() {
            granted(free(1, 0, null));
            accepted(wallet.tell(DrivenWallet.limit("own~l", LimitKind.TURNOVER, LimitPeriod.DAY, 0L)));
            accepted(wallet.tell(freeBet("bet~1")));
        }
    }
}
