package io.croupier.http.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Reads events that actors wrote, by plain SQL over the journal's table. */
public final class JournalReader {
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
