package io.croupier.round.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.wallet.domain.Balances;
import io.croupier.wallet.domain.BonusEffect;
import io.croupier.wallet.domain.BonusPart;
import io.croupier.wallet.domain.BonusStake;
import io.croupier.wallet.domain.Reference;
import io.croupier.wallet.domain.Sha256;
import io.croupier.wallet.domain.Split;
import io.croupier.wallet.domain.WalletEvent;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BetTransactionsTest {
    private static final Split SPLIT = new Split(100, 0);
    private static final Balances AFTER = new Balances(900, 0, 0);

    private static WalletEvent bet(String id) {
        return new WalletEvent.BetTaken(Sha256.ZERO, id, Reference.NONE, "EUR", SPLIT, AFTER, Instant.EPOCH);
    }

    private static WalletEvent win(String id) {
        return new WalletEvent.WinCredited(
                Sha256.ZERO, id, Reference.NONE, "EUR", "bet~b1", true, 100, SPLIT, AFTER, Instant.EPOCH);
    }

    private static WalletEvent correction(String id, long differenceMinor) {
        return new WalletEvent.BetCorrected(
                Sha256.ZERO, id, Reference.NONE, "EUR", "bet~b1", differenceMinor, SPLIT, AFTER, Instant.EPOCH);
    }

    @Test
    void booksTellOfCorrectionsButOfNoDebt() {
        assertThat(BetTransactions.toldByBook(correction("cor~acme~r1~b1~2", 100)))
                .isTrue();
        assertThat(BetTransactions.toldByBook(correction("cor~acme~r1~b1~2", -100)))
                .isTrue();
        assertThat(BetTransactions.toldByBook(correction("cor~acme~r1~b1~2", 150)))
                .isFalse();
        assertThat(BetTransactions.toldByBook(correction("cor~acme~r1~b1~2", -150)))
                .isFalse();
    }

    @Test
    void booksTellOfNoWinThatPaysOffADebt() {
        assertThat(BetTransactions.toldByBook(new WalletEvent.WinCredited(
                        Sha256.ZERO,
                        "pay~house~r1~b1~1",
                        Reference.NONE,
                        "EUR",
                        "bet~b1",
                        true,
                        150,
                        SPLIT,
                        AFTER,
                        Instant.EPOCH)))
                .isFalse();
    }

    @Test
    void booksTellOfNothingThatBonusesHaveAPartIn() {
        var stake = new BonusStake(List.of(new BonusPart("g", 100)), "g", null, 0, false);
        assertThat(BetTransactions.toldByBook(new WalletEvent.BetTaken(
                        Sha256.ZERO, "bet~b1", Reference.NONE, "EUR", new Split(0, 100), AFTER, Instant.EPOCH, stake)))
                .isFalse();
        var effect = new BonusEffect(0, 100, List.of(), null, List.of(), List.of(), 0, null, null, null);
        assertThat(BetTransactions.toldByBook(new WalletEvent.WinCredited(
                        Sha256.ZERO,
                        "pay~house~r1~b1~1",
                        Reference.NONE,
                        "EUR",
                        "bet~b1",
                        true,
                        100,
                        new Split(0, 100),
                        AFTER,
                        Instant.EPOCH,
                        effect)))
                .isFalse();
    }

    @Test
    void booksTellOfTheirOwnBetsAndWinsAlone() {
        assertThat(BetTransactions.toldByBook(bet(BetTransactions.betTransactionId("b1"))))
                .isTrue();
        assertThat(BetTransactions.toldByBook(win("pay~house~r1~b1~1"))).isTrue();

        assertThat(BetTransactions.toldByBook(bet("prv~acme~b1"))).isFalse();
        assertThat(BetTransactions.toldByBook(win("prv~acme~w1"))).isFalse();
        assertThat(BetTransactions.toldByBook(new WalletEvent.BetRolledBack(
                        Sha256.ZERO, "rb~house~r1~b1", Reference.NONE, "bet~b1", SPLIT, null, AFTER, Instant.EPOCH)))
                .isFalse();
        assertThat(BetTransactions.toldByBook(new WalletEvent.Deposited(
                        Sha256.ZERO, "op~d1", Reference.NONE, "EUR", SPLIT, AFTER, Instant.EPOCH)))
                .isFalse();
    }
}
