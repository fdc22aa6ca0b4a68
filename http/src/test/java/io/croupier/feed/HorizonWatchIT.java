package io.croupier.feed;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** Who holds the feed up is named, once per bound. */
class HorizonWatchIT {
    @RegisterExtension
    static final FeedDatabase DATABASE = new FeedDatabase();

    private static final Duration BOUND = Duration.ofMillis(500);

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private DrivenFeed feed;

    @BeforeEach
    void listen() throws SQLException {
        log.start();
        ((Logger) LoggerFactory.getLogger(HorizonWatch.class)).addAppender(log);
        feed = new DrivenFeed(DATABASE, "one", 100, 0, BOUND);
    }

    @AfterEach
    void stop() throws SQLException {
        ((Logger) LoggerFactory.getLogger(HorizonWatch.class)).detachAppender(log);
        feed.close();
    }

    private FeedStatus status() throws SQLException {
        try (Connection connection = DATABASE.connect()) {
            return FeedStatus.read(connection).orElseThrow();
        }
    }

    /** Polls until the fact holds or the bound has passed several times over. */
    private boolean pollUntil(BooleanSupplier fact) throws SQLException {
        long end = System.nanoTime() + 8 * BOUND.toNanos();
        while (!fact.getAsBoolean() && System.nanoTime() < end) {
            feed.step();
        }
        return fact.getAsBoolean();
    }

    @Test
    void aWriterInAnyDatabaseIsNamedWithItsPidAndAgeOncePerBound() throws SQLException {
        DATABASE.execute("DROP DATABASE IF EXISTS elsewhere");
        DATABASE.execute("CREATE DATABASE elsewhere");
        String url = DATABASE.access().jdbcUrl().replace("/croupier?", "/elsewhere?");
        try (Connection holder = java.sql.DriverManager.getConnection(
                url, DATABASE.access().user(), DATABASE.access().password())) {
            holder.setAutoCommit(false);
            holder.createStatement().execute("SELECT pg_current_xact_id()");
            int pid = holder.unwrap(org.postgresql.PGConnection.class).getBackendPID();

            assertThat(pollUntil(() -> !log.list.isEmpty())).isTrue();

            assertThat(log.list.get(0).getLevel()).isEqualTo(Level.WARN);
            assertThat(log.list.get(0).getFormattedMessage())
                    .contains("pid=" + pid, "ageMs=", "database=elsewhere", "application=croupier", "state=idle in tr");
            for (int i = 0; i < 3; i++) {
                feed.step();
            }
            Holder known = status().holder();
            assertThat(known).isNotNull();
            assertThat(known.pid()).isEqualTo(pid);
            assertThat(known.age()).isGreaterThanOrEqualTo(BOUND);
            assertThat(pollUntil(() -> log.list.size() >= 2)).isTrue();
            assertThat(Duration.ofMillis(
                            log.list.get(1).getTimeStamp() - log.list.get(0).getTimeStamp()))
                    .isGreaterThanOrEqualTo(BOUND.minusMillis(50));
            holder.rollback();
        }
        feed.drain();
        assertThat(status().holder()).isNull();
    }

    @Test
    void aTransactionThatOnlyReadsHoldsNothingUp() throws SQLException {
        JournalWriter journal = new JournalWriter();
        try (Connection reader = DATABASE.connect();
                Connection writer = DATABASE.connect()) {
            reader.setAutoCommit(false);
            reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            reader.createStatement().execute("SELECT count(*) FROM event_journal");
            for (int i = 0; i < 20; i++) {
                journal.deposit(writer, "ann", "d" + i, 100);
                assertThat(feed.drain()).isPositive();
            }
            assertThat(pollUntil(() -> !log.list.isEmpty())).isFalse();
        }
    }
}
