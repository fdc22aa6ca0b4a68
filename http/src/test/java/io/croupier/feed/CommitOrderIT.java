package io.croupier.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transactions that are numbered in one order and committed in another: none may be skipped, none doubled. */
class CommitOrderIT {
    @RegisterExtension
    static final FeedDatabase DATABASE = new FeedDatabase();

    private static final int POLLS = 20;

    private final JournalWriter journal = new JournalWriter();

    /** The reader that everybody writes first: it remembers the highest ordering it has seen. */
    private static final class OrderingReader implements AutoCloseable {
        private final Connection connection;
        private final Set<String> seen = new TreeSet<>();
        private long last;

        OrderingReader() throws SQLException {
            connection = DATABASE.connect();
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }

        void poll() throws SQLException {
            try (PreparedStatement select = connection.prepareStatement("SELECT ordering, persistence_id || '#' ||"
                    + " sequence_number FROM event_journal WHERE ordering > ? ORDER BY ordering LIMIT 100")) {
                select.setLong(1, last);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        last = row.getLong(1);
                        seen.add(row.getString(2));
                    }
                }
            }
        }
    }

    private static Connection begun() throws SQLException {
        Connection connection = DATABASE.connect();
        connection.setAutoCommit(false);
        return connection;
    }

    private static void expectEverythingOnce() throws SQLException {
        assertThat(DATABASE.rows("SELECT player_id || '#' || version FROM player_transaction ORDER BY 1"))
                .isEqualTo(DATABASE.rows("SELECT substr(persistence_id, 8) || '#' || sequence_number FROM event_journal"
                        + " WHERE event_ser_manifest <> 'opened' ORDER BY 1"));
        assertThat(DATABASE.number("SELECT sum(balance_minor) FROM ledger_account"))
                .isZero();
        assertThat(DATABASE.rows("SELECT a.account FROM ledger_account a JOIN feed_wallet w ON a.account = 'player:' ||"
                        + " w.player_id || ':real' WHERE a.balance_minor <> w.real_minor"
                        + " OR a.sequence_number <> w.sequence_number"))
                .isEmpty();
    }

    /** Holds one transaction open while others commit, for as long as {@code held} says; then commits it. */
    private void interleave(Held held) throws SQLException {
        try (DrivenFeed feed = new DrivenFeed(DATABASE, "one", 7);
                OrderingReader ordering = new OrderingReader();
                Connection slow = begun();
                Connection quick = begun()) {
            journal.deposit(slow, "slow", "s1", 100);
            for (int i = 0; i < 30; i++) {
                journal.deposit(quick, "quick-" + i, "q" + i, 100);
                quick.commit();
                feed.drain();
                ordering.poll();
            }
            held.hold(() -> {
                feed.drain();
                ordering.poll();
            });
            assertThat(DATABASE.number("SELECT count(*) FROM player_transaction"))
                    .as("rows above a transaction that still runs")
                    .isZero();
            slow.commit();
            assertThat(feed.drain()).isEqualTo(62);
            ordering.poll();

            expectEverythingOnce();
            assertThat(ordering.seen).hasSize(60).doesNotContain("Wallet|slow#1", "Wallet|slow#2");
        }
    }

    private interface Look {
        void look() throws SQLException;
    }

    private interface Held {
        void hold(Look look) throws SQLException;
    }

    @Test
    void aTransactionThatIsHeldOpenIsNotSkippedAndACursorOnOrderingSkipsIt() throws SQLException {
        interleave(look -> {
            for (int i = 0; i < POLLS; i++) {
                look.look();
            }
        });
    }

    /** {@code -Dcroupier.feed.long=on}: as long as the feed's promise says, by the clock. */
    @ParameterizedTest
    @ValueSource(ints = {15, 60})
    @EnabledIfSystemProperty(named = "croupier.feed.long", matches = "on")
    void norIsOneThatIsHeldOpenForSoManySeconds(int seconds) throws SQLException {
        interleave(look -> {
            long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
            while (System.nanoTime() < end) {
                look.look();
            }
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void noOrderOfCommitsSkipsOrDoublesARow(long seed) throws SQLException {
        Random random = new Random(seed);
        List<Connection> writers = new ArrayList<>();
        try (OrderingReader ordering = new OrderingReader();
                DrivenFeed feed = new DrivenFeed(DATABASE, "one", 1 + random.nextInt(20))) {
            for (int i = 0; i < 8; i++) {
                writers.add(begun());
            }
            for (int step = 0; step < 400; step++) {
                int writer = random.nextInt(writers.size());
                switch (random.nextInt(10)) {
                    case 0, 1, 2, 3, 4 ->
                        journal.deposit(
                                writers.get(writer), "w" + writer + "-" + random.nextInt(3), "d" + step, 1 + step);
                    case 5, 6 -> writers.get(writer).commit();
                    case 7 -> ordering.poll();
                    default -> feed.step();
                }
            }
            for (Connection writer : writers) {
                writer.commit();
            }
            feed.drain();
            ordering.poll();

            expectEverythingOnce();
            assertThat(ordering.seen.size())
                    .as("seed %d: rows that a cursor on ordering has seen", seed)
                    .isLessThan((int) DATABASE.number("SELECT count(*) FROM event_journal"));
        } finally {
            for (Connection writer : writers) {
                writer.close();
            }
        }
    }

    @Test
    void aTransactionThatIsTakenBackLeavesNoTraceAndHoldsNothingUp() throws SQLException {
        try (DrivenFeed feed = new DrivenFeed(DATABASE, "one", 100);
                Connection taken = begun();
                Connection kept = begun()) {
            new JournalWriter().deposit(taken, "taken-back", "t", 100);
            journal.deposit(kept, "kept", "k", 100);
            kept.commit();
            assertThat(feed.drain()).isZero();
            taken.rollback();
            assertThat(feed.drain()).isEqualTo(2);
        }
        expectEverythingOnce();
    }

    @Test
    void asOfIsNeverBehindACommitThatIsNotProjected() throws SQLException {
        try (DrivenFeed feed = new DrivenFeed(DATABASE, "one", 100);
                Connection slow = begun();
                Connection quick = begun()) {
            feed.drain();
            journal.deposit(slow, "slow", "s", 100);
            String before = DATABASE.rows("SELECT clock_timestamp()").get(0);
            journal.deposit(quick, "quick", "q", 100);
            quick.commit();
            feed.drain();
            assertThat(DATABASE.rows("SELECT as_of < ?::timestamptz FROM feed_cursor", before))
                    .containsExactly("t");
            slow.commit();
            String after = DATABASE.rows("SELECT clock_timestamp()").get(0);
            feed.drain();
            assertThat(DATABASE.rows("SELECT as_of >= ?::timestamptz, lag_events FROM feed_cursor", after))
                    .containsExactly("t|0");
        }
    }
}
