package io.croupier.http.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Reads events that actors wrote, by plain SQL over the journal's table. */
public final class JournalReader {
    private static final String NEWEST_FIRST = "SELECT sequence_number, event_ser_id, event_ser_manifest, event_payload"
            + " FROM event_journal WHERE persistence_id = ? AND sequence_number < ? AND NOT deleted"
            + " ORDER BY sequence_number DESC LIMIT ?";
    private static final String ALL = "SELECT persistence_id, sequence_number, event_ser_id, event_ser_manifest,"
            + " event_payload FROM event_journal WHERE NOT deleted ORDER BY ordering";

    private final Blocking blocking;
    private final EventDecoder decoder;

    /** An event with its place in its entity's journal. */
    public record Entry(String persistenceId, long sequenceNumber, Object event) {}

    /** Told of one event after the other. */
    @FunctionalInterface
    public interface Visitor {
        void visit(Entry entry);
    }

    public JournalReader(Blocking blocking, EventDecoder decoder) {
        this.blocking = blocking;
        this.decoder = decoder;
    }

    /** At most {@code limit} events of one entity below a sequence number, newest first. */
    public CompletionStage<List<Entry>> newestFirst(String persistenceId, long below, int limit) {
        return blocking.submit(connection -> {
            List<Entry> entries = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(NEWEST_FIRST)) {
                select.setString(1, persistenceId);
                select.setLong(2, below);
                select.setInt(3, limit);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        Object event = decoder.decode(row.getInt(2), row.getString(3), row.getBytes(4));
                        entries.add(new Entry(persistenceId, row.getLong(1), event));
                    }
                }
            }
            return entries;
        });
    }

    /**
     * Every event of every entity in one consistent snapshot: one statement, read by pages of {@code fetchSize} rows. Each
     * entity's events come in their order. Blocks the caller's thread.
     */
    public void everything(int fetchSize, Visitor visitor) {
        blocking.run(connection -> {
            stream(connection, fetchSize, visitor);
            return true;
        });
    }

    private void stream(Connection connection, int fetchSize, Visitor visitor) throws SQLException {
        connection.setReadOnly(true);
        try (PreparedStatement select = connection.prepareStatement(ALL)) {
            select.setFetchSize(fetchSize);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Object event = decoder.decode(row.getInt(3), row.getString(4), row.getBytes(5));
                    visitor.visit(new Entry(row.getString(1), row.getLong(2), event));
                }
            }
        } finally {
            connection.rollback();
            connection.setReadOnly(false);
        }
    }
}
