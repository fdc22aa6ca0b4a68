package io.croupier.feed;

import io.croupier.feed.Page.Horizon;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Raises the alarm when a transaction keeps the horizon, and with it the feed, back for too long: one that has written or
 * locked something, in whatever database of the same server, or one that was prepared and forgotten. One that only reads
 * does not hold it, however old. The server is asked who it is only when the horizon has stood still for the bound.
 */
final class HorizonWatch {
    private static final Logger LOG = LoggerFactory.getLogger(HorizonWatch.class);

    private static final String OLDEST =
            "SELECT pid, since, statement_timestamp() - since, database, application, state"
                    + " FROM (SELECT pid, xact_start AS since, backend_xid AS xid, datname AS database,"
                    + " application_name AS application, state FROM pg_stat_activity WHERE backend_xid IS NOT NULL"
                    + " UNION ALL SELECT NULL, prepared, transaction, database, gid, 'prepared' FROM pg_prepared_xacts)"
                    + " AS running WHERE age(xid) >= age(?::xid8::xid) ORDER BY age(xid) DESC LIMIT 1";

    private final Duration bound;
    private long heldAt = -1;
    private Instant since = Instant.EPOCH;
    private Instant told = Instant.EPOCH;

    /** @param bound how long the horizon may stand still, and the least time between two alarms */
    HorizonWatch(Duration bound) {
        this.bound = bound;
    }

    /** Who holds the horizon for longer than the bound, or null. */
    @Nullable Holder observe(Connection connection, Horizon horizon) throws SQLException {
        if (!horizon.held() || horizon.xmin() != heldAt) {
            heldAt = horizon.held() ? horizon.xmin() : -1;
            since = horizon.at();
            return null;
        }
        if (Duration.between(since, horizon.at()).compareTo(bound) < 0) {
            return null;
        }
        Holder holder = oldest(connection, horizon);
        if (Duration.between(told, horizon.at()).compareTo(bound) >= 0) {
            told = horizon.at();
            LOG.warn(
                    "a transaction holds the event feed up: pid={} ageMs={} xid={} {}"
                            + " (croupier.feed.max-horizon-age; end it with pg_terminate_backend, or ROLLBACK PREPARED)",
                    holder.pid(),
                    holder.age().toMillis(),
                    horizon.xmin(),
                    holder.description());
        }
        return holder;
    }

    private Holder oldest(Connection connection, Horizon horizon) throws SQLException {
        try (PreparedStatement oldest = connection.prepareStatement(OLDEST)) {
            oldest.setString(1, Long.toString(horizon.xmin()));
            try (ResultSet row = oldest.executeQuery()) {
                if (!row.next()) {
                    return new Holder(
                            null,
                            since,
                            Duration.between(since, horizon.at()),
                            "not to be seen by this login: grant it pg_read_all_stats");
                }
                Integer pid = (Integer) row.getObject(1);
                Instant began = row.getObject(2, OffsetDateTime.class).toInstant();
                return new Holder(
                        pid,
                        began,
                        Duration.between(began, horizon.at()),
                        "database=" + row.getString(4) + " application=" + row.getString(5) + " state="
                                + row.getString(6));
            }
        }
    }
}
