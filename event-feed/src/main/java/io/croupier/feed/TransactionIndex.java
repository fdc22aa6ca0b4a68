package io.croupier.feed;

import io.croupier.wallet.StoredWalletEvent;
import io.croupier.wallet.WalletIndex;
import io.croupier.wallet.domain.Recall;
import io.croupier.wallet.domain.Recollection;
import io.croupier.wallet.domain.TransactionKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/**
 * What wallets have forgotten, out of what the feed has written. Questions that come while one look-up is under way are answered together
 * by the next one: there is never more than one, however many wallets ask. What decided an id is read from the journal itself; the
 * feed's rows only say where.
 */
public final class TransactionIndex implements WalletIndex {
    private static final String CONFIRMED =
            "SELECT player_id, sequence_number FROM feed_wallet WHERE player_id = ANY (?)";
    private static final String DECIDED = "SELECT a.player_id, a.id, t.version, j.event_payload"
            + " FROM unnest(?::text[], ?::text[]) AS a (player_id, id)"
            + " JOIN player_transaction t ON t.player_id = a.player_id AND t.transaction_id = a.id"
            + " AND hashtextextended(t.transaction_id, 0) = hashtextextended(a.id, 0)"
            + " JOIN event_journal j ON j.persistence_id = 'Wallet|' || a.player_id AND j.sequence_number = t.version";
    private static final String ENDED = "SELECT DISTINCT a.player_id, a.id, t.kind"
            + " FROM unnest(?::text[], ?::text[]) AS a (player_id, id)"
            + " JOIN player_transaction t ON t.player_id = a.player_id AND t.ended_id = a.id"
            + " AND hashtextextended(t.ended_id, 0) = hashtextextended(a.id, 0)";

    private record Question(String playerId, Set<String> ids, CompletableFuture<Recall> answer) {}

    private record Key(String playerId, String id) {}

    private final DataSource dataSource;
    private final Executor blocking;
    private final int maxBatch;
    private final BlockingQueue<Question> waiting;
    private final AtomicBoolean reading = new AtomicBoolean();

    TransactionIndex(DataSource dataSource, Executor blocking, int maxBatch, int maxWaiting) {
        this.dataSource = dataSource;
        this.blocking = blocking;
        this.maxBatch = maxBatch;
        this.waiting = new ArrayBlockingQueue<>(maxWaiting);
    }

    @Override
    public CompletableFuture<Recall> recall(String playerId, Set<String> ids) {
        var question = new Question(playerId, ids, new CompletableFuture<>());
        if (waiting.offer(question)) {
            readSoon();
        } else {
            question.answer.completeExceptionally(
                    new IllegalStateException("too many wallets ask what they have forgotten (croupier.feed.index.max-waiting)"));
        }
        return question.answer;
    }

    private void readSoon() {
        if (!waiting.isEmpty() && reading.compareAndSet(false, true)) {
            try {
                blocking.execute(this::readAll);
            } catch (RejectedExecutionException full) {
                reading.set(false);
                drain().forEach(question -> question.answer.completeExceptionally(full));
            }
        }
    }

    private void readAll() {
        try {
            for (List<Question> batch = drain(); !batch.isEmpty(); batch = drain()) {
                answer(batch);
            }
        } finally {
            reading.set(false);
        }
        readSoon();
    }

    private List<Question> drain() {
        List<Question> batch = new ArrayList<>();
        waiting.drainTo(batch, maxBatch);
        return batch;
    }

    private void answer(List<Question> batch) {
        try {
            Map<String, Long> confirmed = new HashMap<>();
            Map<Key, Recollection> found = new HashMap<>();
            try (Connection connection = dataSource.getConnection()) {
                look(connection, batch, confirmed, found);
            }
            for (Question question : batch) {
                Map<String, Recollection> past = new HashMap<>();
                question.ids.forEach(id -> past.put(
                        id, found.getOrDefault(new Key(question.playerId, id), Recollection.NOTHING)));
                question.answer.complete(new Recall(confirmed.getOrDefault(question.playerId, 0L), past));
            }
        } catch (SQLException | RuntimeException failure) {
            batch.forEach(question -> question.answer.completeExceptionally(failure));
        }
    }

    /** All of one moment: what is said to be confirmed must be found. */
    private static void look(
            Connection connection, List<Question> batch, Map<String, Long> confirmed, Map<Key, Recollection> found)
            throws SQLException {
        connection.setAutoCommit(false);
        connection.setReadOnly(true);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        confirmed(connection, batch, confirmed);
        List<Key> keys = batch.stream()
                .flatMap(question -> question.ids.stream().map(id -> new Key(question.playerId, id)))
                .distinct()
                .toList();
        if (!keys.isEmpty()) {
            decided(connection, keys, found);
            ended(connection, keys, found);
        }
        connection.rollback();
    }

    private static void confirmed(Connection connection, List<Question> batch, Map<String, Long> confirmed)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(CONFIRMED)) {
            select.setArray(
                    1,
                    connection.createArrayOf(
                            "text",
                            batch.stream().map(Question::playerId).distinct().toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    confirmed.put(row.getString(1), row.getLong(2));
                }
            }
        }
    }

    private static void decided(Connection connection, List<Key> keys, Map<Key, Recollection> found)
            throws SQLException {
        try (PreparedStatement select = about(connection, DECIDED, keys);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                found.put(
                        new Key(row.getString(1), row.getString(2)),
                        new Recollection(
                                StoredWalletEvent.read(row.getBytes(4)).event(), row.getLong(3), false, false));
            }
        }
    }

    private static void ended(Connection connection, List<Key> keys, Map<Key, Recollection> found) throws SQLException {
        try (PreparedStatement select = about(connection, ENDED, keys);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                boolean won = row.getString(3).equals(TransactionKind.WIN.code());
                found.compute(new Key(row.getString(1), row.getString(2)), (key, before) -> {
                    Recollection known = before == null ? Recollection.NOTHING : before;
                    return new Recollection(known.event(), known.version(), known.won() || won, known.gone() || !won);
                });
            }
        }
    }

    private static PreparedStatement about(Connection connection, String sql, List<Key> keys) throws SQLException {
        PreparedStatement select = connection.prepareStatement(sql);
        select.setArray(
                1, connection.createArrayOf("text", keys.stream().map(Key::playerId).toArray()));
        select.setArray(
                2, connection.createArrayOf("text", keys.stream().map(Key::id).toArray()));
        return select;
    }
}
