package io.croupier.http.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.round.domain.Bet;
import io.croupier.round.domain.BookEvent;
import io.croupier.round.domain.BookEvent.Decision;
import io.croupier.round.domain.BookEvent.Intent;
import io.croupier.round.domain.BookEvent.Line;
import io.croupier.round.domain.RoundEvent;
import io.croupier.round.domain.RoundTerms;
import io.croupier.round.domain.TableTerms;
import io.croupier.round.game.Outcome;
import io.croupier.round.game.Selection;
import io.croupier.wallet.StoredWalletEvent;
import io.croupier.wallet.domain.Balances;
import io.croupier.wallet.domain.BonusEffect;
import io.croupier.wallet.domain.BonusStake;
import io.croupier.wallet.domain.BonusState;
import io.croupier.wallet.domain.BonusTerms;
import io.croupier.wallet.domain.Reference;
import io.croupier.wallet.domain.Sha256;
import io.croupier.wallet.domain.Split;
import io.croupier.wallet.domain.WalletEvent;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_763_690_000_000L);
    private static final String ROUND = "house~r1";
    private static final String BOOK = "Book|house~r1~0";
    private static final TableTerms TABLE =
            new TableTerms("roulette-1", "house", "roulette", "EUR", 1, 1, 100_000, 10_000, 1_000);
    private static final Selection RED = new Selection.Roulette("red", List.of(1, 3));

    private final Ledger ledger = new Ledger();
    private Sha256 hash = Sha256.ZERO;
    private long number;
    private long balance;

    private void wallet(WalletEvent event) {
        StoredWalletEvent stored = StoredWalletEvent.of(event);
        hash = stored.hash();
        ledger.add("Wallet|ann", ++number, stored);
    }

    private Balances after(long change) {
        balance += change;
        return new Balances(balance, 0, 0);
    }

    private static Reference about(String betId) {
        return new Reference(betId, "roulette-1", ROUND, "red");
    }

    private void opened(long deposit) {
        wallet(new WalletEvent.Opened(hash, "op~1", Reference.NONE, "EUR", NOW));
        wallet(new WalletEvent.Deposited(
                hash, "op~2", Reference.NONE, "EUR", new Split(deposit, 0), after(deposit), NOW));
    }

    private void debited(String betId, long minor) {
        wallet(new WalletEvent.BetTaken(
                hash, "bet~" + betId, about(betId), "EUR", new Split(minor, 0), after(-minor), NOW));
    }

    private void credited(String betId, long minor) {
        String id = "pay~" + ROUND + "~" + betId + "~1";
        wallet(new WalletEvent.WinCredited(
                hash, id, about(betId), "EUR", "bet~" + betId, true, minor, new Split(minor, 0), after(minor), NOW));
    }

    private void book(BookEvent event) {
        ledger.add(BOOK, 1, event);
    }

    private void intended(String betId, long stakeMinor) {
        book(new BookEvent.BookOpened(new RoundTerms(ROUND, TABLE, NOW), NOW));
        book(new BookEvent.IntentsRecorded(List.of(new Intent("ann", betId, RED, stakeMinor, NOW))));
    }

    private void decided(String betId, boolean accepted, boolean rollbackOwed) {
        book(new BookEvent.BetsDecided(
                List.of(new Decision(
                        "ann", betId, accepted, 0, 0, 0, 0, accepted ? null : "x", null, rollbackOwed, null)),
                NOW));
    }

    private void planned(Line... lines) {
        book(new BookEvent.SettlementPlanned(1, List.of(lines), NOW));
    }

    private MoneyReport.Columns euro() {
        return Objects.requireNonNull(ledger.report(NOW).currencies().get("EUR"));
    }

    @Test
    void theSumIsZeroAtEveryStepOfAWinningBet() {
        opened(1000);
        assertThat(euro()).isEqualTo(new MoneyReport.Columns(1000, 0, 0, 0, -1000));
        intended("b1", 300);
        assertThat(euro().sumMinor()).isZero();
        debited("b1", 300);
        assertThat(euro()).isEqualTo(new MoneyReport.Columns(700, 300, 0, 0, -1000));
        decided("b1", true, false);
        assertThat(euro().sumMinor()).isZero();
        planned(new Line("ann", "b1", Bet.State.WON, 600));
        assertThat(euro()).isEqualTo(new MoneyReport.Columns(700, 600, -300, 0, -1000));
        credited("b1", 600);
        assertThat(euro()).isEqualTo(new MoneyReport.Columns(1300, 0, -300, 0, -1000));
        assertThat(ledger.report(NOW).consistent()).isTrue();
    }

    @Test
    void aLostStakeGoesToTheHouse() {
        opened(1000);
        intended("b1", 300);
        debited("b1", 300);
        decided("b1", true, false);
        planned();
        assertThat(euro()).isEqualTo(new MoneyReport.Columns(700, 0, 300, 0, -1000));
        assertThat(ledger.report(NOW).consistent()).isTrue();
    }

    private void with(WalletEvent event) {
        balance = event.after().realMinor();
        wallet(event);
        assertThat(euro().sumMinor()).as("after %s", event).isZero();
    }

    private static BonusTerms terms() {
        return new BonusTerms(
                900, List.of(), BonusTerms.Order.REAL_FIRST, BonusTerms.Wins.PROPORTIONAL, null, NOW.plusSeconds(60));
    }

    @Test
    void aBonusIsTheHousesCostUntilItIsTakenBack() {
        opened(1000);
        with(new WalletEvent.BonusGranted(
                hash, "op~g", Reference.NONE, "EUR", "g", 500, terms(), new Balances(1000, 500, 0), NOW));
        assertThat(euro()).isEqualTo(new MoneyReport.Columns(1500, 0, 0, -500, -1000));
        with(new WalletEvent.BonusConverted(
                hash, "bon~g~converted~1", Reference.NONE, "g", 300, 200, 0, new Balances(1300, 0, 0), NOW));
        assertThat(euro()).isEqualTo(new MoneyReport.Columns(1300, 0, 0, -300, -1000));
        with(new WalletEvent.BonusReopened(
                hash, "bon~g~reopened~1", Reference.NONE, "g", 250, 50, 200, new Balances(1050, 500, 50), NOW));
        with(new WalletEvent.BonusEnded(
                hash, "bon~g~expired~1", Reference.NONE, "g", BonusState.EXPIRED, 500, new Balances(1050, 0, 50), NOW));
        assertThat(euro()).isEqualTo(new MoneyReport.Columns(1000, 0, 0, 0, -1000));
        assertThat(ledger.report(NOW).consistent()).isTrue();
    }

    @Test
    void aFreeBetIsStakedAtTheHousesCostAndPaysItsWinLessThat() {
        opened(1000);
        intended("b1", 300);
        wallet(new WalletEvent.BetTaken(
                hash,
                "bet~b1",
                about("b1"),
                "EUR",
                Split.ZERO,
                after(0),
                NOW,
                new BonusStake(List.of(), null, "f", 300, false)));
        decided("b1", true, false);
        assertThat(euro()).isEqualTo(new MoneyReport.Columns(1000, 300, 0, -300, -1000));
        planned(new Line("ann", "b1", Bet.State.WON, 600));
        wallet(new WalletEvent.WinCredited(
                hash,
                "pay~" + ROUND + "~b1~1",
                about("b1"),
                "EUR",
                "bet~b1",
                true,
                600,
                new Split(300, 0),
                after(300),
                NOW,
                new BonusEffect(300, 0, List.of(), null, List.of(), List.of(), 300, null, null, null)));
        assertThat(euro()).isEqualTo(new MoneyReport.Columns(1300, 0, -300, 0, -1000));
        assertThat(ledger.report(NOW).consistent()).isTrue();
    }

    @Test
    void moneyThatComesFromNoBonusIsFound() {
        opened(1000);
        wallet(new WalletEvent.BonusEnded(
                hash, "bon~g~expired~0", Reference.NONE, "g", BonusState.EXPIRED, 300, after(0), NOW));
        assertThat(ledger.report(NOW).consistent()).isFalse();
    }

    @Test
    void aVoidedStakeIsInPlayUntilItIsBack() {
        opened(1000);
        intended("b1", 300);
        debited("b1", 300);
        decided("b1", true, false);
        book(new BookEvent.VoidPlanned("fire", 0, NOW));
        assertThat(euro()).isEqualTo(new MoneyReport.Columns(700, 300, 0, 0, -1000));
        wallet(new WalletEvent.BetRefunded(
                hash, "ref~" + ROUND + "~b1~0", about("b1"), "EUR", "bet~b1", new Split(300, 0), NOW, after(300), NOW));
        assertThat(euro()).isEqualTo(new MoneyReport.Columns(1000, 0, 0, 0, -1000));
        assertThat(ledger.report(NOW).consistent()).isTrue();
    }

    @Test
    void aStakeThatTheBookGaveUpOnIsInPlayUntilItIsRolledBack() {
        opened(1000);
        intended("b1", 300);
        debited("b1", 300);
        decided("b1", false, true);
        assertThat(euro()).isEqualTo(new MoneyReport.Columns(700, 300, 0, 0, -1000));
        wallet(new WalletEvent.BetRolledBack(
                hash, "rb~" + ROUND + "~b1", about("b1"), "bet~b1", new Split(300, 0), NOW, after(300), NOW));
        assertThat(euro()).isEqualTo(new MoneyReport.Columns(1000, 0, 0, 0, -1000));
        assertThat(ledger.report(NOW).consistent()).isTrue();
    }

    @Test
    void aProvidersBetsAndWinsCountForTheHouse() {
        opened(1000);
        Reference reference = new Reference(null, null, "prov~g1", "");
        wallet(new WalletEvent.BetTaken(hash, "prv~prov~t1", reference, "EUR", new Split(400, 0), after(-400), NOW));
        assertThat(euro()).isEqualTo(new MoneyReport.Columns(600, 0, 400, 0, -1000));
        wallet(new WalletEvent.WinCredited(
                hash, "prv~prov~t2", reference, "EUR", "prv~prov~t1", false, 900, new Split(900, 0), after(900), NOW));
        assertThat(euro()).isEqualTo(new MoneyReport.Columns(1500, 0, -500, 0, -1000));
        assertThat(ledger.report(NOW).consistent()).isTrue();
    }

    @Test
    void openRoundsAreListedUntilTheyEnd() {
        var terms = new RoundTerms(ROUND, TABLE, NOW);
        ledger.add("Round|" + ROUND, 1, new RoundEvent.RoundOpened(terms, NOW));
        assertThat(ledger.report(NOW).openRounds())
                .containsExactly(new MoneyReport.OpenRound(ROUND, "roulette-1", NOW));
        ledger.add("Round|" + ROUND, 2, new RoundEvent.RoundSettled(1, 0, NOW));
        assertThat(ledger.report(NOW).openRounds()).isEmpty();
    }

    private void corrected(String betId, long difference, int version, long moved, Balances after) {
        String id = "cor~" + ROUND + "~" + betId + "~" + version;
        wallet(new WalletEvent.BetCorrected(
                hash, id, about(betId), "EUR", "bet~" + betId, difference, new Split(moved, 0), after, NOW));
    }

    private void won(String betId, long stakeMinor, long payoutMinor) {
        ledger.add("Round|" + ROUND, 1, new RoundEvent.RoundOpened(new RoundTerms(ROUND, TABLE, NOW), NOW));
        intended(betId, stakeMinor);
        debited(betId, stakeMinor);
        decided(betId, true, false);
        planned(new Line("ann", betId, Bet.State.WON, payoutMinor));
        credited(betId, payoutMinor);
        ledger.add("Round|" + ROUND, 2, new RoundEvent.RoundSettled(1, payoutMinor, NOW));
    }

    private void result(int version) {
        ledger.add(
                "Round|" + ROUND,
                version * 2 - 1,
                new RoundEvent.ResultRecorded(
                        version, "res" + version, "res" + (version - 1), new Outcome.Roulette(2), null, null, NOW));
    }

    @Test
    void theSumIsZeroAtEveryStepOfACorrectionAndOfTheDebtThatItLeaves() {
        opened(1000);
        won("b1", 300, 600);
        wallet(new WalletEvent.Withdrawn(hash, "op~3", Reference.NONE, "EUR", new Split(900, 0), after(-900), NOW));
        assertThat(euro()).isEqualTo(new MoneyReport.Columns(400, 0, -300, 0, -100));
        result(2);
        assertThat(ledger.report(NOW).openRounds())
                .containsExactly(new MoneyReport.OpenRound(ROUND, "roulette-1", NOW));
        book(new BookEvent.SettlementPlanned(2, List.of(), NOW));
        assertThat(euro()).isEqualTo(new MoneyReport.Columns(400, -600, 300, 0, -100));
        balance = 0;
        corrected("b1", -600, 2, 400, new Balances(0, 0, 200));
        ledger.add("Round|" + ROUND, 4, new RoundEvent.RoundSettled(2, 0, NOW));
        assertThat(euro()).isEqualTo(new MoneyReport.Columns(-200, 0, 300, 0, -100));
        ledger.add("Round|" + ROUND, 5, new RoundEvent.VoidAccepted("fire", 3, NOW));
        book(new BookEvent.VoidPlanned("fire", 3, NOW));
        assertThat(euro()).isEqualTo(new MoneyReport.Columns(-200, 300, 0, 0, -100));
        balance = 100;
        corrected("b1", 300, 3, 100, new Balances(100, 0, 0));
        ledger.add("Round|" + ROUND, 6, new RoundEvent.RoundVoided(300, NOW));
        assertThat(euro()).isEqualTo(new MoneyReport.Columns(100, 0, 0, 0, -100));
        assertThat(ledger.report(NOW).consistent()).isTrue();
        assertThat(ledger.report(NOW).openRounds()).isEmpty();
    }

    // Planted faults: each must show.

    @Test
    void aCorrectionThatIsPaidTwiceOrNeverShows() {
        opened(1000);
        won("b1", 300, 600);
        result(2);
        book(new BookEvent.SettlementPlanned(2, List.of(), NOW));
        assertThat(ledger.report(NOW).faults()).isEmpty();
        ledger.add("Round|" + ROUND, 4, new RoundEvent.RoundSettled(2, 0, NOW));
        assertThat(ledger.report(NOW).faults())
                .contains("roundId=house~r1 was corrected by 0 in its wallets and by -600 in its books");
        corrected("b1", -600, 2, 600, after(-600));
        corrected("b1", -600, 2, 600, after(-600));
        assertThat(ledger.report(NOW).faults())
                .contains("roundId=house~r1 was corrected by -1200 in its wallets and by -600 in its books");
    }

    @Test
    void aCreditThatIsPaidTwiceShows() {
        opened(1000);
        intended("b1", 300);
        debited("b1", 300);
        decided("b1", true, false);
        planned(new Line("ann", "b1", Bet.State.WON, 600));
        credited("b1", 600);
        credited("b1", 600);
        assertThat(ledger.report(NOW).consistent()).isFalse();
    }

    @Test
    void aStakeThatTheBookKnowsOtherwiseShows() {
        opened(1000);
        intended("b1", 301);
        debited("b1", 300);
        decided("b1", true, false);
        assertThat(euro().sumMinor()).isEqualTo(1);
        assertThat(ledger.report(NOW).faults()).anyMatch(fault -> fault.contains("debited 300, staked 301"));
    }

    @Test
    void aPayoutWithoutAPlanShows() {
        opened(1000);
        credited("b9", 50);
        assertThat(ledger.report(NOW).consistent()).isFalse();
    }

    @Test
    void aSettledBetThatNoWalletPaidForShows() {
        opened(1000);
        intended("b1", 300);
        decided("b1", true, false);
        planned();
        assertThat(euro().sumMinor()).isEqualTo(300);
        assertThat(ledger.report(NOW).faults()).anyMatch(fault -> fault.contains("settled without a debit"));
    }

    @Test
    void aBalanceThatDoesNotFollowFromTheTransactionsShows() {
        opened(1000);
        balance += 1;
        debited("b1", 300);
        assertThat(ledger.report(NOW).faults()).anyMatch(fault -> fault.contains("701 by its balance and 700"));
    }

    @Test
    void aMissingEventAndABrokenChainShow() {
        opened(1000);
        number++;
        hash = Sha256.ZERO;
        debited("b1", 300);
        assertThat(ledger.report(NOW).faults())
                .anyMatch(fault -> fault.contains("has event 4 after 2"))
                .anyMatch(fault -> fault.contains("does not name the hash"));
    }
}
