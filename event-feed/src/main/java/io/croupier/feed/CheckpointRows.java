package io.croupier.feed;

import io.croupier.wallet.domain.Sha256;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The headers of all checkpoints in the database. */
final class CheckpointRows {
    private static final String SELECT =
            "SELECT number, at, wallets, previous, content, signature FROM audit_checkpoint ORDER BY number";
    private static final String NEWEST = SELECT + " DESC LIMIT 1";
    private static final String INSERT =
            "INSERT INTO audit_checkpoint (number, at, wallets, previous, content, signature)"
                    + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";

    private CheckpointRows() {}

    static List<Checkpoint> all(Connection connection) throws SQLException {
        return select(connection, SELECT);
    }

    static Optional<Checkpoint> newest(Connection connection) throws SQLException {
        return select(connection, NEWEST).stream().findFirst();
    }

    /** False where one of this number is there. */
    static boolean add(Connection connection, Checkpoint header) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setLong(1, header.number());
            insert.setObject(2, CursorRow.time(header.at()));
            insert.setLong(3, header.wallets());
            insert.setBytes(4, header.previous().digest());
            insert.setBytes(5, header.content().digest());
            insert.setString(6, header.signature());
            return insert.executeUpdate() == 1;
        }
    }

    private static List<Checkpoint> select(Connection connection, String sql) throws SQLException {
        List<Checkpoint> rows = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                rows.add(new Checkpoint(
                        row.getLong(1),
                        row.getObject(2, OffsetDateTime.class).toInstant(),
                        row.getLong(3),
                        Sha256.ofDigest(row.getBytes(4)),
                        Sha256.ofDigest(row.getBytes(5)),
                        row.getString(6)));
            }
        }
        return rows;
    }
}
