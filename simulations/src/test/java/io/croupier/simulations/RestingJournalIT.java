package io.croupier.simulations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.croupier.simulations.chaos.DatabaseServer;
import io.croupier.simulations.resting.JournalFill;
import io.croupier.simulations.resting.Life;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wallets at rest in a real journal, and what its reader finds in it. */
class RestingJournalIT {
    private static final long SEED = 99;
    private static final int WALLETS = 2_500;

    @TempDir
    private static Path home;

    private static DatabaseServer server;
    private Connection database;
    private JournalFill fill;

    @BeforeAll
    static void aDatabaseWithTheProgramsTables() throws IOException, SQLException {
        server = DatabaseServer.in(home);
        server.start();
        for (String script : List.of("V1__journal.sql", "V2__commit_order.sql")) {
            try (InputStream schema = RestingJournalIT.class.getResourceAsStream("/db/migration/wallet/" + script);
                    Connection connection = server.connect();
                    Statement statement = connection.createStatement()) {
                assertThat(schema).isNotNull();
                statement.execute(new String(schema.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void anEmptyJournal() throws SQLException {
        database = server.connect();
        execute("TRUNCATE event_journal CASCADE");
        fill = new JournalFill(database, SEED, "EUR");
    }

    @AfterEach
    void leave() throws SQLException {
        database.close();
    }

    private int execute(String sql) throws SQLException {
        try (Statement statement = database.createStatement()) {
            return statement.execute(sql) ? 0 : statement.getUpdateCount();
        }
    }

    private long count(String of) throws SQLException {
        try (Statement statement = database.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + of + " FROM event_journal")) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void holdsEveryWalletWithoutAFault() throws SQLException {
        long sumMinor = fill.add(0, 700);
        sumMinor += fill.add(700, WALLETS);
        fill.settle();
        fill.check();

        long balances = 0;
        for (int number = 0; number < WALLETS; number++) {
            balances += Life.of(SEED, number).balanceMinor();
        }
        assertThat(sumMinor).isEqualTo(balances);
        assertThat(count("count(*)")).isEqualTo((long) WALLETS * Life.EVENTS);
        assertThat(count("count(DISTINCT persistence_id)")).isEqualTo(WALLETS);
        assertThat(new Journal(server::connect).faults()).isEmpty();
    }

    @Test
    void isReadWithEveryFaultInIt() throws SQLException {
        fill.add(0, 20);
        String gap = "Wallet|" + Life.of(SEED, 3).playerId();
        String exchanged = "Wallet|" + Life.of(SEED, 7).playerId();
        String other = "Wallet|" + Life.of(SEED, 8).playerId();
        assertThat(execute("DELETE FROM event_journal WHERE sequence_number = 4 AND persistence_id = '" + gap + "'"))
                .isOne();
        assertThat(execute("UPDATE event_journal SET event_payload = (SELECT event_payload FROM event_journal"
                        + " WHERE sequence_number = 6 AND persistence_id = '" + other + "')"
                        + " WHERE sequence_number = 6 AND persistence_id = '" + exchanged + "'"))
                .isOne();

        assertThat(new Journal(server::connect).faults())
                .containsExactlyInAnyOrder(
                        gap + ": 9 events from 1 to 10",
                        gap + " has a broken chain at 5",
                        exchanged + " has a broken chain at 6",
                        exchanged + " has a broken chain at 7");
    }

    @Test
    void isNotFilledWhereTheProgramStoresOtherwise() throws SQLException {
        assertThatThrownBy(fill::check).hasMessageContaining("no wallet's row");
        fill.add(0, 1);
        fill.check();
        execute("UPDATE event_journal SET event_ser_id = 1 WHERE sequence_number = 1");
        assertThatThrownBy(fill::check)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("event_ser_id");
    }
}
