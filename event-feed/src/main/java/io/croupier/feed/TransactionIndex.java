package io.croupier.feed;

import io.croupier.wallet.StoredWalletEvent;
import io.croupier.wallet.WalletIndex;
import io.croupier.wallet.domain.Recall;
import io.croupier.wallet.domain.Recollection;
import io.croupier.wallet.domain.TransactionKind;
import io.croupier.wallet.domain.WalletEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What wallets have forgotten, out of what the feed has written. Questions that come while one look-up is under way are answered together
 * by the next one: there is never more than one, however many wallets ask. What decided an id is read from the journal itself; the
 * feed's rows only say where.
 */
public final class TransactionIndex implements WalletIndex {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionIndex.class);
    /** Only where the newest row is there too: these tables may be on their way of being made again. */
    private static final String CONFIRMED = "SELECT player_id, sequence_number FROM feed_wallet w"
            + " WHERE player_id = ANY (?) AND (sequence_number = 1 OR EXISTS (SELECT 1 FROM player_transaction t"
            + " WHERE t.player_id = w.player_id AND t.version = w.sequence_number))";

    private static final String DECIDED = "SELECT a.player_id, a.id, t.version, j.event_payload"
            + " FROM unnest(?::text[], ?::text[]) AS a (player_id, id)"
            + " JOIN player_transaction t ON t.player_id = a.player_id AND t.transaction_id = a.id"
            + " AND hashtextextended(t.transaction_id, hashtextextended(t.player_id, 0)) = hashtextextended(a.id, hashtextextended(a.player_id, 0))"
            + " LEFT JOIN event_journal j ON j.persistence_id = 'Wallet|' || a.player_id AND j.sequence_number = t.version";
    private static final String ENDED = "SELECT DISTINCT a.player_id, a.id, t.kind"
            + " FROM unnest(?::text[], ?::text[]) AS a (player_id, id)"
            + " JOIN player_transaction t ON t.player_id = a.player_id AND t.ended_id = a.id"
            + " AND hashtextextended(t.ended_id, hashtextextended(t.player_id, 0)) = hashtextextended(a.id, hashtextextended(a.player_id, 0))";

    private record Question(String playerId, Set<String> ids, CompletableFuture<Recall> answer) {}

    private record Key(String playerId, String id) {}

    /**
     * What one look-up has found.
     *
     * @param broken rows that do not lead to the event that they say, and why
     */
    private record Found(Map<String, Long> confirmed, Map<Key, Recollection> past, Map<Key, RuntimeException> broken) {
        Found() {
            this(new HashMap<>(), new HashMap<>(), new HashMap<>());
        }

        void answer(Question question) {
            Map<String, Recollection> asked = new HashMap<>();
            for (String id : question.ids) {
                var key = new Key(question.playerId, id);
                RuntimeException reason = broken.get(key);
                if (reason != null) {
                    question.answer.completeExceptionally(reason);
                    return;
                }
                asked.put(id, past.getOrDefault(key, Recollection.NOTHING));
            }
            question.answer.complete(new Recall(confirmed.getOrDefault(question.playerId, 0L), asked));
        }
    }

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
            question.answer.completeExceptionally(new IllegalStateException(
                    "too many wallets ask what they have forgotten (croupier.feed.index.max-waiting)"));
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
        var found = new Found();
        try (Connection connection = dataSource.getConnection()) {
            look(connection, batch, found);
        } catch (SQLException | RuntimeException | Error failure) {
            LOG.warn("event=index_unreadable questions={} reason={}", batch.size(), failure.toString());
            batch.forEach(question -> question.answer.completeExceptionally(failure));
            if (failure instanceof Error error) {
                throw error;
            }
            return;
        }
        found.broken.forEach((key, reason) ->
                LOG.error("event=index_broken playerId={} transactionId={}", key.playerId, key.id, reason));
        batch.forEach(found::answer);
    }

    /** All of one moment: what is said to be confirmed must be found. */
    private static void look(Connection connection, List<Question> batch, Found found) throws SQLException {
        connection.setAutoCommit(false);
        connection.setReadOnly(true);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try (Statement statement = connection.createStatement()) {
            // A plan that was made while the tables were small must not read all of them later.
            statement.execute("SET LOCAL enable_seqscan = off");
        }
        List<Key> keys = batch.stream()
                .flatMap(question -> question.ids.stream().map(id -> new Key(question.playerId, id)))
                .distinct()
                .toList();
        if (!keys.isEmpty()) {
            decided(connection, keys, found);
            ended(connection, keys, found);
        }
        confirmed(connection, batch, found);
        connection.rollback();
    }

    private static void confirmed(Connection connection, List<Question> batch, Found found) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(CONFIRMED)) {
            select.setArray(
                    1,
                    connection.createArrayOf(
                            "text",
                            batch.stream().map(Question::playerId).distinct().toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.confirmed.put(row.getString(1), row.getLong(2));
                }
            }
        }
    }

    private static void decided(Connection connection, List<Key> keys, Found found) throws SQLException {
        try (PreparedStatement select = about(connection, DECIDED, keys);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                var key = new Key(row.getString(1), row.getString(2));
                try {
                    found.past.put(key, recollection(key, row.getLong(3), row.getBytes(4)));
                } catch (RuntimeException unreadable) {
                    found.broken.put(key, unreadable);
                }
            }
        }
    }

    private static Recollection recollection(Key key, long version, byte @Nullable [] stored) {
        if (stored == null) {
            throw new IllegalStateException(
                    "wallet=" + key.playerId + " has no event " + version + ", which is to have decided " + key.id);
        }
        WalletEvent event = StoredWalletEvent.read(stored).event();
        if (!event.transactionId().equals(key.id)) {
            throw new IllegalStateException("wallet=" + key.playerId + " event " + version + " is of "
                    + event.transactionId() + ", not of " + key.id);
        }
        return new Recollection(event, version, false, false);
    }

    private static void ended(Connection connection, List<Key> keys, Found found) throws SQLException {
        try (PreparedStatement select = about(connection, ENDED, keys);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                boolean won = row.getString(3).equals(TransactionKind.WIN.code());
                found.past.compute(new Key(row.getString(1), row.getString(2)), (key, before) -> {
                    Recollection known = before == null ? Recollection.NOTHING : before;
                    return new Recollection(known.event(), known.version(), known.won() || won, known.gone() || !won);
                });
            }
        }
    }

    private static PreparedStatement about(Connection connection, String sql, List<Key> keys) throws SQLException {
        PreparedStatement select = connection.prepareStatement(sql);
        select.setArray(
                1,
                connection.createArrayOf(
                        "text", keys.stream().map(Key::playerId).toArray()));
        select.setArray(
                2, connection.createArrayOf("text", keys.stream().map(Key::id).toArray()));
        return select;
    }
}
