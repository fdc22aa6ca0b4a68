package io.croupier.round;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import javax.sql.DataSource;

/** Keeps sealed chains in the table {@code fairness_chain} of this module's migration. */
final class JdbcSeedStore implements SeedStore {
    private final DataSource database;

    JdbcSeedStore(DataSource database) {
        this.database = database;
    }

    @Override
    public void insert(SealedChain chain) throws IOException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement("""
                        INSERT INTO fairness_chain
                            (chain_id, table_id, length, commitment, sealed_seed, key_id, created_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?)
                        """)) {
            insert.setString(1, chain.chainId());
            insert.setString(2, chain.tableId());
            insert.setInt(3, chain.length());
            insert.setString(4, chain.commitment());
            insert.setBytes(5, chain.sealedSeed().bytes());
            insert.setString(6, chain.keyId());
            insert.setObject(7, OffsetDateTime.ofInstant(chain.createdAt(), ZoneOffset.UTC));
            insert.executeUpdate();
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
        } catch (SQLException e) {
            throw new IOException("chainId=" + chain.chainId() + " could not be stored: " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<SealedChain> find(String chainId) throws IOException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("""
                        SELECT table_id, length, commitment, sealed_seed, key_id, created_at
                        FROM fairness_chain WHERE chain_id = ?
                        """)) {
            select.setString(1, chainId);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(read(chainId, row)) : Optional.empty();
            }
        } catch (SQLException e) {
            throw new IOException("chainId=" + chainId + " could not be read: " + e.getMessage(), e);
        }
    }

    private static SealedChain read(String chainId, ResultSet row) throws SQLException {
        return new SealedChain(
                chainId,
                row.getString(1),
                row.getInt(2),
                row.getString(3),
                new SealedSeed(row.getBytes(4)),
                row.getString(5),
                row.getObject(6, OffsetDateTime.class).toInstant());
    }
}
