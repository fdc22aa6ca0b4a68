package io.croupier.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transaction numbers out of a dump mean nothing in the database that it was restored into. */
class RestoreIT {
    @RegisterExtension
    static final FeedDatabase DATABASE = new FeedDatabase();

    private final JournalWriter journal = new JournalWriter();

    private void deposit(String player, String id) throws SQLException {
        try (Connection connection = DATABASE.connect()) {
            journal.deposit(connection, player, id, 100);
        }
    }

    private static void expectDeposits(int deposits) throws SQLException {
        assertThat(DATABASE.number("SELECT count(*) FROM player_transaction")).isEqualTo(deposits);
        assertThat(DATABASE.number("SELECT -balance_minor FROM ledger_account WHERE account = 'cashier'"))
                .isEqualTo(100L * deposits);
    }

    /** The other signs than numbers from the future, with restored numbers that look like the past. */
    @ParameterizedTest
    @ValueSource(strings = {"system_identifier = system_identifier + 1", "restore_epoch = -1"})
    void aSignOfARestoreBeginsANewEpochThatLosesAndDoublesNothing(String sign) throws SQLException {
        deposit("ann", "d1");
        try (DrivenFeed feed = new DrivenFeed(DATABASE, "one", 3)) {
            feed.drain();
        }
        deposit("ann", "d2");
        // As if the server that wrote these were far ahead of this one.
        DATABASE.execute("UPDATE event_journal SET xid = (xid::text::bigint + 1000000)::text::xid8");
        DATABASE.execute("UPDATE feed_cursor SET " + sign + ", xid = (xid::text::bigint + 1000000)::text::xid8");

        expectAllInANewEpoch();
    }

    @Test
    void numbersFromTheFutureAreASignByThemselves() throws SQLException {
        deposit("ann", "d1");
        deposit("ann", "d2");
        DATABASE.execute("UPDATE event_journal SET xid = (xid::text::bigint + 1000000)::text::xid8");

        expectAllInANewEpoch();
    }

    private void expectAllInANewEpoch() throws SQLException {
        try (DrivenFeed feed = new DrivenFeed(DATABASE, "two", 2, 0, Duration.ofMinutes(1))) {
            assertThat(feed.cursor().epoch().number()).isEqualTo(2);
            deposit("ann", "d3");
            deposit("bob", "d4");
            feed.drain();
            expectDeposits(4);
            deposit("bob", "d5");
            feed.drain();
            expectDeposits(5);
        }
        try (DrivenFeed again = new DrivenFeed(DATABASE, "three", 2)) {
            assertThat(again.cursor().epoch().number()).isEqualTo(2);
            assertThat(again.drain()).isZero();
        }
    }

    @Test
    void aTransactionThatHadBegunBeforeTheNewEpochIsNotLost() throws SQLException {
        deposit("ann", "d1");
        try (Connection begun = DATABASE.connect()) {
            begun.setAutoCommit(false);
            begun.createStatement().executeQuery("SELECT pg_current_xact_id()").close();
            DATABASE.execute("UPDATE event_journal SET xid = (xid::text::bigint + 1000000)::text::xid8");
            try (DrivenFeed feed = new DrivenFeed(DATABASE, "one", 2)) {
                feed.drain();
                journal.deposit(begun, "bob", "d2", 100);
                feed.drain();
                begun.commit();
                feed.drain();
            }
        }
        expectDeposits(2);
    }
}
