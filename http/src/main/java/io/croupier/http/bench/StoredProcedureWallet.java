package io.croupier.http.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The wallet that a good SQL programmer would write: one stored procedure per bet (idempotency check, guarded update,
 * ledger insert, and nothing more), called through one prepared statement per connection. It is what Croupier's wallet is
 * measured against, on the same database with the same durability.
 */
final class StoredProcedureWallet {
    private static final String SCHEMA = """
            DROP SCHEMA IF EXISTS bench CASCADE;
            CREATE SCHEMA bench;
            CREATE TABLE bench.wallet (
              player_id text PRIMARY KEY, balance_minor bigint NOT NULL, version bigint NOT NULL);
            CREATE TABLE bench.ledger (
              player_id text, transaction_id text, round_id text NOT NULL, amount_minor bigint NOT NULL,
              balance_minor bigint NOT NULL, at timestamptz NOT NULL DEFAULT now(),
              PRIMARY KEY (player_id, transaction_id));
            CREATE FUNCTION bench.bet(p text, t text, r text, a bigint) RETURNS bigint LANGUAGE plpgsql AS $$
            DECLARE b bigint;
            BEGIN
              SELECT balance_minor INTO b FROM bench.ledger WHERE player_id = p AND transaction_id = t;
              IF FOUND THEN RETURN b; END IF;
              UPDATE bench.wallet SET balance_minor = balance_minor - a, version = version + 1
                WHERE player_id = p AND balance_minor >= a RETURNING balance_minor INTO b;
              IF NOT FOUND THEN RETURN -1; END IF;
              INSERT INTO bench.ledger (player_id, transaction_id, round_id, amount_minor, balance_minor)
                VALUES (p, t, r, a, b);
              RETURN b;
            END $$;
            """;

    private final String url;
    private final Properties credentials;
    private final int wallets;

    private StoredProcedureWallet(String url, Properties credentials, int wallets) {
        this.url = url;
        this.credentials = credentials;
        this.wallets = wallets;
    }

    /** Makes the schema {@code bench} anew, with so many funded wallets. */
    static StoredProcedureWallet create(String url, Properties credentials, int wallets) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, credentials);
                Statement statement = connection.createStatement()) {
            statement.execute(SCHEMA);
            statement.execute(
                    "INSERT INTO bench.wallet SELECT 'player-' || i, 1000000000000, 0 FROM generate_series(1, "
                            + wallets + ") i");
            statement.execute("ANALYZE bench.wallet");
        }
        return new StoredProcedureWallet(url, credentials, wallets);
    }

    void drop() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, credentials);
                Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA bench CASCADE");
        }
    }

    /** Accepted bets per second over so many connections, each with one call under way. */
    double betsPerSecond(int connections, Duration length) throws SQLException, InterruptedException {
        List<Connection> open = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            for (int i = 0; i < connections; i++) {
                open.add(DriverManager.getConnection(url, credentials));
            }
            long start = System.nanoTime();
            long deadline = start + length.toNanos();
            List<Future<Long>> counts = new ArrayList<>();
            for (Connection connection : open) {
                counts.add(threads.submit(() -> betUntil(connection, deadline)));
            }
            long bets = 0;
            for (Future<Long> count : counts) {
                bets += count.get();
            }
            return bets * 1e9 / (System.nanoTime() - start);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the stored procedure failed: " + e.getCause(), e);
        } finally {
            threads.shutdownNow();
            for (Connection connection : open) {
                connection.close();
            }
        }
    }

    private long betUntil(Connection connection, long deadlineNanos) throws SQLException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long bets = 0;
        try (PreparedStatement bet = connection.prepareStatement("SELECT bench.bet(?, ?, ?, ?)")) {
            while (System.nanoTime() < deadlineNanos) {
                bet.setString(1, "player-" + random.nextInt(1, wallets + 1));
                bet.setString(2, "bet~" + random.nextLong(Long.MAX_VALUE));
                bet.setString(3, "house~roulette-1.42");
                bet.setLong(4, random.nextInt(1, 101));
                try (ResultSet result = bet.executeQuery()) {
                    result.next();
                    if (result.getLong(1) < 0) {
                        throw new SQLException("a bench wallet ran out of money");
                    }
                }
                bets++;
            }
        }
        return bets;
    }
}
