package io.croupier.feed;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the feed is, as any node can read it from the database.
 *
 * @param asOf everything that was committed until then is projected
 * @param lag how long ago that is, by the database's clock
 * @param lagEvents how many events wait, about
 * @param owner the node that projects
 * @param holder the transaction that has kept the feed back for longer than {@code croupier.feed.max-horizon-age}
 * @param fault why the feed does not go on, null while it does
 */
public record FeedStatus(
        Instant asOf,
        Duration lag,
        long lagEvents,
        String owner,
        @Nullable Holder holder,
        @Nullable String fault) {
    private static final String READ =
            "SELECT as_of, extract(epoch FROM statement_timestamp() - as_of) * 1000, lag_events,"
                    + " owner, holder_pid, holder, held_since, statement_timestamp(), fault FROM feed_cursor";

    /** The status, or empty where no feed ever ran. */
    public static Optional<FeedStatus> read(Connection connection) throws SQLException {
        try (PreparedStatement read = connection.prepareStatement(READ);
                ResultSet row = read.executeQuery()) {
            if (!row.next()) {
                return Optional.empty();
            }
            return Optional.of(new FeedStatus(
                    row.getObject(1, OffsetDateTime.class).toInstant(),
                    Duration.ofMillis(row.getLong(2)),
                    row.getLong(3),
                    row.getString(4),
                    holder(row),
                    row.getString(9)));
        }
    }

    private static @Nullable Holder holder(ResultSet row) throws SQLException {
        OffsetDateTime since = row.getObject(7, OffsetDateTime.class);
        if (since == null) {
            return null;
        }
        Duration age = Duration.between(since, row.getObject(8, OffsetDateTime.class));
        return new Holder((Integer) row.getObject(5), since.toInstant(), age, row.getString(6));
    }
}
