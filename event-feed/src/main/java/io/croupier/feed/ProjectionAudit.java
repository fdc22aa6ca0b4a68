package io.croupier.feed;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads the whole journal again and holds it against itself and against what the feed has written: every chain of hashes, every
 * entity's numbers and every wallet's balances, then each row of ledger, transactions, bets and rounds. Writes only temporary
 * tables, into which it projects the journal once more, so it may look at a database in use.
 */
public final class ProjectionAudit {
    private static final String CURSOR =
            "SELECT epoch, restored_ordering, restored_xid::text, restoring, xid::text," + " ordering FROM feed_cursor";
    private static final String BEGIN = "INSERT INTO feed_cursor (feed, epoch, system_identifier, restore_epoch,"
            + " restored_ordering, restored_xid, restoring, xid, ordering, as_of, lag_events, owner, updated_at)"
            + " VALUES ('croupier', ?, 0, 0, ?, ?::xid8, ?, ?::xid8, 0, 'epoch', 0, 'audit', now())";
    private static final int FETCH_SIZE = 5_000;

    /** What is compared, each in the order of its primary key. */
    private enum Projected {
        FEED_WALLET("feed_wallet", "player_id"),
        FEED_BOOK("feed_book", "book_id"),
        FEED_ENTITY("feed_entity", "persistence_id"),
        LEDGER_POSTING("ledger_posting", "persistence_id, sequence_number, position"),
        LEDGER_ACCOUNT("ledger_account", "account, currency"),
        PLAYER_TRANSACTION("player_transaction", "player_id, version"),
        PLAYER_BET("player_bet", "round_id, player_id, bet_id"),
        PLAYED_ROUND("played_round", "round_id"),
        STRAY_MONEY("stray_money", "round_id");

        private final String table;
        private final String key;

        Projected(String table, String key) {
            this.table = table;
            this.key = key;
        }
    }

    /** Told of every event, entity by entity within a page. */
    public interface Reader {
        /**
         * An event out of the journal.
         *
         * @param event a {@code StoredWalletEvent}, {@code BookEvent}, {@code RoundEvent}, or something that nothing is made from
         */
        void event(String persistenceId, long sequenceNumber, Object event);

        /** A page is read. */
        void progress(long events, long ofAbout);
    }

    /**
     * What was found.
     *
     * @param events read
     * @param unprojected of them, which the feed has not come to
     * @param asOf of the snapshot that was looked at
     */
    public record Result(long events, long unprojected, Instant asOf, Optional<Difference> first) {}

    private final Connection source;
    private final Connection scratch;
    private final JournalTail tail;
    private final Reader reader;

    /**
     * Both connections are to the same database, without autocommit.
     *
     * @param source reads one snapshot, and holds nobody up
     * @param scratch keeps the temporary tables
     * @param batchSize events at a time
     */
    public ProjectionAudit(Connection source, Connection scratch, int batchSize, Reader reader) {
        this.source = source;
        this.scratch = scratch;
        this.tail = new JournalTail(batchSize);
        this.reader = reader;
    }

    /** Looks at everything, up to the first difference. */
    public Result run() throws SQLException {
        source.setReadOnly(true);
        source.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        Cursor projected = projected();
        Cursor begin = projected.epoch().restoredOrdering() > 0
                ? new Cursor(projected.epoch(), true, 0, 0)
                : new Cursor(projected.epoch(), false, 0, 0);
        prepare(begin);
        Projector projector = new Projector(new CursorRow("audit", 0));
        long events = 0;
        long unprojected = 0;
        Cursor cursor = begin;
        Instant asOf = Instant.EPOCH;
        try {
            while (true) {
                Page page = tail.read(source, cursor);
                asOf = page.horizon().at();
                List<JournalRow> in = new ArrayList<>();
                List<JournalRow> beyond = new ArrayList<>();
                for (JournalRow row : page.rows()) {
                    (isIn(row, cursor.restoring(), projected) ? in : beyond).add(row);
                }
                Page known = new Page(cursor, page.to(), in, page.horizon(), page.complete());
                List<FeedEvent> read = StoredEvents.readAll(known);
                projector.project(scratch, new Page.Decoded(known, read, asOf, null));
                scratch.commit();
                List<FeedEvent> rest =
                        StoredEvents.readAll(new Page(cursor, page.to(), beyond, page.horizon(), page.complete()));
                read.forEach(event -> reader.event(event.persistenceId(), event.sequenceNumber(), event.event()));
                rest.forEach(event -> reader.event(event.persistenceId(), event.sequenceNumber(), event.event()));
                events += page.rows().size();
                unprojected += beyond.size();
                reader.progress(events, page.horizon().lastOrdering());
                if (page.rows().isEmpty() && page.to().equals(cursor)) {
                    break;
                }
                cursor = page.to();
            }
        } catch (JournalFault fault) {
            scratch.rollback();
            return new Result(events, unprojected, asOf, Optional.of(fault.difference()));
        }
        return new Result(events, unprojected, asOf, compare());
    }

