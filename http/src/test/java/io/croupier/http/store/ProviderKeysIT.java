package io.croupier.http.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.http.TestNode;
import io.croupier.http.database.DatabaseAccess;
import io.croupier.http.store.ProviderKeys.ProviderKey;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

/** Keys in a schema of their own, so that the node does not meet secrets that it cannot open. */
class ProviderKeysIT {
    @RegisterExtension
    static final TestNode NODE = TestNode.shared();

    private static final ExecutorService THREADS = Executors.newFixedThreadPool(4);
    private static final PGSimpleDataSource DATABASE = new PGSimpleDataSource();

    @BeforeAll
    static void makeSchema() throws SQLException {
        DatabaseAccess access = NODE.node().database();
        DATABASE.setUrl(access.jdbcUrl());
        DATABASE.setUser(access.user());
        DATABASE.setPassword(access.password());
        DATABASE.setCurrentSchema("keys_it");
        execute("CREATE SCHEMA keys_it");
        execute("CREATE TABLE keys_it.provider_key (LIKE public.provider_key INCLUDING ALL)");
    }

    @AfterAll
    static void dropSchema() throws SQLException {
        THREADS.shutdownNow();
        execute("DROP SCHEMA keys_it CASCADE");
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = DATABASE.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static ProviderKeys keys(Duration missInterval) {
        return new ProviderKeys(
                new Blocking(DATABASE, THREADS),
                new SecretBox(new byte[32], new SecureRandom()),
                false,
                new ProviderKeys.Settings(1000, missInterval),
                Clock.systemUTC());
    }

    @Test
    void aKeyIsKnownAsSoonAsItIsMadeEvenWhileTheCopyIsBeingRenewed() {
        // After a renewal nothing is looked up again for an hour: what the copy lacks is unknown.
        ProviderKeys keys = keys(Duration.ofHours(1));
        var going = new AtomicBoolean(true);
        var renewals = new Thread(() -> {
            while (going.get()) {
                keys.refresh();
                Thread.onSpinWait();
            }
        });
        renewals.start();
        try {
            for (int i = 0; i < 50; i++) {
                var key = new ProviderKey("made-" + i, "p", "secret", null);
                keys.add(key, false, null).toCompletableFuture().join();
                assertThat(keys.find(key.keyId()).toCompletableFuture().join()).contains(key);
            }
        } finally {
            going.set(false);
        }
    }

    @Test
    void aNodeKnowsTheKeysThatOthersHaveMadeOnceItHasLoadedThem() {
        var key = new ProviderKey("elsewhere", "p", "secret", null);
        keys(Duration.ZERO).add(key, false, null).toCompletableFuture().join();
        ProviderKeys here = keys(Duration.ofHours(1));
        here.load().toCompletableFuture().join();
        var late = new ProviderKey("late", "p", "secret", null);
        keys(Duration.ZERO).add(late, false, null).toCompletableFuture().join();
        assertThat(here.find("elsewhere").toCompletableFuture().join()).contains(key);
        assertThat(here.find("late").toCompletableFuture().join()).isEmpty();
        here.refresh();
        here.load().toCompletableFuture().join();
        assertThat(here.find("late").toCompletableFuture().join()).contains(late);
    }
}
