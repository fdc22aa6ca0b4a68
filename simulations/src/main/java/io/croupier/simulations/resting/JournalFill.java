package io.croupier.simulations.resting;

import io.croupier.simulations.resting.Life.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.PGCopyOutputStream;

/**
 * Writes wallets at rest into a journal by COPY, as rows that the program would have written itself. To be used while the
 * program is stopped. Memory is bounded by one block of wallets.
 */
public final class JournalFill {
    /** The program's serializer of wallets' events, and the adapter that it has none of. */
    static final int SERIALIZER = 20_001;

    static final String ADAPTER_MANIFEST = "";

    /** The kind of entity that a wallet is, with what parts it from the player's id. */
    private static final String WALLET = "Wallet|";

    /**
     * Wallets that are written together, first the first event of each, then the second of each and so on: so no two events
     * of a wallet lie on one page of the table, as they would not if its owner had taken days over them.
     */
    private static final int BLOCK = 1_000;

    private final Connection database;
    private final long seed;
    private final String currency;

    /** @param database with auto-commit, which the caller closes */
    public JournalFill(Connection database, long seed, String currency) {
        this.database = database;
        this.seed = seed;
        this.currency = currency;
    }

    /** One wallet while its block is written. */
    private static final class Writing {
        private final Life life;
        private final String persistenceId;
        private final List<Step> steps;
        /** Akka names each incarnation of an entity by a UUID, which nothing reads but the filter against two writers. */
        private final String writer;

        private byte[] previous = new byte[StoredForm.HASH_BYTES];

        Writing(Life life) {
            this.life = life;
            this.persistenceId = WALLET + life.playerId();
            this.steps = life.steps();
            this.writer = UUID.nameUUIDFromBytes(persistenceId.getBytes(StandardCharsets.UTF_8))
                    .toString();
        }

        void write(CopyRows rows, int sequence, String currency) throws IOException {
            Step step = steps.get(sequence - 1);
            byte[] bytes = StoredForm.bytes(step, currency, previous);
            previous = StoredForm.hash(bytes);
            rows.add(persistenceId, sequence, writer, step.atMs(), step.kind().storedName(), bytes);
        }
    }

    /**
     * Adds the wallets with these numbers, all or none of them; returns the sum of their balances.
     *
     * @param to exclusive
     */
    public long add(int from, int to) throws SQLException {
        CopyIn copy = database.unwrap(PGConnection.class).getCopyAPI().copyIn(CopyRows.COPY);
        try {
            var rows = new CopyRows(new PGCopyOutputStream(copy));
            long sumMinor = 0;
            for (int first = from; first < to; first += BLOCK) {
                sumMinor = Math.addExact(sumMinor, block(rows, first, Math.min(to, first + BLOCK)));
            }
            rows.end();
            copy.endCopy();
            return sumMinor;
        } catch (IOException e) {
            throw new SQLException("the copy broke off: " + e.getMessage(), e);
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private long block(CopyRows rows, int from, int to) throws IOException {
        List<Writing> wallets = new ArrayList<>(to - from);
        long sumMinor = 0;
        for (int number = from; number < to; number++) {
            var wallet = new Writing(Life.of(seed, number));
            wallets.add(wallet);
            sumMinor = Math.addExact(sumMinor, wallet.life.balanceMinor());
        }
        for (int sequence = 1; sequence <= Life.EVENTS; sequence++) {
            for (Writing wallet : wallets) {
                wallet.write(rows, sequence, currency);
            }
        }
        return sumMinor;
    }

    /**
     * Brings the table into the state of one that has long been so: statistics, no vacuum that is due, nothing that the next
     * checkpoint must write. Otherwise the database would do all that while something else is measured.
     */
    public void settle() throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute("VACUUM (ANALYZE) event_journal");
            statement.execute("CHECKPOINT");
        }
    }

    /**
     * Holds what this class knows of a row against rows that the program has written itself.
     *
     * @throws IllegalStateException which names the column that is otherwise
     */
    public void check() throws SQLException {
        check("event_ser_id", "event_ser_id <> " + SERIALIZER);
        check("adapter_manifest", "adapter_manifest IS DISTINCT FROM '" + ADAPTER_MANIFEST + "'");
        check("deleted", "deleted");
        check("meta_payload", "num_nonnulls(meta_ser_id, meta_ser_manifest, meta_payload) > 0");
        check("ordering, by a tag", "EXISTS (SELECT 1 FROM event_tag WHERE event_id = ordering)");
    }

    private void check(String column, String otherwise) throws SQLException {
        // The oldest rows are the program's own.
        String query = "SELECT persistence_id, " + otherwise + " FROM event_journal WHERE persistence_id LIKE '"
                + WALLET + "%' ORDER BY ordering LIMIT 10";
        int seen = 0;
        try (PreparedStatement rows = database.prepareStatement(query);
                ResultSet row = rows.executeQuery()) {
            while (row.next()) {
                seen++;
                if (row.getBoolean(2)) {
                    throw new IllegalStateException("event_journal." + column + " of " + row.getString(1)
                            + " is not what rows at rest would have");
                }
            }
        }
        if (seen == 0) {
            throw new IllegalStateException("event_journal has no wallet's row to compare those at rest with");
        }
    }
}
