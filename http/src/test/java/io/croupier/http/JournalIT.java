package io.croupier.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.croupier.http.node.CroupierNode;
import io.croupier.wallet.WalletEntity;
import io.croupier.wallet.domain.Answer;
import io.croupier.wallet.domain.Reference;
import io.croupier.wallet.domain.Transaction;
import io.croupier.wallet.domain.WalletView;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the journal's own writes promise, on a real database. */
class JournalIT {
    @RegisterExtension
    static final TestNode NODE =
            TestNode.with("# A node of its own: what these tests do to its journal, audits must find.");

    private static final Duration LONG = Duration.ofSeconds(30);

    private final CroupierNode node = NODE.node();
    private final String player = "journal-" + System.nanoTime();

    private CompletableFuture<Answer> ask(String playerId, Transaction transaction, Duration within) {
        return node.sharding()
                .entityRefFor(WalletEntity.KEY, playerId)
                .<Answer>ask(replyTo -> new WalletEntity.Transact(transaction, replyTo), within)
                .toCompletableFuture();
    }

    /** As every caller does: no answer means that it is unknown, and the same is sent again. */
    private Answer untilAnswered(Transaction transaction) {
        long end = System.nanoTime() + LONG.toNanos();
        while (true) {
            try {
                return ask(player, transaction, Duration.ofSeconds(1)).join();
            } catch (CompletionException unknown) {
                if (System.nanoTime() - end > 0) {
                    throw unknown;
                }
            }
        }
    }

    private static Transaction.Deposit deposit(String id) {
        return new Transaction.Deposit("op~" + id, 100, "EUR", Reference.NONE);
    }

    private long balance(String playerId) {
        return node.sharding()
                .entityRefFor(WalletEntity.KEY, playerId)
                .<WalletView>ask(WalletEntity.GetWallet::new, LONG)
                .toCompletableFuture()
                .join()
                .balanceMinor();
    }

    private int update(String sql) throws SQLException {
        try (Connection connection = node.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, "Wallet|" + player);
            return statement.executeUpdate();
        }
    }

    @Test
    void aRowThatIsThereAlreadyRefusesTheWriteWholeAndTheSameIdSucceedsLater() throws SQLException {
        ask(player, new Transaction.Open("op~open", "EUR", Reference.NONE), LONG)
                .join();
        // As another owner of the same wallet would have written it.
        assertThat(update("INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp,"
                        + " adapter_manifest, event_ser_id, event_ser_manifest, event_payload) SELECT persistence_id,"
                        + " sequence_number + 1, 'other', write_timestamp, adapter_manifest, event_ser_id,"
                        + " event_ser_manifest, event_payload FROM event_journal WHERE persistence_id = ?"))
                .isEqualTo(1);
        assertThatThrownBy(
                        () -> ask(player, deposit("d1"), Duration.ofSeconds(1)).join())
                .isInstanceOf(CompletionException.class);
        assertThat(update("DELETE FROM event_journal WHERE writer = 'other' AND persistence_id = ?"))
                .isEqualTo(1);

        assertThat(untilAnswered(deposit("d1"))).isInstanceOf(Answer.Accepted.class);
        assertThat(untilAnswered(deposit("d1")))
                .isInstanceOfSatisfying(
                        Answer.Accepted.class,
                        answer -> assertThat(answer.replayed()).isTrue());
        assertThat(balance(player)).isEqualTo(100);
    }

    @Test
    void aBatchOfManyWalletsIsStoredInTheOrderOfEachWallet() throws SQLException {
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int wallet = 0; wallet < 40; wallet++) {
            answers.add(ask(player + "-" + wallet, new Transaction.Open("op~open", "EUR", Reference.NONE), LONG));
            for (int n = 0; n < 30; n++) {
                answers.add(ask(player + "-" + wallet, deposit("d" + n), LONG));
            }
        }
        answers.forEach(answer -> assertThat(answer.join()).isInstanceOf(Answer.Accepted.class));
        for (int wallet = 0; wallet < 40; wallet++) {
            assertThat(balance(player + "-" + wallet)).isEqualTo(3000);
        }
        try (Connection connection = node.dataSource().getConnection();
                PreparedStatement rows = connection.prepareStatement("""
                        SELECT count(*), count(*) FILTER (WHERE sequence_number <= before) FROM (
                          SELECT sequence_number,
                            lag(sequence_number) OVER (PARTITION BY persistence_id ORDER BY ordering) AS before
                          FROM event_journal WHERE persistence_id LIKE ?) AS journal""")) {
            rows.setString(1, "Wallet|" + player + "-%");
            try (ResultSet found = rows.executeQuery()) {
                found.next();
                assertThat(found.getLong(1)).isEqualTo(40 * 31);
                assertThat(found.getLong(2)).as("events out of order").isZero();
            }
        }
    }
}
