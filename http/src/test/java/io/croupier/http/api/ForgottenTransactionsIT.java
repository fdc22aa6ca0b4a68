package io.croupier.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.http.TestNode;
import io.croupier.http.api.ApiClient.Answer;
import io.croupier.http.api.ApiClient.Person;
import io.croupier.wallet.WalletEntity;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Wallets that remember ten transactions, with the real feed behind them, give the answers of wallets that remember all. */
class ForgottenTransactionsIT {
    private static final int HISTORY = 60;

    @RegisterExtension
    static final TestNode NODE =
            TestNode.with("croupier.wallet { remembered = 5, max-remembered = 200, snapshot-every = 25 }");

    private static ApiClient api;

    @BeforeAll
    static void connect() {
        api = new ApiClient(NODE.node().httpUri());
    }

    private static Answer bet(Person player, String id, long minor) {
        return api.signed(
                "/provider/v1/wallets/" + player.id() + "/bets",
                "{\"transactionId\":\"" + id + "\",\"roundId\":\"g-1\",\"amountMinor\":" + minor
                        + ",\"currency\":\"EUR\"}");
    }

    private static Answer win(Person player, String id, String betId, long minor) {
        return api.signed(
                "/provider/v1/wallets/" + player.id() + "/wins",
                "{\"transactionId\":\"" + id + "\",\"betTransactionId\":\"" + betId
                        + "\",\"roundId\":\"g-1\",\"amountMinor\":" + minor + ",\"currency\":\"EUR\"}");
    }

    private static Answer rollback(Person player, String id, String betId) {
        return api.signed(
                "/provider/v1/wallets/" + player.id() + "/rollbacks",
                "{\"transactionId\":\"" + id + "\",\"betTransactionId\":\"" + betId + "\",\"roundId\":\"g-1\"}");
    }

    private static long balance(Person player) {
        return api.signedGet("/provider/v1/wallets/" + player.id()).is(200).minor("balanceMinor");
    }

    private static WalletEntity.Remembered memory(Person player) {
        return NODE.node()
                .sharding()
                .entityRefFor(WalletEntity.KEY, player.id())
                .ask(WalletEntity.GetMemory::new, Duration.ofSeconds(10))
                .toCompletableFuture()
                .join();
    }

    /** Bets until the wallet has forgotten this version: it asks how far the feed is at most once a second. */
    private static void forgetUpTo(Person player, long version) {
        int[] n = {0};
        Eventually.get(
                () -> {
                    bet(player, "filler-" + n[0]++, 1);
                    return memory(player);
                },
                memory -> memory.forgottenUpTo() >= version);
    }

    @Test
    void anOldIdIsAnsweredAsItWasAndItsConflictIsFound() {
        Person ann = api.player("ann", 100_000);
        List<Answer> first = new ArrayList<>();
        for (int n = 0; n < HISTORY; n++) {
            first.add(bet(ann, "b" + n, 10).is(200));
        }
        Answer refused = bet(ann, "too-much", 1_000_000).is(422, "insufficient_funds");
        forgetUpTo(ann, HISTORY + 3);
        long before = balance(ann);
        for (int n = 0; n < HISTORY; n++) {
            Answer again = bet(ann, "b" + n, 10).is(200);
            assertThat(again.replayed()).isTrue();
            assertThat(again.json()).isEqualTo(first.get(n).json());
            bet(ann, "b" + n, 11).is(409, "transaction_conflict");
        }
        Answer refusedAgain = bet(ann, "too-much", 1_000_000).is(422, "insufficient_funds");
        assertThat(refusedAgain.replayed()).isTrue();
        assertThat(refusedAgain.json()).isEqualTo(refused.json());
        assertThat(balance(ann)).isEqualTo(before);
        assertThat(memory(ann).transactions()).isLessThan(40);
    }

    @Test
    void whatBecameOfAnOldBetIsKnown() {
        Person bob = api.player("bob", 100_000);
        bet(bob, "open", 10).is(200);
        bet(bob, "won", 10).is(200);
        win(bob, "w", "won", 30).is(200);
        bet(bob, "back", 10).is(200);
        rollback(bob, "r", "back").is(200);
        rollback(bob, "t", "never").is(200);
        forgetUpTo(bob, 8);
        rollback(bob, "r2", "won").is(409, "bet_already_settled");
        win(bob, "w2", "back", 30).is(422, "bet_rolled_back");
        assertThat(rollback(bob, "r3", "back").is(200).string("status")).isEqualTo("already_rolled_back");
        bet(bob, "never", 10).is(422, "bet_rolled_back");
        win(bob, "w3", "nothing", 30).is(404, "bet_not_found");
        assertThat(rollback(bob, "r4", "open").is(200).string("status")).isEqualTo("accepted");
    }

    @Test
    void nothingIsForgottenWhileTheFeedIsHeldUp() throws SQLException {
        Person cat = api.player("cat", 100_000);
        try (Connection holder = NODE.node().dataSource().getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("SELECT pg_current_xact_id()");
            List<Answer> first = new ArrayList<>();
            for (int n = 0; n < HISTORY; n++) {
                first.add(bet(cat, "b" + n, 10).is(200));
            }
            long reached = memory(cat).forgottenUpTo();
            assertThat(memory(cat).transactions()).isGreaterThanOrEqualTo(HISTORY - 2);
            assertThat(reached).as("what came before the hold").isLessThan(4);
            for (int n = 0; n < HISTORY; n++) {
                assertThat(bet(cat, "b" + n, 10).is(200).json())
                        .isEqualTo(first.get(n).json());
            }
            holder.rollback();
        }
        forgetUpTo(cat, HISTORY);
        bet(cat, "b7", 11).is(409, "transaction_conflict");
    }
}
