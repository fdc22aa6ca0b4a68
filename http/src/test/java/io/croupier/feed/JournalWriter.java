package io.croupier.feed;

import io.croupier.round.codec.BookEventCodec;
import io.croupier.round.codec.RoundEventCodec;
import io.croupier.round.domain.BookEvent;
import io.croupier.round.domain.RoundEvent;
import io.croupier.wallet.StoredWalletEvent;
import io.croupier.wallet.WalletEventCodec;
import io.croupier.wallet.domain.Decision;
import io.croupier.wallet.domain.Reference;
import io.croupier.wallet.domain.Transaction;
import io.croupier.wallet.domain.Wallet;
import io.croupier.wallet.domain.WalletEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Writes what entities would, in whatever transaction is at hand; the entities' states are kept here. */
final class JournalWriter {
    private static final String INSERT = "INSERT INTO event_journal (persistence_id, sequence_number, writer,"
            + " write_timestamp, adapter_manifest, event_ser_id, event_ser_manifest, event_payload)"
            + " VALUES (?, ?, 'test', 0, '', ?, ?, ?)";

    private final Map<String, Wallet> wallets = new HashMap<>();
    private final Map<String, Long> books = new HashMap<>();
    private final Map<String, Long> rounds = new HashMap<>();

    Wallet wallet(String playerId) {
        return wallets.computeIfAbsent(playerId, Wallet::unopened);
    }

    Map<String, Wallet> wallets() {
        return wallets;
    }

    /** Decides and, where there is an event, stores it; the wallet counts it as committed. */
    Decision transact(Connection connection, String playerId, Transaction transaction) throws SQLException {
        return transact(connection, playerId, transaction, Instant.now());
    }

    /** The same at a time, with what is due then. */
    Decision transact(Connection connection, String playerId, Transaction transaction, Instant now)
            throws SQLException {
        due(connection, playerId, now);
        Decision decision = wallet(playerId).decide(transaction, now);
        if (decision.event().isPresent()) {
            store(connection, playerId, decision.event().get());
        }
        due(connection, playerId, now);
        return decision;
    }

    private void due(Connection connection, String playerId, Instant now) throws SQLException {
        Optional<WalletEvent> due = wallet(playerId).due(now);
        while (due.isPresent()) {
            store(connection, playerId, due.get());
            due = wallet(playerId).due(now);
        }
    }

    private void store(Connection connection, String playerId, WalletEvent event) throws SQLException {
        Wallet wallet = wallet(playerId);
        StoredWalletEvent stored = StoredWalletEvent.of(event);
        insert(
                connection,
                "Wallet|" + playerId,
                wallet.version() + 1,
                20_001,
                WalletEventCodec.codec().typeName(stored.event()),
                stored.bytes());
        wallets.put(playerId, wallet.apply(stored.event(), stored.hash()));
    }

    /** Opens the wallet where need be, and pays in. */
    void deposit(Connection connection, String playerId, String id, long amountMinor) throws SQLException {
        if (wallet(playerId).version() == 0) {
            transact(connection, playerId, new Transaction.Open("op~open", "EUR", Reference.NONE));
        }
        transact(connection, playerId, new Transaction.Deposit("op~" + id, amountMinor, "EUR", Reference.NONE));
    }

    void book(Connection connection, String bookId, BookEvent event) throws SQLException {
        long number = books.merge(bookId, 1L, Long::sum);
        insert(
                connection,
                "Book|" + bookId,
                number,
                20_003,
                BookEventCodec.CODEC.typeName(event),
                BookEventCodec.CODEC.encode(event));
    }

    void round(Connection connection, String roundId, RoundEvent event) throws SQLException {
        long number = rounds.merge(roundId, 1L, Long::sum);
        insert(
                connection,
                "Round|" + roundId,
                number,
                20_002,
                RoundEventCodec.CODEC.typeName(event),
                RoundEventCodec.CODEC.encode(event));
    }

    private static void insert(
            Connection connection, String persistenceId, long number, int serializer, String manifest, byte[] payload)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, persistenceId);
            insert.setLong(2, number);
            insert.setInt(3, serializer);
            insert.setString(4, manifest);
            insert.setBytes(5, payload);
            insert.executeUpdate();
        }
    }
}
