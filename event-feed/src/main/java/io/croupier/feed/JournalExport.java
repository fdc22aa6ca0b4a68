package io.croupier.feed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.croupier.wallet.domain.Sha256;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * Stored events as they are, for whoever must see them: the bytes' hash, and what the bytes say as JSON, read without any of the
 * program's own types. A wallet's event names the hash of the one before, so a reader can check the chain by himself.
 */
public final class JournalExport {
    private static final String ROWS =
            "SELECT persistence_id, sequence_number, event_ser_manifest, write_timestamp, event_payload"
                    + " FROM event_journal j WHERE NOT deleted AND ";
    private static final String ORDER = " ORDER BY ordering";
    private static final String PLAYER = "persistence_id = ?";
    /** The round, its books, and the wallets' transactions about it. */
    private static final String ROUND =
            "(persistence_id = 'Round|' || ? OR persistence_id ^@ ('Book|' || ? || '~') OR (persistence_id,"
                    + " sequence_number) IN (SELECT 'Wallet|' || player_id, version FROM player_transaction WHERE"
                    + " round_id = ?))";

    /** But for what nodes write to see whether they can, most of which is deleted again. */
    private static final String PERIOD =
            "write_timestamp >= ? AND write_timestamp < ? AND NOT persistence_id ^@ 'Canary|'";

    private static final int FETCH_SIZE = 2_000;
    private static final ObjectMapper CBOR = new ObjectMapper(new CBORFactory());

    private final Connection connection;

    /** @param connection without autocommit, or rows are not read by pages */
    public JournalExport(Connection connection) {
        this.connection = connection;
    }

    /**
     * A stored event.
     *
     * @param entity {@code <type>|<id>}
     * @param type its stored name
     * @param hash SHA-256 of its bytes, hex
     * @param body what it says; digests in hex
     */
    public record Row(String entity, long number, String type, Instant writtenAt, String hash, JsonNode body) {}

    /** Takes one row after the other. */
    public interface Rows {
        void row(Row row) throws IOException;
    }

    /** A player's wallet, from its first event on. */
    public long player(String playerId, Rows rows) throws SQLException, IOException {
        return export(PLAYER, rows, "Wallet|" + playerId);
    }

    /** A round with its owner, {@code <owner>~<round>}: its own events, its books', and the wallets' about it. */
    public long round(String roundId, Rows rows) throws SQLException, IOException {
        return export(ROUND, rows, roundId, roundId, roundId);
    }

    /** Everything that was written from a time on, up to another. */
    public long period(Instant from, Instant to, Rows rows) throws SQLException, IOException {
        return export(PERIOD, rows, from.toEpochMilli(), to.toEpochMilli());
    }

    private long export(String where, Rows rows, Object... parameters) throws SQLException, IOException {
        long count = 0;
        try (PreparedStatement select = connection.prepareStatement(ROWS + where + ORDER)) {
            select.setFetchSize(FETCH_SIZE);
            for (int i = 0; i < parameters.length; i++) {
                select.setObject(i + 1, parameters[i]);
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    byte[] payload = row.getBytes(5);
                    rows.row(new Row(
                            row.getString(1),
                            row.getLong(2),
                            row.getString(3),
                            Instant.ofEpochMilli(row.getLong(4)),
                            HexFormat.of().formatHex(Sha256.of(payload).digest()),
                            readable(CBOR.readTree(payload))));
                    count++;
                }
            }
        }
        return count;
    }

    /** Digests are bytes, which JSON has none of. */
    private static JsonNode readable(JsonNode body) throws IOException {
        if (body instanceof ObjectNode fields && fields.path("prev").isBinary()) {
            fields.put("prev", HexFormat.of().formatHex(fields.get("prev").binaryValue()));
        }
        return body;
    }
}
