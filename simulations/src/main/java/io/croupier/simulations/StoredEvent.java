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
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A row of the journal: CBOR of the event's type name and its fields, read without the program's classes.
 *
 * @param entity the persistence id, {@code <kind>|<id>}
 * @param hash SHA-256 of the stored bytes, hex
 */
record StoredEvent(long ordering, String entity, long sequence, String type, JsonNode fields, String hash) {
    private static final CBORMapper CBOR = new CBORMapper();
    private static final int FETCHED = 2_000;
    private static final String BY_ENTITY = """
            SELECT ordering, persistence_id, sequence_number, event_payload
            FROM event_journal
            WHERE persistence_id LIKE ? AND ordering > ?
            ORDER BY persistence_id, sequence_number
            """;

    /** The events of all entities of a kind that were written after an ordering, by entity and sequence number. */
    static List<StoredEvent> of(Connection database, String kind, long afterOrdering) throws SQLException {
        List<StoredEvent> events = new ArrayList<>();
        try (PreparedStatement query = database.prepareStatement(BY_ENTITY)) {
            query.setString(1, kind + "%");
            query.setLong(2, afterOrdering);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    events.add(of(rows.getLong(1), rows.getString(2), rows.getLong(3), rows.getBytes(4)));
                }
            }
        }
        return events;
    }

    /** Told of one event after the other. */
    @FunctionalInterface
    interface Visitor {
        void visit(StoredEvent event);
    }

    /** Shows all events of all entities of a kind, by entity and sequence number, with some thousand in memory at once. */
    static void each(Connection database, String kind, Visitor visitor) throws SQLException {
        // Without a transaction the driver would fetch all rows before it gave the first.
        database.setAutoCommit(false);
        try (PreparedStatement query = database.prepareStatement(BY_ENTITY)) {
            query.setFetchSize(FETCHED);
            query.setString(1, kind + "%");
            query.setLong(2, 0);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    visitor.visit(of(rows.getLong(1), rows.getString(2), rows.getLong(3), rows.getBytes(4)));
                }
            }
        } finally {
            database.rollback();
            database.setAutoCommit(true);
        }
    }

    private static StoredEvent of(long ordering, String entity, long sequence, byte[] bytes) {
        try {
            JsonNode event = CBOR.readTree(bytes);
            String hash = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            return new StoredEvent(ordering, entity, sequence, event.path(0).asText(), event.path(1), hash);
        } catch (IOException e) {
            throw new SimulationException(entity + " event " + sequence + " cannot be read", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
