package io.croupier.feed;

import io.croupier.feed.Page.Horizon;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the journal in commit order, and never past a transaction that may still write.
 *
 * <p>The order of {@code ordering} is that in which rows were numbered, not that in which they are committed: a reader that
 * remembers the highest one it has seen skips the rows of a slower transaction for ever. Here rows go by the number of their
 * transaction, and only those below the oldest transaction that still runs are read: nothing can appear among them any
 * more. Rows and horizon come out of one statement, thus out of one snapshot; it must run on the primary. Rows of one
 * entity, and effects after their causes, keep their order: whoever waits for a commit before it writes gets a higher number.
 */
final class JournalTail {
    private static final String ROWS = "SELECT xid, ordering, persistence_id, sequence_number, event_ser_id,"
            + " event_payload FROM event_journal WHERE NOT deleted AND ";
    private static final String TAIL = ROWS
            + "(xid, ordering) > (?::xid8, ?) AND xid < pg_snapshot_xmin(pg_current_snapshot()) AND ordering > ?"
            + " ORDER BY xid, ordering LIMIT ?";
    private static final String RESTORED = ROWS + "ordering > ? AND ordering <= ? ORDER BY ordering LIMIT ?";
    private static final String HORIZON =
            "SELECT pg_snapshot_xmin(h.snapshot)::text, pg_snapshot_xmax(h.snapshot)::text,"
                    + " h.at, h.last_value, j.xid::text, j.ordering, j.persistence_id, j.sequence_number, j.event_ser_id,"
                    + " j.event_payload FROM (SELECT pg_current_snapshot() AS snapshot, statement_timestamp() AS at, last_value"
                    + " FROM event_journal_ordering_seq) AS h LEFT JOIN LATERAL (%s) AS j ON TRUE";
    private static final String READ_TAIL = HORIZON.formatted(TAIL);
    private static final String READ_RESTORED = HORIZON.formatted(RESTORED);

    private final int limit;

    /** @param limit most rows of a page */
    JournalTail(int limit) {
        this.limit = limit;
    }

    /** The rows behind a cursor; none where nothing is new below the horizon. */
    Page read(Connection connection, Cursor from) throws SQLException {
        try (PreparedStatement read = connection.prepareStatement(from.restoring() ? READ_RESTORED : READ_TAIL)) {
            if (from.restoring()) {
                read.setLong(1, from.ordering());
                read.setLong(2, from.epoch().restoredOrdering());
                read.setInt(3, limit);
            } else {
                read.setString(1, Long.toString(from.xid()));
                read.setLong(2, from.ordering());
                read.setLong(3, from.epoch().restoredOrdering());
                read.setInt(4, limit);
            }
            try (ResultSet row = read.executeQuery()) {
                return page(from, row);
            }
        }
    }

    private Page page(Cursor from, ResultSet row) throws SQLException {
        @Nullable Horizon horizon = null;
        List<JournalRow> rows = new ArrayList<>();
        Cursor to = from;
        while (row.next()) {
            if (horizon == null) {
                horizon = new Horizon(
                        Long.parseLong(row.getString(1)),
                        Long.parseLong(row.getString(2)),
                        row.getObject(3, OffsetDateTime.class).toInstant(),
                        row.getLong(4));
            }
            String xid = row.getString(5);
            if (xid != null) {
                JournalRow next = new JournalRow(
                        Long.parseLong(xid),
                        row.getLong(6),
                        row.getString(7),
                        row.getLong(8),
                        row.getInt(9),
                        row.getBytes(10));
                to = behind(to, next);
                rows.add(next);
            }
        }
        if (horizon == null) {
            throw new SQLException("the horizon's row is always there");
        }
        boolean complete = rows.size() < limit;
        return new Page(from, complete && from.restoring() ? Cursor.tailOf(from.epoch()) : to, rows, horizon, complete);
    }

    /** SQL promises the order of the inner statement only; the joined rows keep it, and this makes sure. */
    private static Cursor behind(Cursor cursor, JournalRow row) throws SQLException {
        boolean rising = cursor.restoring()
                ? row.ordering() > cursor.ordering()
                : row.xid() > cursor.xid() || (row.xid() == cursor.xid() && row.ordering() > cursor.ordering());
        if (!rising) {
            throw new SQLException("ordering=" + row.ordering() + " came behind " + cursor.text());
        }
        return cursor.at(row.xid(), row.ordering());
    }
}
