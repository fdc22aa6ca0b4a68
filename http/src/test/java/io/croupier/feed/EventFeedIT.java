package io.croupier.feed;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import akka.projection.ProjectionBehavior;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The feed as it runs: through Akka Projection, with restarts. */
class EventFeedIT {
    @RegisterExtension
    static final FeedDatabase DATABASE = new FeedDatabase();

    private static final Duration LONGEST = Duration.ofSeconds(40);
    private static final Config SETTINGS = ConfigFactory.parseString("""
                    akka.actor.provider = local
                    akka.remote.artery.canonical.port = 0
                    croupier.feed { batch-size = 50, poll-interval = 20 ms, status-interval = 50 ms }
                    croupier.feed.restart { min-back-off = 50 ms, max-back-off = 200 ms }
                    """).withFallback(ConfigFactory.load());

    private final JournalWriter journal = new JournalWriter();
    private HikariDataSource pool;
    private ActorSystem<Void> system;

    @BeforeEach
    void start() {
        pool = DATABASE.access().pool(6, Duration.ofSeconds(5));
        system = ActorSystem.create(Behaviors.empty(), "feed-test", SETTINGS);
    }

    @AfterEach
    void stop() throws Exception {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get();
        pool.close();
    }

    private ActorRef<ProjectionBehavior.Command> own(String name) {
        return system.systemActorOf(
                ProjectionBehavior.create(EventFeed.projection(system, pool, name)), name, Props.empty());
    }

    private void write(int first, int wallets) throws SQLException {
        try (Connection connection = DATABASE.connect()) {
            connection.setAutoCommit(false);
            for (int i = first; i < first + wallets; i++) {
                journal.deposit(connection, "p" + i, "d" + i, 100);
                if (i % 10 == 0) {
                    connection.commit();
                }
            }
            connection.commit();
        }
    }

    private FeedStatus status() throws SQLException {
        try (Connection connection = DATABASE.connect()) {
            return FeedStatus.read(connection).orElseThrow();
        }
    }

    private interface Fact {
        boolean holds() throws SQLException;
    }

    private static void await(String what, Fact fact) throws SQLException {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (!fact.holds()) {
            if (System.nanoTime() > end) {
                throw new AssertionError(what + ": "
                        + DATABASE.rows(
                                "SELECT c::text, now(), pg_current_snapshot(), (SELECT count(*) FROM event_journal)"
                                        + " FROM feed_cursor c"));
            }
        }
    }

    private static long projected() throws SQLException {
        return DATABASE.number("SELECT count(*) FROM player_transaction");
    }

    @Test
    void projectsWhatThereIsAndWhatComes() throws SQLException {
        write(0, 200);
        own("one");
        await("what there was", () -> projected() == 200);
        write(200, 30);
        await("what came", () -> projected() == 230);

        String now = DATABASE.rows("SELECT clock_timestamp()").get(0);
        await(
                "freshness without events",
                () -> DATABASE.rows("SELECT 1 FROM feed_cursor WHERE as_of > ?::timestamptz", now)
                        .contains("1"));
        assertThat(status().lagEvents()).isZero();
        assertThat(status().owner()).isEqualTo("one");
    }

    @Test
    void twoOwnersAndKilledConnectionsProjectEverythingOnce() throws SQLException {
        own("one");
        own("two");
        for (int i = 0; i < 10; i++) {
            write(i * 50, 50);
            DATABASE.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                    + " AND query LIKE ANY (ARRAY['%feed_%', '%ledger_%', '%event_journal%', 'COPY%', 'COMMIT'])");
        }
        await("all of it", () -> projected() >= 500);

        assertThat(projected()).isEqualTo(500);
        assertThat(DATABASE.number("SELECT -balance_minor FROM ledger_account WHERE account = 'cashier'"))
                .isEqualTo(50_000);
        assertThat(DATABASE.number("SELECT count(*) FROM ledger_posting")).isEqualTo(500);
    }

    @Test
    void aGapStopsItUntilTheRowIsBack() throws SQLException {
        write(0, 5);
        DATABASE.execute("CREATE TABLE backup AS SELECT * FROM event_journal WHERE persistence_id = 'Wallet|p3'");
        DATABASE.execute("DELETE FROM event_journal WHERE persistence_id = 'Wallet|p3' AND sequence_number = 1");
        own("one");
        await(
                "the fault",
                () -> DATABASE.rows("SELECT 1 FROM feed_cursor WHERE fault IS NOT NULL")
                        .contains("1"));
        assertThat(status().fault()).contains("entity=Wallet|p3", "expected=1", "found=2");
        assertThat(projected()).isZero();

        DATABASE.execute("INSERT INTO event_journal SELECT * FROM backup ON CONFLICT DO NOTHING");
        DATABASE.execute("DROP TABLE backup");
        await("the rest", () -> projected() == 5);
        assertThat(status().fault()).isNull();
    }
}
