package io.croupier.http.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.Cancellable;
import io.croupier.http.TestNode;
import io.croupier.http.database.DatabaseAccess;
import io.croupier.http.store.Blocking;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

/** Who may begin a cluster on a database; in a schema of its own, for the node is a cluster itself. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SignsOfLifeIT {
    @RegisterExtension
    static final TestNode NODE = TestNode.shared();

    private static final int AT_ONCE = 6;
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final ExecutorService THREADS = Executors.newFixedThreadPool(AT_ONCE);
    private static final PGSimpleDataSource DATABASE = new PGSimpleDataSource();

    @BeforeAll
    static void makeSchema() throws SQLException {
        DatabaseAccess access = NODE.node().database();
        DATABASE.setUrl(access.jdbcUrl());
        DATABASE.setUser(access.user());
        DATABASE.setPassword(access.password());
        DATABASE.setCurrentSchema("signs_it");
        execute("CREATE SCHEMA signs_it");
        execute("CREATE TABLE signs_it.sign_of_life (LIKE public.sign_of_life INCLUDING ALL)");
    }

    @AfterAll
    static void dropSchema() throws SQLException {
        THREADS.shutdownNow();
        execute("DROP SCHEMA signs_it CASCADE");
    }

    @BeforeEach
    void forget() throws SQLException {
        execute("DELETE FROM sign_of_life");
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = DATABASE.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static SignsOfLife signs(Duration interval, Duration timeout) {
        return new SignsOfLife(NODE.node().system(), new Blocking(DATABASE, THREADS), interval, timeout);
    }

    private static boolean mayBegin(SignsOfLife signs) {
        return signs.mayBegin().toCompletableFuture().join();
    }

    private static double ageSeconds() {
        try (Connection connection = DATABASE.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT extract(epoch FROM clock_timestamp() - seen_at) FROM sign_of_life")) {
            return row.next() ? row.getDouble(1) : -1;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static long oneOf(List<SignsOfLife> all) {
        return Stream.of(all.stream().map(SignsOfLife::mayBegin).toList())
                .flatMap(List::stream)
                .filter(may -> may.toCompletableFuture().join())
                .count();
    }

    @Test
    @Order(1)
    void ofManyAtATimeOneMayBeginAndTheNextOnlyAfterALongSilence() throws SQLException {
        List<SignsOfLife> all = Stream.generate(() -> signs(Duration.ofMinutes(1), Duration.ofHours(1)))
                .limit(AT_ONCE)
                .toList();
        assertThat(oneOf(all)).as("on a new database").isEqualTo(1);
        assertThat(oneOf(all)).as("while the sign is fresh").isZero();

        execute("UPDATE sign_of_life SET seen_at = clock_timestamp() - INTERVAL '61 minutes'");
        assertThat(oneOf(all)).as("after a long silence").isEqualTo(1);
    }

    /** The last: a sign that is on its way when it ends would be in the way of others. */
    @Test
    @Order(2)
    void aMemberKeepsOthersFromBeginning() throws SQLException {
        SignsOfLife signs = signs(Duration.ofMillis(100), Duration.ofHours(1));
        Cancellable giving = signs.give();
        try {
            await(() -> ageSeconds() >= 0);
            assertThat(mayBegin(signs)).isFalse();

            execute("UPDATE sign_of_life SET seen_at = clock_timestamp() - INTERVAL '30 minutes'");
            await(() -> ageSeconds() < 60);
        } finally {
            giving.cancel();
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    @Test
    void refusesTimesThatWouldLetTwoBegin() {
        assertThatThrownBy(() -> signs(Duration.ZERO, Duration.ofSeconds(30)))
                .hasMessageContaining("croupier.cluster.signs-of-life.interval=0ms");
        assertThatThrownBy(() -> signs(Duration.ofSeconds(5), Duration.ofSeconds(9)))
                .hasMessageContaining("croupier.cluster.signs-of-life.timeout=9000ms");
    }
}
