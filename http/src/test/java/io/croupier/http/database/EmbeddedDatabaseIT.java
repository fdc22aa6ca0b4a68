package io.croupier.http.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.croupier.http.node.BuildInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The tests share one directory, as the runs of a node do; each leaves it stopped. */
@TestMethodOrder(MethodOrderer.MethodName.class)
class EmbeddedDatabaseIT {
    @TempDir
    static Path directory;

    private final List<String> progress = new CopyOnWriteArrayList<>();
    private final List<EmbeddedDatabase> databases = new ArrayList<>();

    @BeforeAll
    static void writesARow() throws SQLException {
        try (EmbeddedDatabase database = database(directory, BuildInfo.current().postgres(), new ArrayList<>())) {
            database.start();
            execute(database, "CREATE TABLE kept (number INT)");
            execute(database, "INSERT INTO kept VALUES (17)");
        }
    }

    @AfterEach
    void stop() {
        databases.forEach(EmbeddedDatabase::close);
    }

    @Test
    void keepsItsDataOverARestart() throws SQLException {
        EmbeddedDatabase database = start();

        assertThat(query(database, "SELECT number FROM kept")).isEqualTo("17");
    }

    @Test
    void stopsTheServerThatAKilledRunLeftBehindAndTakesItsPlace()
            throws SQLException, ExecutionException, InterruptedException, TimeoutException {
        EmbeddedDatabase killed = start();
        long orphan = killed.pid().orElseThrow();
        ProcessHandle server = ProcessHandle.of(orphan).orElseThrow();
        execute(killed, "INSERT INTO kept VALUES (18)");

        EmbeddedDatabase database = start();

        server.onExit().get(10, TimeUnit.SECONDS);
        assertThat(database.pid()).isPresent().get().isNotEqualTo(orphan);
        assertThat(query(database, "SELECT count(*) FROM kept WHERE number = 18"))
                .isEqualTo("1");
        assertThat(progress).anyMatch(line -> line.contains("(pid " + orphan + ")"));
        execute(database, "DELETE FROM kept WHERE number = 18");
    }

    @Test
    void recoversWhatWasCommittedWhenTheServerItselfWasKilled()
            throws SQLException, ExecutionException, InterruptedException, TimeoutException {
        EmbeddedDatabase killed = start();
        execute(killed, "INSERT INTO kept VALUES (19)");
        ProcessHandle server = ProcessHandle.of(killed.pid().orElseThrow()).orElseThrow();
        server.destroyForcibly();
        server.onExit().get(10, TimeUnit.SECONDS);

        EmbeddedDatabase database = start();

        assertThat(query(database, "SELECT count(*) FROM kept WHERE number = 19"))
                .isEqualTo("1");
        execute(database, "DELETE FROM kept WHERE number = 19");
    }

    @Test
    void isDurableWhateverSomeoneLeftInItsDirectory() throws SQLException {
        EmbeddedDatabase careless = start();
        execute(careless, "ALTER SYSTEM SET fsync = off");
        execute(careless, "ALTER SYSTEM SET synchronous_commit = off");
        execute(careless, "ALTER SYSTEM SET full_page_writes = off");
        careless.close();

        EmbeddedDatabase database = start();

        assertThat(database.access().probe().durability())
                .containsOnlyKeys("fsync", "synchronous_commit", "full_page_writes")
                .allSatisfy((setting, value) -> assertThat(value).as(setting).isEqualTo("on"));
        execute(database, "ALTER SYSTEM RESET ALL");
    }

    @Test
    void listensOnThisMachineOnlyAndAsksForAPassword() throws SQLException {
        EmbeddedDatabase database = start();
        DatabaseAccess access = database.access();

        assertThat(query(database, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
        assertThat(query(database, "SHOW unix_socket_directories")).isEmpty();
        assertThatThrownBy(() -> new DatabaseAccess(access.jdbcUrl(), access.user(), "guess").probe())
                .isInstanceOf(DatabaseFailure.class)
                .hasMessageContaining("refuses user 'croupier' (CROUPIER_DB_USER, CROUPIER_DB_PASSWORD)");
    }

    @Test
    void namesADatabaseThatIsNotThere() {
        DatabaseAccess access = start().access();

        assertThatThrownBy(() -> new DatabaseAccess(
                                access.jdbcUrl().replace("/croupier?", "/casino?"), access.user(), access.password())
                        .probe())
                .isInstanceOf(DatabaseFailure.class)
                .hasMessageContaining("there is no such database")
                .hasMessageContaining("CROUPIER_DB_URL");
    }

    @Test
    void refusesADirectoryOfAnotherMajorVersionAndLeavesItAlone(@TempDir Path other) throws IOException {
        Path version = Files.createDirectories(other.resolve("postgres")).resolve("PG_VERSION");
        Files.writeString(version, "17\n");
        EmbeddedDatabase database = database(other, BuildInfo.current().postgres(), progress);

        assertThatThrownBy(database::start)
                .isInstanceOf(DatabaseFailure.class)
                .hasMessageContaining("belongs to PostgreSQL 17, and this is PostgreSQL 18")
                .hasMessageContaining("CROUPIER_DATA_DIR");
        assertThat(version).hasContent("17");
    }

    private EmbeddedDatabase start() {
        EmbeddedDatabase database = database(directory, BuildInfo.current().postgres(), progress);
        databases.add(database);
        database.start();
        return database;
    }

    private static EmbeddedDatabase database(Path home, String version, List<String> progress) {
        return EmbeddedDatabase.in(
                home,
                EmbeddedSettings.from(ConfigFactory.load()),
                version,
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                progress::add);
    }

    private static void execute(EmbeddedDatabase database, String sql) throws SQLException {
        try (Connection connection = database.access().connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(EmbeddedDatabase database, String sql) throws SQLException {
        try (Connection connection = database.access().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
