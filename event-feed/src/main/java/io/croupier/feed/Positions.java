package io.croupier.feed;

import io.croupier.round.domain.BookEvent;
import io.croupier.wallet.StoredWalletEvent;
import io.croupier.wallet.domain.Balances;
import io.croupier.wallet.domain.Sha256;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Up to where the entities of a batch are projected: read before it, written after it. */
final class Positions {
    private static final String WALLETS = "SELECT player_id, sequence_number, hash, currency, real_minor, bonus_minor,"
            + " debt_minor FROM feed_wallet WHERE player_id = ANY (?)";
    private static final String BOOKS = "SELECT book_id, sequence_number, table_id, currency, staked_minor, house_minor"
            + " FROM feed_book WHERE book_id = ANY (?)";
    private static final String OTHERS =
            "SELECT persistence_id, sequence_number FROM feed_entity WHERE persistence_id = ANY (?)";
    private static final String SAVE_WALLETS = "INSERT INTO feed_wallet (player_id, sequence_number, hash, currency,"
            + " real_minor, bonus_minor, debt_minor) SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (player_id) DO UPDATE SET sequence_number = EXCLUDED.sequence_number, hash = EXCLUDED.hash,"
            + " real_minor = EXCLUDED.real_minor, bonus_minor = EXCLUDED.bonus_minor, debt_minor = EXCLUDED.debt_minor";
    private static final String SAVE_BOOKS = "INSERT INTO feed_book (book_id, sequence_number, table_id, currency,"
            + " staked_minor, house_minor) SELECT * FROM unnest(?, ?, ?, ?, ?, ?)"
            + " ON CONFLICT (book_id) DO UPDATE SET sequence_number = EXCLUDED.sequence_number,"
            + " table_id = EXCLUDED.table_id, currency = EXCLUDED.currency, staked_minor = EXCLUDED.staked_minor,"
            + " house_minor = EXCLUDED.house_minor";
    private static final String SAVE_OTHERS = "INSERT INTO feed_entity (persistence_id, sequence_number)"
            + " SELECT * FROM unnest(?, ?) ON CONFLICT (persistence_id) DO UPDATE SET"
            + " sequence_number = EXCLUDED.sequence_number";

    private final Map<String, WalletPosition> wallets = new HashMap<>();
    private final Map<String, BookPosition> books = new HashMap<>();
    private final Map<String, Long> others = new HashMap<>();

    private Positions() {}

    /** Of all entities that these events are of. */
    static Positions load(Connection connection, List<FeedEvent> events) throws SQLException {
        Set<String> wallets = new HashSet<>();
        Set<String> books = new HashSet<>();
        Set<String> others = new HashSet<>();
        for (FeedEvent event : events) {
            if (event.event() instanceof StoredWalletEvent) {
                wallets.add(event.entityId());
            } else if (event.event() instanceof BookEvent) {
                books.add(event.entityId());
            } else {
                others.add(event.persistenceId());
            }
        }
        var loaded = new Positions();
        select(connection, WALLETS, wallets, loaded::wallet);
        select(connection, BOOKS, books, loaded::book);
        select(connection, OTHERS, others, row -> loaded.others.put(row.getString(1), row.getLong(2)));
        return loaded;
    }

    /** Takes one row. */
    private interface Taker {
        void take(ResultSet row) throws SQLException;
    }

    private static void select(Connection connection, String sql, Set<String> ids, Taker taker) throws SQLException {
        if (ids.isEmpty()) {
            return;
        }
        Array array = connection.createArrayOf("text", ids.toArray());
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, array);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    taker.take(row);
                }
            }
        }
    }

    private void wallet(ResultSet row) throws SQLException {
        wallets.put(
                row.getString(1),
                new WalletPosition(
                        row.getLong(2),
                        Sha256.ofDigest(row.getBytes(3)),
                        row.getString(4),
                        new Balances(row.getLong(5), row.getLong(6), row.getLong(7))));
    }

    private void book(ResultSet row) throws SQLException {
        books.put(
                row.getString(1),
                new BookPosition(row.getLong(2), row.getString(3), row.getString(4), row.getLong(5), row.getLong(6)));
    }

    WalletPosition wallet(String playerId) {
        return Objects.requireNonNull(wallets.getOrDefault(playerId, WalletPosition.NONE));
    }

    void wallet(String playerId, WalletPosition next) {
        wallets.put(playerId, next);
    }

    BookPosition book(String bookId) {
        return Objects.requireNonNull(books.getOrDefault(bookId, BookPosition.NONE));
    }

    void book(String bookId, BookPosition next) {
        books.put(bookId, next);
    }

    long other(String persistenceId) {
        return Objects.requireNonNull(others.getOrDefault(persistenceId, 0L));
    }

    void other(String persistenceId, long sequenceNumber) {
        others.put(persistenceId, sequenceNumber);
    }

    void save(Connection connection) throws SQLException {
        var walletRows = new ColumnArrays("text", "int8", "bytea", "text", "int8", "int8", "int8");
        wallets.forEach((id, wallet) -> walletRows.add(
                id,
                wallet.sequenceNumber(),
                wallet.hash().digest(),
                wallet.currency(),
                wallet.balances().realMinor(),
                wallet.balances().bonusMinor(),
                wallet.balances().debtMinor()));
        walletRows.execute(connection, SAVE_WALLETS);
        var bookRows = new ColumnArrays("text", "int8", "text", "text", "int8", "int8");
        books.forEach((id, book) -> bookRows.add(
                id, book.sequenceNumber(), book.tableId(), book.currency(), book.stakedMinor(), book.houseMinor()));
        bookRows.execute(connection, SAVE_BOOKS);
        var otherRows = new ColumnArrays("text", "int8");
        others.forEach(otherRows::add);
        otherRows.execute(connection, SAVE_OTHERS);
    }
}