    /** Whether the feed has come to a row. */
    private static boolean isIn(JournalRow row, boolean restoring, Cursor projected) {
        if (restoring) {
            return !projected.restoring() || row.ordering() <= projected.ordering();
        }
        return !projected.restoring()
                && (row.xid() < projected.xid()
                        || (row.xid() == projected.xid() && row.ordering() <= projected.ordering()));
    }

    /** Where the feed is; at the beginning where none ever ran. */
    private Cursor projected() throws SQLException {
        try (PreparedStatement select = source.prepareStatement(CURSOR);
                ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                return new Cursor(new Cursor.Epoch(1, 0, 0), false, 0, 0);
            }
            var epoch = new Cursor.Epoch(row.getLong(1), row.getLong(2), Long.parseLong(row.getString(3)));
            return new Cursor(epoch, row.getBoolean(4), Long.parseLong(row.getString(5)), row.getLong(6));
        }
    }

    /** Temporary tables come before all others of their names. */
    private void prepare(Cursor begin) throws SQLException {
        try (Statement statement = scratch.createStatement()) {
            for (Projected projected : Projected.values()) {
                statement.execute(
                        "CREATE TEMP TABLE " + projected.table + " (LIKE " + projected.table + " INCLUDING ALL)");
            }
            statement.execute("CREATE TEMP TABLE feed_cursor (LIKE feed_cursor INCLUDING ALL)");
        }
        try (PreparedStatement insert = scratch.prepareStatement(BEGIN)) {
            insert.setLong(1, begin.epoch().number());
            insert.setLong(2, begin.epoch().restoredOrdering());
            insert.setString(3, Long.toString(begin.epoch().restoredXid()));
            insert.setBoolean(4, begin.restoring());
            insert.setString(5, Long.toString(begin.xid()));
            insert.executeUpdate();
        }
        scratch.commit();
    }

    private Optional<Difference> compare() throws SQLException {
        for (Projected projected : Projected.values()) {
            Optional<Difference> difference = compare(projected);
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    /** Both in one order, side by side: the first pair that is not equal is the first difference. */
    private Optional<Difference> compare(Projected projected) throws SQLException {
        String sql = "SELECT t::text FROM " + projected.table + " AS t ORDER BY " + projected.key;
        try (PreparedStatement stored = source.prepareStatement(sql);
                PreparedStatement expected = scratch.prepareStatement(sql)) {
            stored.setFetchSize(FETCH_SIZE);
            expected.setFetchSize(FETCH_SIZE);
            try (ResultSet is = stored.executeQuery();
                    ResultSet mustBe = expected.executeQuery()) {
                while (true) {
                    boolean one = is.next();
                    boolean other = mustBe.next();
                    if (!one && !other) {
                        return Optional.empty();
                    }
                    String found = one ? is.getString(1) : "nothing";
                    String right = other ? mustBe.getString(1) : "nothing";
                    if (!found.equals(right)) {
                        return Optional.of(new Difference(
                                projected.table + " " + (other ? right : found),
                                "is " + found + " and by the journal " + right));
                    }
                }
            }
        }
    }

    /** The number of a wallet's newest event in the journal. */
    static OptionalLong newest(Connection connection, String persistenceId) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT max(sequence_number) FROM event_journal WHERE persistence_id = ?")) {
            select.setString(1, persistenceId);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                long newest = row.getLong(1);
                return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(newest);
            }
        }
    }
}
