package io.croupier.feed;

import io.croupier.feed.Cursor.Epoch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The feed's row in the database: its cursor, and how it is. The cursor moves in the transaction of the effects, and only
 * from the value that the batch was read at: of two owners one does not find it there, and writes nothing.
 */
final class CursorRow {
    private static final Logger LOG = LoggerFactory.getLogger(CursorRow.class);

    private static final String FEED = "croupier";
    private static final String CREATE = "INSERT INTO feed_cursor (feed, epoch, system_identifier, restore_epoch,"
            + " restored_ordering, restored_xid, restoring, xid, ordering, as_of, lag_events, owner, updated_at)"
            + " SELECT ?, 1, system_identifier, ?, 0, '0', FALSE, '0', 0, 'epoch', 0, '', now() FROM pg_control_system()"
            + " ON CONFLICT DO NOTHING";
    private static final String CLAIM = "SELECT c.epoch, c.restored_ordering, c.restored_xid::text, c.restoring,"
            + " c.xid::text, c.ordering, c.as_of, c.system_identifier <> s.system_identifier, c.restore_epoch < ?,"
            + " GREATEST(c.xid, (SELECT max(xid) FROM event_journal WHERE ordering > c.restored_ordering))"
            + " >= pg_snapshot_xmax(pg_current_snapshot())"
            + " FROM feed_cursor c, pg_control_system() s WHERE feed = ? FOR UPDATE OF c";
    private static final String RAISE =
            "UPDATE feed_cursor SET epoch = epoch + 1, restore_epoch = GREATEST(restore_epoch, ?),"
                    + " system_identifier = (SELECT system_identifier FROM pg_control_system()),"
                    + " restored_ordering = COALESCE((SELECT max(ordering) FROM event_journal), 0),"
                    + " restored_xid = pg_snapshot_xmin(pg_current_snapshot()), restoring = TRUE, xid = '0', ordering = 0"
                    + " WHERE feed = ? RETURNING epoch, restored_ordering, restored_xid::text";
    private static final String OWN = "UPDATE feed_cursor SET owner = ?, updated_at = now() WHERE feed = ?";
    private static final String MOVE = "UPDATE feed_cursor SET restoring = ?, xid = ?::xid8, ordering = ?,"
            + " as_of = GREATEST(as_of, ?), lag_events = ?, holder_pid = ?, holder = ?, held_since = ?, owner = ?,"
            + " fault = NULL, updated_at = now()"
            + " WHERE feed = ? AND epoch = ? AND restoring = ? AND xid = ?::xid8 AND ordering = ?";
    private static final String FAULT = "UPDATE feed_cursor SET fault = ?, updated_at = now() WHERE feed = ?";

    private final String owner;
    private final long restoreEpoch;

    /**
     * @param owner who projects, for whoever asks
     * @param restoreEpoch raised by the operator after a restore
     */
    CursorRow(String owner, long restoreEpoch) {
        this.owner = owner;
        this.restoreEpoch = restoreEpoch;
    }

    /** Where to go on, and as of when the journal was read before. */
    record Claimed(Cursor cursor, Instant asOf) {}

    /**
     * Where to go on, in one transaction of its own that the caller commits. Where the journal came out of a dump since, the
     * epoch is raised and everything is read again; what is projected is known by its entity's number and left alone.
     */
    Claimed claim(Connection connection) throws SQLException {
        try (PreparedStatement create = connection.prepareStatement(CREATE)) {
            create.setString(1, FEED);
            create.setLong(2, restoreEpoch);
            create.executeUpdate();
        }
        Claimed claimed;
        @Nullable String sign;
        try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
            claim.setLong(1, restoreEpoch);
            claim.setString(2, FEED);
            try (ResultSet row = claim.executeQuery()) {
                row.next();
                Epoch epoch = new Epoch(row.getLong(1), row.getLong(2), Long.parseLong(row.getString(3)));
                Cursor cursor = new Cursor(epoch, row.getBoolean(4), Long.parseLong(row.getString(5)), row.getLong(6));
                claimed = new Claimed(
                        cursor, row.getObject(7, OffsetDateTime.class).toInstant());
                sign = row.getBoolean(8)
                        ? "another database server"
                        : row.getBoolean(9)
                                ? "croupier.round.restore-epoch was raised"
                                : row.getBoolean(10) ? "transactions from the future" : null;
            }
        }
        if (sign != null) {
            claimed = new Claimed(raise(connection, sign), claimed.asOf);
        }
        try (PreparedStatement own = connection.prepareStatement(OWN)) {
            own.setString(1, owner);
            own.setString(2, FEED);
            own.executeUpdate();
        }
        return claimed;
    }

    /** The lock waits for those who write, and keeps others waiting: whatever they add later is numbered behind the bound. */
    private Cursor raise(Connection connection, String sign) throws SQLException {
        try (Statement lock = connection.createStatement()) {
            lock.execute("LOCK TABLE event_journal IN SHARE MODE");
        }
        try (PreparedStatement raise = connection.prepareStatement(RAISE)) {
            raise.setLong(1, restoreEpoch);
            raise.setString(2, FEED);
            try (ResultSet row = raise.executeQuery()) {
                row.next();
                Epoch epoch = new Epoch(row.getLong(1), row.getLong(2), Long.parseLong(row.getString(3)));
                LOG.warn(
                        "the journal was restored ({}): epoch={} begins, the journal is read again up to ordering={}",
                        sign,
                        epoch.number(),
                        epoch.restoredOrdering());
                return new Cursor(epoch, true, 0, 0);
            }
        }
    }

    /** Moves the cursor over a page, in the transaction of its effects; throws {@link FencedException} for another owner's. */
    void move(Connection connection, Page.Decoded decoded) throws SQLException {
        Page page = decoded.page();
        Cursor from = page.from();
        Cursor to = page.to();
        Holder holder = decoded.holder();
        try (PreparedStatement move = connection.prepareStatement(MOVE)) {
            move.setBoolean(1, to.restoring());
            move.setString(2, Long.toString(to.xid()));
            move.setLong(3, to.ordering());
            move.setObject(4, time(decoded.asOf()));
            move.setLong(5, page.lagEvents());
            move.setObject(6, holder == null ? null : holder.pid(), java.sql.Types.INTEGER);
            move.setString(7, holder == null ? null : holder.description());
            move.setObject(8, holder == null ? null : time(holder.since()), java.sql.Types.TIMESTAMP_WITH_TIMEZONE);
            move.setString(9, owner);
            move.setString(10, FEED);
            move.setLong(11, from.epoch().number());
            move.setBoolean(12, from.restoring());
            move.setString(13, Long.toString(from.xid()));
            move.setLong(14, from.ordering());
            if (move.executeUpdate() != 1) {
                throw new FencedException(from);
            }
        }
    }

    /** Notes why the feed does not go on. */
    static void fault(Connection connection, String fault) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(FAULT)) {
            update.setString(1, fault);
            update.setString(2, FEED);
            update.executeUpdate();
        }
    }

    static OffsetDateTime time(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
