package io.croupier.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A batch is projected whole and once, whatever dies in between and whoever else is at it. */
class FeedOwnersIT {
    @RegisterExtension
    static final FeedDatabase DATABASE = new FeedDatabase();

    private static final int WALLETS = 10;

    private DrivenFeed feed;

    @BeforeEach
    void write() throws SQLException {
        JournalWriter journal = new JournalWriter();
        try (Connection connection = DATABASE.connect()) {
            for (int i = 0; i < WALLETS; i++) {
                journal.deposit(connection, "p" + i, "d" + i, 100);
            }
        }
        feed = new DrivenFeed(DATABASE, "first", 100);
    }

    @AfterEach
    void close() throws SQLException {
        feed.close();
    }

    private static void expect(int postings) throws SQLException {
        assertThat(DATABASE.number("SELECT count(*) FROM ledger_posting")).isEqualTo(postings);
        assertThat(DATABASE.number("SELECT count(*) FROM player_transaction")).isEqualTo(postings);
        assertThat(DATABASE.number(
                        "SELECT coalesce(sum(balance_minor), 0) FROM ledger_account WHERE balance_minor > 0"))
                .isEqualTo(100L * postings);
    }

    private static void kill(Connection connection) throws SQLException {
        int pid = Math.toIntExact(
                connection.unwrap(org.postgresql.PGConnection.class).getBackendPID());
        DATABASE.rows("SELECT pg_terminate_backend(?)", pid);
    }

    @Test
    void aConnectionThatDiesBeforeTheCommitLeavesNothingAndTheNextOwnerDoesItAll() throws SQLException {
        Page.Decoded page = feed.read();
        try (Connection connection = DATABASE.connect()) {
            connection.setAutoCommit(false);
            feed.project(connection, page);
            kill(connection);
            assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
        }
        expect(0);
        try (DrivenFeed next = new DrivenFeed(DATABASE, "second", 100)) {
            assertThat(next.drain()).isEqualTo(2 * WALLETS);
        }
        expect(WALLETS);
    }

    @Test
    void aFailureBetweenAnyTwoEffectsLeavesNothing() throws SQLException {
        Page.Decoded page = feed.read();
        for (String table :
                new String[] {"ledger_posting", "ledger_account", "player_transaction", "feed_wallet", "feed_cursor"}) {
            DATABASE.execute("ALTER TABLE " + table + " RENAME TO away");
            try (Connection connection = DATABASE.connect()) {
                connection.setAutoCommit(false);
                assertThatThrownBy(() -> feed.project(connection, page)).isInstanceOf(SQLException.class);
                connection.rollback();
            } finally {
                DATABASE.execute("ALTER TABLE away RENAME TO " + table);
            }
            expect(0);
        }
        feed.drain();
        expect(WALLETS);
    }

    @Test
    void anOwnerThatDiesAfterTheCommitIsNotRepeated() throws SQLException {
        feed.step();

        try (DrivenFeed next = new DrivenFeed(DATABASE, "second", 100)) {
            assertThat(next.drain()).isZero();
        }
        expect(WALLETS);
    }

    @Test
    void anOwnerThatHeardNothingOfItsCommitIsFencedByItsOwnCursor() throws SQLException {
        Page.Decoded page = feed.read();
        try (Connection connection = DATABASE.connect()) {
            connection.setAutoCommit(false);
            feed.project(connection, page);
            connection.commit();
        }
        assertThatThrownBy(feed::step).isInstanceOf(FencedException.class);
        expect(WALLETS);
    }

    @Test
    void ofTwoOwnersTheSecondIsFenced() throws SQLException {
        try (DrivenFeed second = new DrivenFeed(DATABASE, "second", 100)) {
            feed.step();
            assertThatThrownBy(second::step).isInstanceOf(FencedException.class).hasMessageContaining("another owner");
        }
        expect(WALLETS);
    }

    @Test
    void twoOwnersInTheSameMomentWaitForEachOtherAndOneWins() throws SQLException {
        try (DrivenFeed second = new DrivenFeed(DATABASE, "second", 100);
                Connection first = DATABASE.connect()) {
            Page.Decoded page = feed.read();
            first.setAutoCommit(false);
            feed.project(first, page);
            CompletableFuture<Throwable> late = CompletableFuture.supplyAsync(() -> {
                try {
                    second.step();
                    return new AssertionError("the second owner wrote its batch");
                } catch (SQLException | RuntimeException expected) {
                    return expected;
                }
            });
            while (DATABASE.number("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                            + " AND query LIKE 'UPDATE feed_cursor%'")
                    == 0) {
                assertThat(late).isNotDone();
            }
            first.commit();
            assertThat(late.join()).isInstanceOf(FencedException.class);
        }
        expect(WALLETS);
    }
}
