package io.croupier.simulations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;

/**
 * A row of the journal: CBOR of the event's type name and its fields, read without the program's classes.
 *
 * @param entity the persistence id, {@code <kind>|<id>}
 * @param writer the incarnation of the entity that wrote it: another one after each of its starts
 * @param hash SHA-256 of the stored bytes, hex
 */
record StoredEvent(
        long ordering, String entity, long sequence, String writer, String type, JsonNode fields, String hash) {
    private static final int PORTION = 1_000;
    private static final CBORMapper CBOR = new CBORMapper();

    /** Takes events one by one. */
    @FunctionalInterface
    interface Reader {
        void take(StoredEvent event);
    }

    /**
     * Reads the events of all entities of a kind that were written after an ordering, by entity and sequence number. Holds a
     * thousand of them at a time: a journal may be far larger than this process.
     */
    static void each(Connection database, String kind, long afterOrdering, Reader reader) throws SQLException {
        // The driver fetches in portions only within a transaction.
        database.setAutoCommit(false);
        try (PreparedStatement query = database.prepareStatement("""
                SELECT ordering, persistence_id, sequence_number, writer, event_payload
                FROM event_journal
                WHERE persistence_id LIKE ? AND ordering > ?
                ORDER BY persistence_id, sequence_number
                """)) {
            query.setFetchSize(PORTION);
            query.setString(1, kind + "%");
            query.setLong(2, afterOrdering);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    reader.take(of(
                            rows.getLong(1), rows.getString(2), rows.getLong(3), rows.getString(4), rows.getBytes(5)));
                }
            }
        } finally {
            database.rollback();
            database.setAutoCommit(true);
        }
    }

    private static StoredEvent of(long ordering, String entity, long sequence, String writer, byte[] bytes) {
        try {
            JsonNode event = CBOR.readTree(bytes);
            String hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            return new StoredEvent(
                    ordering, entity, sequence, writer, event.path(0).asText(), event.path(1), hash);
        } catch (IOException e) {
            throw new SimulationException(entity + " event " + sequence + " cannot be read", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
