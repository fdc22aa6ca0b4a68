package io.croupier.feed;

import com.typesafe.config.ConfigFactory;
import io.croupier.http.database.DatabaseAccess;
import io.croupier.http.database.EmbeddedDatabase;
import io.croupier.http.database.EmbeddedSettings;
import io.croupier.http.database.Migrations;
import io.croupier.http.node.BuildInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A PostgreSQL with Croupier's schema and no actors, one for all tests of the feed: journal and projections are emptied
 * before each.
 */
final class FeedDatabase implements BeforeAllCallback, BeforeEachCallback {
    private static @Nullable Running running;
    private static @Nullable Connection shared;

    /** Outlives JUnit's stores, of which each test class has its own: it stops with the JVM. */
    private record Running(EmbeddedDatabase database, Path directory) {
        static Running start() throws IOException {
            Path directory = Files.createTempDirectory("croupier-feed-");
            EmbeddedSettings settings = EmbeddedSettings.from(ConfigFactory.parseString(
                            "croupier.database.embedded { max-wal-size = 512MB, shared-buffers = 64MB }")
                    .withFallback(ConfigFactory.load()));
            EmbeddedDatabase database = EmbeddedDatabase.in(
                    directory,
                    settings,
                    BuildInfo.current().postgres(),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(120),
                    line -> {});
            database.start();
            Migrations.run(database.access());
            return new Running(database, directory);
        }

        void close() {
            database.close();
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        synchronized (FeedDatabase.class) {
            if (running == null) {
                Running started = Running.start();
                running = started;
                Runtime.getRuntime().addShutdownHook(new Thread(started::close, "feed-database-stop"));
            }
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) throws SQLException {
        execute("TRUNCATE event_journal, event_tag, feed_cursor, feed_wallet, feed_book, feed_entity, ledger_posting,"
                + " ledger_account, player_transaction, player_bet, played_round, stray_money, akka_projection_offset_store,"
                + " audit_checkpoint");
    }

    DatabaseAccess access() {
        synchronized (FeedDatabase.class) {
            return Objects.requireNonNull(running, "register it as a static extension")
                    .database
                    .access();
        }
    }

    Connection connect() throws SQLException {
        return access().connect();
    }

    /** For questions, which come by the thousand; autocommitted. */
    private static synchronized Connection shared() throws SQLException {
        if (shared == null || shared.isClosed()) {
            shared = Objects.requireNonNull(running, "register it as a static extension")
                    .database
                    .access()
                    .connect();
        }
        return shared;
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The rows of a query, each as its columns' texts with a bar between them. */
    List<String> rows(String sql, Object... parameters) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (PreparedStatement statement = shared().prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                int columns = row.getMetaData().getColumnCount();
                while (row.next()) {
                    List<String> values = new ArrayList<>();
                    for (int i = 1; i <= columns; i++) {
                        values.add(row.getString(i));
                    }
                    rows.add(String.join("|", values));
                }
            }
        }
        return rows;
    }

    long number(String sql, Object... parameters) throws SQLException {
        return Long.parseLong(rows(sql, parameters).get(0));
    }
}
