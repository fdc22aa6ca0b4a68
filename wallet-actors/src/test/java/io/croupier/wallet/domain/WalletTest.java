package io.croupier.wallet.domain;

import static io.croupier.wallet.domain.DrivenWallet.EUR;
import static io.croupier.wallet.domain.DrivenWallet.NOW;
import static io.croupier.wallet.domain.DrivenWallet.ROUND;
import static io.croupier.wallet.domain.DrivenWallet.bet;
import static io.croupier.wallet.domain.DrivenWallet.correct;
import static io.croupier.wallet.domain.DrivenWallet.decline;
import static io.croupier.wallet.domain.DrivenWallet.deposit;
import static io.croupier.wallet.domain.DrivenWallet.refund;
import static io.croupier.wallet.domain.DrivenWallet.resolve;
import static io.croupier.wallet.domain.DrivenWallet.rollback;
import static io.croupier.wallet.domain.DrivenWallet.trustedWin;
import static io.croupier.wallet.domain.DrivenWallet.win;
import static io.croupier.wallet.domain.DrivenWallet.withdraw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class WalletTest {
    private static final long MAX = Split.MAX_MINOR;

    private static void assertAccepted(Answer answer, Answer.Status status, long amountMinor, long balanceMinor) {
        assertThat(answer).isInstanceOfSatisfying(Answer.Accepted.class, accepted -> {
            assertThat(accepted.status()).isEqualTo(status);
            assertThat(accepted.amountMinor()).isEqualTo(amountMinor);
            assertThat(accepted.balanceMinor()).isEqualTo(balanceMinor);
            assertThat(accepted.split().totalMinor()).isEqualTo(Math.abs(amountMinor));
            assertThat(accepted.currency()).isEqualTo(EUR);
            assertThat(accepted.replayed()).isFalse();
        });
    }

    private static void assertAccepted(Answer answer, long amountMinor, long balanceMinor) {
        assertAccepted(answer, Answer.Status.ACCEPTED, amountMinor, balanceMinor);
    }

    private static Answer.Rejected assertRejected(Answer answer, WalletRejection code, long balanceMinor) {
        assertThat(answer).isInstanceOf(Answer.Rejected.class);
        var rejected = (Answer.Rejected) answer;
        assertThat(rejected.code()).isEqualTo(code);
        assertThat(rejected.balanceMinor()).isEqualTo(balanceMinor);
        return rejected;
    }

    @Nested
    class WhenUnopened {
        private final DrivenWallet wallet = DrivenWallet.unopened();

        @Test
        void opensEmptyInItsCurrency() {
            assertAccepted(wallet.tell(new Transaction.Open("op~1", EUR, Reference.NONE)), 0, 0);
            assertThat(wallet.wallet().view()).isEqualTo(new WalletView("ann", true, EUR, 0, 0, 0, 0, 1));
        }

        @Test
        void refusesEverythingElseAndStoresNothing() {
            for (Transaction transaction : List.of(
                    deposit("op~1", 1),
                    withdraw("op~1", 1),
                    bet("bet~1", 1),
                    decline("bet~1", 1, "late"),
                    resolve("bet~1", 1),
                    win("prv~p~1", "bet~1", 1),
                    trustedWin("pay~1", "bet~1", 1),
                    rollback("prv~p~1", "bet~1"),
                    refund("pay~1", "bet~1", 1, 0))) {
                assertRejected(wallet.tell(transaction), WalletRejection.UNKNOWN_PLAYER, 0);
            }
            assertThat(wallet.journal()).isEmpty();
            assertThat(wallet.wallet().view().open()).isFalse();
        }

        @Test
        void startsWithNothingButOpened() {
            var taken = new WalletEvent.BetTaken(Sha256.ZERO, "bet~1", ROUND, EUR, Split.ZERO, Balances.ZERO, NOW);
            assertThatThrownBy(() -> wallet.wallet().apply(taken, Sha256.ZERO))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("wallet=ann");
        }
    }

    @Nested
    class WhenOpen {
        private final DrivenWallet wallet = DrivenWallet.holding(1_000);

        @Test
        void openedAgainWithTheSameIdAnswersTheSame() {
            assertThat(wallet.tell(new Transaction.Open("op~open", EUR, Reference.NONE)))
                    .isInstanceOfSatisfying(Answer.Accepted.class, again -> {
                        assertThat(again.replayed()).isTrue();
                        assertThat(again.version()).isEqualTo(1);
                        assertThat(again.balanceMinor()).isZero();
                    });
        }

        @Test
        void openedUnderAnotherIdExistsAlready() {
            var again = new Transaction.Open("op~2", EUR, Reference.NONE);
            assertRejected(wallet.tell(again), WalletRejection.PLAYER_EXISTS, 1_000);
            assertThat(wallet.tell(again).replayed()).isTrue();
        }

        @Test
        void takesADepositAndAWithdrawal() {
            assertAccepted(wallet.tell(deposit("op~2", 500)), 500, 1_500);
            assertAccepted(wallet.tell(withdraw("op~3", 1_500)), -1_500, 0);
        }

        @Test
        void refusesMoreThanItHolds() {
            assertRejected(wallet.tell(withdraw("op~2", 1_001)), WalletRejection.INSUFFICIENT_FUNDS, 1_000);
            assertRejected(wallet.tell(bet("bet~1", 1_001)), WalletRejection.INSUFFICIENT_FUNDS, 1_000);
            assertRejected(wallet.tell(bet("bet~2", MAX)), WalletRejection.INSUFFICIENT_FUNDS, 1_000);
            assertAccepted(wallet.tell(bet("bet~3", 1_000)), -1_000, 0);
        }

        @Test
        void refusesAnotherCurrency() {
            for (Transaction other : List.of(
                    new Transaction.Deposit("op~2", 1, "USD", Reference.NONE),
                    new Transaction.Withdraw("op~3", 1, "USD", Reference.NONE),
                    new Transaction.Bet("bet~1", 1, "USD", ROUND),
                    new Transaction.Win("prv~p~1", "bet~1", 1, "USD", false, ROUND),
                    new Transaction.Refund("pay~1", "bet~1", new Split(1, 0), "USD", ROUND))) {
                assertRejected(wallet.tell(other), WalletRejection.WRONG_CURRENCY, 1_000);
                assertThat(wallet.tell(other).replayed()).isTrue();
            }
        }

        @Test
        void takesABetOfZero() {
            assertAccepted(wallet.tell(bet("prv~p~free", 0)), 0, 1_000);
        }

        @Test
        void keepsTimesInMillisecondsSoThatARestartChangesNothing() {
            wallet.tell(bet("bet~1", 1), NOW.plusNanos(456_789));
            assertThat(wallet.recovered()).isEqualTo(wallet.wallet());
        }

        @Test
        void numbersItsVersionsByItsEvents() {
            assertThat(((Answer.Accepted) wallet.tell(bet("bet~1", 1))).version())
                    .isEqualTo(3);
            assertThat(((Answer.Rejected) wallet.tell(bet("bet~2", 9_999))).version())
                    .isEqualTo(4);
            assertThat(wallet.wallet().view().version()).isEqualTo(4);
            assertThat(wallet.journal()).hasSize(4);
        }

        @Test
        void listsWhatMovedMoneyNewestFirst() {
            wallet.tell(bet("bet~1", 100));
            wallet.tell(bet("bet~2", 5_000));
            wallet.tell(trustedWin("pay~1", "bet~1", 250));
            assertThat(wallet.wallet().transactions(Long.MAX_VALUE, 10))
                    .extracting(TransactionView::id, TransactionView::kind, TransactionView::amountMinor)
                    .containsExactly(
                            tuple("pay~1", "win", 250L),
                            tuple("bet~1", "bet", -100L),
                            tuple("op~first", "deposit", 1_000L));
            assertThat(wallet.wallet().transactions(5, 1))
                    .extracting(TransactionView::id)
                    .containsExactly("bet~1");
        }
    }

    @Nested
    class WhenAnIdComesAgain {
        private final DrivenWallet wallet = DrivenWallet.holding(1_000);

        @Test
        void anAcceptedOneGetsItsAnswerWhateverHappenedSince() {
            Answer first = wallet.tell(bet("bet~1", 400));
            wallet.tell(deposit("op~2", 5));
            assertThat(wallet.tell(bet("bet~1", 400), NOW.plus(Duration.ofDays(1))))
                    .isEqualTo(first.asReplayed());
            assertThat(wallet.balance()).isEqualTo(605);
        }

        @Test
        void aRefusedOneStaysRefusedThoughTheMoneyIsThereNow() {
            Answer first = wallet.tell(bet("bet~1", 1_500));
            wallet.tell(deposit("op~2", 1_000));
            assertThat(wallet.tell(bet("bet~1", 1_500))).isEqualTo(first.asReplayed());
            assertThat(((Answer.Rejected) first).balanceMinor()).isEqualTo(1_000);
            assertThat(wallet.balance()).isEqualTo(2_000);
        }

        @Test
        void anyOtherContentIsAConflictThatNamesTheOriginalAndIsNotStored() {
            wallet.tell(bet("bet~1", 400));
            int stored = wallet.journal().size();
            var elsewhere = new Reference("b1", "roulette-1", "house~r2", "red");
            for (Transaction other : List.of(
                    bet("bet~1", 401),
                    new Transaction.Bet("bet~1", 400, "USD", ROUND),
                    new Transaction.Bet("bet~1", 400, EUR, elsewhere),
                    withdraw("bet~1", 400),
                    win("bet~1", "bet~1", 400),
                    rollback("bet~1", "bet~1"))) {
                var conflict = assertRejected(wallet.tell(other), WalletRejection.TRANSACTION_CONFLICT, 600);
                assertThat(conflict.replayed()).isFalse();
                assertThat(conflict.original())
                        .isEqualTo(new TransactionView("bet~1", "bet", ROUND, -400, 400, 600, EUR, 3, NOW, null));
            }
            assertThat(wallet.journal()).hasSize(stored);
        }

        @Test
        void trustAndSplitAndBetArePartOfTheContent() {
            wallet.tell(trustedWin("pay~1", "bet~1", 10));
            assertRejected(wallet.tell(win("pay~1", "bet~1", 10)), WalletRejection.TRANSACTION_CONFLICT, 1_010);
            assertRejected(wallet.tell(trustedWin("pay~1", "bet~2", 10)), WalletRejection.TRANSACTION_CONFLICT, 1_010);
            wallet.tell(refund("pay~2", "bet~1", 10, 0));
            assertRejected(wallet.tell(refund("pay~2", "bet~1", 0, 10)), WalletRejection.TRANSACTION_CONFLICT, 1_020);
        }
    }

    @Nested
    class WhenABookDeclines {
        private final DrivenWallet wallet = DrivenWallet.holding(1_000);

        @Test
        void theBetIsRefusedForEverWithTheBooksCode() {
            var declined = assertRejected(
                    wallet.tell(decline("bet~1", 100, "betting_closed")), WalletRejection.DECLINED, 1_000);
            assertThat(declined.publicCode()).isEqualTo("betting_closed");
            assertThat(wallet.tell(bet("bet~1", 100))).isEqualTo(declined.asReplayed());
            assertThat(wallet.tell(resolve("bet~1", 100))).isEqualTo(declined.asReplayed());
            assertThat(wallet.tell(decline("bet~1", 100, "stake_limit"))).isEqualTo(declined.asReplayed());
            assertThat(wallet.wallet()
                            .transaction("bet~1", Recall.NONE)
                            .orElseThrow()
                            .code())
                    .isEqualTo("betting_closed");
        }

        @Test
        void aBetThatWasTakenStaysTaken() {
            Answer taken = wallet.tell(bet("bet~1", 100));
            assertThat(wallet.tell(decline("bet~1", 100, "betting_closed"))).isEqualTo(taken.asReplayed());
        }

        @Test
        void otherContentIsAConflict() {
            wallet.tell(decline("bet~1", 100, "betting_closed"));
            assertRejected(wallet.tell(bet("bet~1", 101)), WalletRejection.TRANSACTION_CONFLICT, 1_000);
        }
    }

    @Nested
    class WhenABookResolves {
        private final DrivenWallet wallet = DrivenWallet.holding(1_000);

        @Test
        void aDecidedBetGetsItsAnswer() {
            Answer taken = wallet.tell(bet("bet~1", 100));
            assertThat(wallet.tell(resolve("bet~1", 100))).isEqualTo(taken.asReplayed());
            Answer refused = wallet.tell(bet("bet~2", 5_000));
            assertThat(wallet.tell(resolve("bet~2", 5_000))).isEqualTo(refused.asReplayed());
        }

        @Test
        void anUndecidedOneIsGoneForEver() {
            Answer gone = wallet.tell(resolve("bet~1", 100));
            assertRejected(gone, WalletRejection.BET_ROLLED_BACK, 1_000);
            assertThat(wallet.tell(bet("bet~1", 100))).isEqualTo(gone.asReplayed());
            assertThat(wallet.tell(resolve("bet~1", 100))).isEqualTo(gone.asReplayed());
            assertRejected(wallet.tell(win("prv~p~1", "bet~1", 5)), WalletRejection.BET_ROLLED_BACK, 1_000);
            assertAccepted(wallet.tell(rollback("pay~1", "bet~1")), Answer.Status.ALREADY_ROLLED_BACK, 0, 1_000);
        }
    }

    @Nested
    class WhenABetIsRolledBack {
        private final DrivenWallet wallet = DrivenWallet.holding(1_000);

        @Test
        void itsStakeComesBackInItsSplit() {
            var mixed = DrivenWallet.holding(new Balances(30, 100, 0));
            assertThat(((Answer.Accepted) mixed.tell(bet("bet~1", 80))).split()).isEqualTo(new Split(30, 50));
            assertAccepted(mixed.tell(rollback("prv~p~1", "bet~1")), 80, 130);
            assertThat(mixed.wallet().view().realMinor()).isEqualTo(30);
            assertThat(mixed.wallet().view().bonusMinor()).isEqualTo(100);
        }

        @Test
        void onlyTheFirstRollbackMovesMoney() {
            wallet.tell(bet("bet~1", 100));
            Answer first = wallet.tell(rollback("prv~p~1", "bet~1"));
            assertAccepted(first, 100, 1_000);
            assertThat(wallet.tell(rollback("prv~p~1", "bet~1"))).isEqualTo(first.asReplayed());
            assertAccepted(wallet.tell(rollback("prv~p~2", "bet~1")), Answer.Status.ALREADY_ROLLED_BACK, 0, 1_000);
        }

        @Test
        void theBetItselfStillGetsItsFirstAnswer() {
            Answer taken = wallet.tell(bet("bet~1", 100));
            wallet.tell(rollback("prv~p~1", "bet~1"));
            assertThat(wallet.tell(bet("bet~1", 100))).isEqualTo(taken.asReplayed());
            assertThat(wallet.balance()).isEqualTo(1_000);
        }

        @Test
        void anUnknownOneLeavesATombstoneForWhateverBetComes() {
            assertAccepted(wallet.tell(rollback("prv~p~1", "prv~p~b")), Answer.Status.TOMBSTONED, 0, 1_000);
            Answer late = wallet.tell(bet("prv~p~b", 100));
            assertRejected(late, WalletRejection.BET_ROLLED_BACK, 1_000);
            assertThat(wallet.tell(bet("prv~p~b", 100))).isEqualTo(late.asReplayed());
            assertRejected(wallet.tell(bet("prv~p~b", 7)), WalletRejection.TRANSACTION_CONFLICT, 1_000);
            assertAccepted(wallet.tell(rollback("prv~p~2", "prv~p~b")), Answer.Status.ALREADY_ROLLED_BACK, 0, 1_000);
        }

        @Test
        void aTombstoneOutlivesARecovery() {
            wallet.tell(rollback("prv~p~1", "prv~p~b"));
            assertThat(wallet.recovered().decide(bet("prv~p~b", 1), NOW).answer())
                    .isInstanceOfSatisfying(
                            Answer.Rejected.class,
                            r -> assertThat(r.code()).isEqualTo(WalletRejection.BET_ROLLED_BACK));
        }

        @Test
        void aRefusedBetCountsAsNeverTaken() {
            wallet.tell(bet("bet~1", 5_000));
            assertAccepted(wallet.tell(rollback("prv~p~1", "bet~1")), Answer.Status.TOMBSTONED, 0, 1_000);
        }

        @Test
        void afterAnyWinItIsTooLate() {
            wallet.tell(bet("bet~1", 100));
            wallet.tell(win("prv~p~w", "bet~1", 0));
            var late =
                    assertRejected(wallet.tell(rollback("prv~p~1", "bet~1")), WalletRejection.BET_ALREADY_SETTLED, 900);
            assertThat(wallet.tell(rollback("prv~p~1", "bet~1"))).isEqualTo(late.asReplayed());
        }

        @Test
        void whatIsNoBetIsNotFound() {
            assertRejected(wallet.tell(rollback("prv~p~1", "op~first")), WalletRejection.BET_NOT_FOUND, 1_000);
        }
    }

    @Nested
    class WhenABetWins {
        private final DrivenWallet wallet = DrivenWallet.holding(1_000);

        @Test
        void itMayWinSeveralTimesAndZero() {
            wallet.tell(bet("bet~1", 100));
            assertAccepted(wallet.tell(win("prv~p~1", "bet~1", 250)), 250, 1_150);
            assertAccepted(wallet.tell(win("prv~p~2", "bet~1", 0)), 0, 1_150);
            assertAccepted(wallet.tell(win("prv~p~3", "bet~1", 1)), 1, 1_151);
        }

        @Test
        void withoutItsBetAnOutsidersWinIsRefusedForEver() {
            Answer early = wallet.tell(win("prv~p~1", "bet~1", 250));
            assertRejected(early, WalletRejection.BET_NOT_FOUND, 1_000);
            wallet.tell(bet("bet~1", 100));
            assertThat(wallet.tell(win("prv~p~1", "bet~1", 250))).isEqualTo(early.asReplayed());
            assertRejected(wallet.tell(win("prv~p~2", "op~first", 250)), WalletRejection.BET_NOT_FOUND, 900);
        }

        @Test
        void ofABetThatWasRefusedThereIsNone() {
            wallet.tell(bet("bet~1", 5_000));
            assertRejected(wallet.tell(win("prv~p~1", "bet~1", 1)), WalletRejection.BET_NOT_FOUND, 1_000);
        }

        @Test
        void afterARollbackOrATombstoneThereIsNone() {
            wallet.tell(bet("bet~1", 100));
            wallet.tell(rollback("prv~p~r1", "bet~1"));
            assertRejected(wallet.tell(win("prv~p~1", "bet~1", 1)), WalletRejection.BET_ROLLED_BACK, 1_000);
            wallet.tell(rollback("prv~p~r2", "bet~2"));
            assertRejected(wallet.tell(win("prv~p~2", "bet~2", 1)), WalletRejection.BET_ROLLED_BACK, 1_000);
        }

        @Test
        void ourOwnBooksAreBelievedButTheWinStillCounts() {
            assertAccepted(wallet.tell(trustedWin("pay~1", "bet~unknown", 5)), 5, 1_005);
            wallet.tell(bet("bet~1", 5));
            wallet.tell(trustedWin("pay~2", "bet~1", 10));
            assertRejected(wallet.tell(rollback("pay~3", "bet~1")), WalletRejection.BET_ALREADY_SETTLED, 1_010);
        }

        @Test
        void debtIsPaidFirst() {
            var owing = DrivenWallet.holding(new Balances(0, 0, 70));
            assertAccepted(owing.tell(trustedWin("pay~1", "bet~1", 50)), 0, 0);
            assertThat(owing.wallet().view().debtMinor()).isEqualTo(20);
            assertAccepted(owing.tell(trustedWin("pay~2", "bet~1", 50)), 30, 30);
            assertThat(owing.wallet().view().debtMinor()).isZero();
            assertThat(owing.tell(trustedWin("pay~1", "bet~1", 50)).replayed()).isTrue();
        }
    }

    @Nested
    class WhenABetIsRefunded {
        @Test
        void exactlyTheSplitComesBackAndTheBetIsGone() {
            var wallet = DrivenWallet.holding(new Balances(30, 100, 0));
            Split split = ((Answer.Accepted) wallet.tell(bet("bet~1", 80))).split();
            var refund = new Transaction.Refund("pay~1", "bet~1", split, EUR, ROUND);
            assertAccepted(wallet.tell(refund), 80, 130);
            assertThat(wallet.wallet().view().bonusMinor()).isEqualTo(100);
            assertThat(wallet.tell(refund).replayed()).isTrue();
            assertAccepted(wallet.tell(rollback("prv~p~1", "bet~1")), Answer.Status.ALREADY_ROLLED_BACK, 0, 130);
            assertThat(wallet.wallet()
                            .transaction("pay~1", Recall.NONE)
                            .orElseThrow()
                            .kind())
                    .isEqualTo("refund");
        }
    }

    @Nested
    class WhenABetIsCorrected {
        private final DrivenWallet wallet = DrivenWallet.holding(new Balances(300, 50, 0));

        @Test
        void whatItReturnsMoreIsPaid() {
            Answer paid = wallet.tell(correct("cor~1", "bet~1", 120));
            assertAccepted(paid, 120, 470);
            assertThat(wallet.wallet().view().realMinor()).isEqualTo(420);
            assertThat(wallet.tell(correct("cor~1", "bet~1", 120))).isEqualTo(paid.asReplayed());
            assertRejected(wallet.tell(correct("cor~1", "bet~1", 121)), WalletRejection.TRANSACTION_CONFLICT, 470);
            assertThat(wallet.wallet()
                            .transaction("cor~1", Recall.NONE)
                            .orElseThrow()
                            .kind())
                    .isEqualTo("correction");
        }

        @Test
        void whatItReturnsLessIsTakenRealMoneyFirst() {
            assertAccepted(wallet.tell(correct("cor~1", "bet~1", -310)), -310, 40);
            assertThat(wallet.wallet().view()).isEqualTo(new WalletView("ann", true, EUR, 40, 0, 40, 0, 3));
        }

        @Test
        void whatTheBalanceDoesNotCoverIsADebtThatLaterWinsAndCorrectionsPayOff() {
            assertAccepted(wallet.tell(correct("cor~1", "bet~1", -1_000)), -350, 0);
            assertThat(wallet.wallet().view().debtMinor()).isEqualTo(650);
            assertAccepted(wallet.tell(deposit("op~d", 30)), 30, 30);
            assertAccepted(wallet.tell(correct("cor~2", "bet~1", 400)), 0, 30);
            assertAccepted(wallet.tell(trustedWin("pay~1", "bet~2", 300)), 50, 80);
            assertThat(wallet.wallet().view().debtMinor()).isZero();
        }

        @Test
        void bonusMoneyThatComesBackIsBonusMoneyAndPaysNoDebt() {
            assertAccepted(wallet.tell(correct("cor~1", "bet~1", -450)), -350, 0);
            Answer paid = wallet.tell(correct("cor~2", "bet~1", 200, 70));
            assertAccepted(paid, 100, 100);
            assertThat(wallet.wallet().view()).isEqualTo(new WalletView("ann", true, EUR, 100, 30, 70, 0, 4));
            assertThat(wallet.tell(correct("cor~2", "bet~1", 200, 70))).isEqualTo(paid.asReplayed());
            assertRejected(wallet.tell(correct("cor~2", "bet~1", 200, 71)), WalletRejection.TRANSACTION_CONFLICT, 100);
            assertThatThrownBy(() -> correct("cor~3", "bet~1", 5, 6)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> correct("cor~3", "bet~1", -5, 1)).isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void itIsTakenBackFromAFrozenAndExcludedPlayerToo() {
            wallet.tell(new Transaction.Freeze("op~f", Reference.NONE));
            wallet.tell(new Transaction.Exclude("own~x", null, Reference.NONE));
            assertAccepted(wallet.tell(correct("cor~1", "bet~1", -1)), -1, 349);
        }

        @Test
        void aDebtWithoutRoomLeavesTheIdFree() {
            assertAccepted(wallet.tell(correct("cor~1", "bet~1", -MAX)), -350, 0);
            Answer full = wallet.tell(correct("cor~2", "bet~2", -MAX));
            assertRejected(full, WalletRejection.BALANCE_LIMIT, 0);
            assertThat(wallet.tell(correct("cor~2", "bet~2", -1)).replayed()).isFalse();
        }

        @Test
        void anotherCurrencyIsRefused() {
            var dollars = new Transaction.Correct("cor~1", "bet~1", 5, 2, "USD", ROUND);
            assertRejected(wallet.tell(dollars), WalletRejection.WRONG_CURRENCY, 350);
            assertThat(wallet.tell(dollars).replayed()).isTrue();
        }
    }

    @Nested
    class AtTheLimits {
        private final DrivenWallet wallet = DrivenWallet.holding(MAX);

        @Test
        void aCreditWithoutRoomIsRefusedButItsIdStaysFree() {
            wallet.tell(bet("bet~1", 10));
            wallet.tell(bet("bet~2", 0));
            wallet.tell(deposit("op~2", 10));
            int stored = wallet.journal().size();
            for (Transaction credit : List.of(
                    deposit("op~3", 1),
                    win("prv~p~1", "bet~2", 1),
                    trustedWin("pay~1", "bet~2", MAX),
                    rollback("prv~p~2", "bet~1"),
                    refund("pay~2", "bet~2", 0, 1))) {
                var refused = assertRejected(wallet.tell(credit), WalletRejection.BALANCE_LIMIT, MAX);
                assertThat(refused.code().retryable()).isTrue();
            }
            assertThat(wallet.journal()).hasSize(stored);
            wallet.tell(withdraw("op~4", 100));
            assertAccepted(wallet.tell(rollback("prv~p~2", "bet~1")), 10, MAX - 90);
            assertAccepted(wallet.tell(win("prv~p~1", "bet~2", 1)), 1, MAX - 89);
        }

        @Test
        void nothingButTheLimitIsRetryable() {
            assertThat(WalletRejection.values())
                    .filteredOn(WalletRejection::retryable)
                    .containsExactly(WalletRejection.BALANCE_LIMIT);
        }

        @Test
        void amountsOutOfRangeAreAProgrammersError() {
            assertThatThrownBy(() -> deposit("op~9", 0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> withdraw("op~9", 0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> bet("bet~9", -1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> decline("bet~9", -1, "x")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> resolve("bet~9", -1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> win("pay~9", "b", -1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> bet("bet~9", MAX + 1)).hasMessageContaining("amountMinor=" + (MAX + 1));
            assertThatThrownBy(() -> new Split(MAX, 1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new Split(Long.MAX_VALUE, Long.MAX_VALUE))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new Split(-1, 1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new Balances(0, -1, 0)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    class TheChain {
        @Test
        void eachEventNamesTheHashOfTheBytesBefore() {
            var wallet = DrivenWallet.holding(10);
            wallet.tell(bet("bet~1", 1));
            wallet.tell(bet("bet~2", 100));
            Sha256 previous = Sha256.ZERO;
            for (var stored : wallet.journal()) {
                assertThat(stored.event().previousHash()).isEqualTo(previous);
                previous = Sha256.of(stored.bytes());
            }
            assertThat(wallet.wallet().lastHash()).isEqualTo(previous);
        }

        @Test
        void aBreakNamesTheWalletAndTheSequenceNumber() {
            var wallet = DrivenWallet.holding(10).wallet();
            var event = new WalletEvent.BetTaken(
                    Sha256.of(new byte[1]), "bet~1", ROUND, EUR, Split.ZERO, new Balances(10, 0, 0), NOW);
            assertThatThrownBy(() -> wallet.apply(event, Sha256.ZERO))
                    .isInstanceOf(BrokenChainException.class)
                    .hasMessageContaining("wallet=ann sequenceNumber=3");
        }
    }
}
