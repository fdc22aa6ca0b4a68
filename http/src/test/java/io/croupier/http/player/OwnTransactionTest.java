package io.croupier.http.player;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OwnTransactionTest {
    @Test
    void onlyTheCallersOwnPartOfAnIdIsShown() {
        assertThat(OwnTransaction.ownId("bet~b-1", "bet")).isEqualTo("b-1");
        assertThat(OwnTransaction.ownId("op~t1", "deposit")).isEqualTo("t1");
        assertThat(OwnTransaction.ownId("prv~acme~x:9", "win")).isEqualTo("x:9");
        assertThat(OwnTransaction.ownId("pay~acme~r7~b-1~1", "win")).isEqualTo("win.r7.b-1.1");
        assertThat(OwnTransaction.ownId("ref~house~r7~b-1~0~2", "refund")).isEqualTo("refund.r7.b-1.0.2");
        assertThat(OwnTransaction.ownId("rb~house~r7~b-1", "rollback")).isEqualTo("rollback.r7.b-1");
    }
}
