package io.croupier.http.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.DispatcherSelector;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import io.croupier.feed.ProjectionAudit;
import io.croupier.http.TestNode;
import io.croupier.http.api.Api;
import io.croupier.http.node.CroupierNode;
import io.croupier.http.store.Blocking;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** However often nodes start: a few rows, no money, nothing for the feed to stumble over, nothing for an audit to find. */
class CanaryIT {
    private static final int SONGS = 45;
    private static final int MOST_ROWS = 21;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String ROWS = "SELECT count(*) FROM event_journal WHERE persistence_id = 'Canary|canary'";

    @RegisterExtension
    static final TestNode NODE = TestNode.with("croupier.round.house-tables = []");

    private final CroupierNode node = NODE.node();

    @Test
    void leavesAFewRowsAndNoDifference() throws SQLException {
        assertThat(number(ROWS)).as("events of the start").isPositive();
        var blocking = new Blocking(
                node.dataSource(),
                node.system().dispatchers().lookup(DispatcherSelector.fromConfig(Api.BLOCKING_DISPATCHER)));
        var watch = new CanaryWatch(
                node.system(),
                ClusterSharding.get(node.system()),
                blocking,
                LIMIT,
                Duration.ofMillis(100),
                Clock.systemUTC());
        for (int i = 0; i < SONGS; i++) {
            watch.once().toCompletableFuture().join();
        }

        assertThat(number("SELECT max(sequence_number) FROM event_journal WHERE persistence_id = 'Canary|canary'"))
                .isGreaterThanOrEqualTo(SONGS);
        // Rows that fall due to be deleted while others are being deleted are left to the next time: songs go on until
        // then.
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (number(ROWS) > MOST_ROWS) {
            assertThat(System.nanoTime()).as("rows are deleted").isLessThan(deadline);
            watch.once().toCompletableFuture().join();
        }
        await("SELECT count(*) FROM snapshot WHERE persistence_id = 'Canary|canary' HAVING count(*) <= 2");
        // Past rows whose numbers have gaps, the last one too.
        await("SELECT 1 FROM feed_cursor WHERE fault IS NULL AND lag_events = 0"
                + " AND ordering = (SELECT max(ordering) FROM event_journal)");
        assertThat(number("SELECT count(*) FROM ledger_posting")).isZero();
        assertThat(number("SELECT count(*) FROM feed_entity WHERE persistence_id LIKE 'Canary%'"))
                .isZero();
        theAuditFindsNothing();
        assertThat(node.api().audits().audit().toCompletableFuture().join().consistent())
                .isTrue();
    }

    private void theAuditFindsNothing() throws SQLException {
        try (Connection source = node.database().connect();
                Connection scratch = node.database().connect()) {
            source.setAutoCommit(false);
            scratch.setAutoCommit(false);
            var reader = new ProjectionAudit.Reader() {
                @Override
                public void event(String persistenceId, long sequenceNumber, Object event) {
                    assertThat(persistenceId).doesNotStartWith("Canary");
                }

                @Override
                public void progress(long events, long ofAbout) {}
            };
            assertThat(new ProjectionAudit(source, scratch, 1000, reader).run().first())
                    .isEmpty();
        }
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = node.database().connect();
                ResultSet row = connection.createStatement().executeQuery(sql)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /** Until the statement finds a row. */
    private void await(String sql) throws SQLException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        try (Connection connection = node.database().connect()) {
            while (true) {
                try (ResultSet row = connection.createStatement().executeQuery(sql)) {
                    if (row.next()) {
                        return;
                    }
                }
                assertThat(System.nanoTime()).as(sql).isLessThan(deadline);
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        }
    }
}
