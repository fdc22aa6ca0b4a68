package io.croupier.feed;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** The feed without Akka, one step at a time, as one owner. */
final class DrivenFeed implements AutoCloseable {
    private final Connection connection;
    private final CursorRow row;
    private final HorizonWatch watch;
    private final JournalTail tail;
    private final Freshness freshness;
    private Cursor cursor;

    DrivenFeed(FeedDatabase database, String owner, int batch) throws SQLException {
        this(database, owner, batch, 0, Duration.ofMinutes(1));
    }

    DrivenFeed(FeedDatabase database, String owner, int batch, long restoreEpoch, Duration maxHorizonAge)
            throws SQLException {
        this.connection = database.connect();
        this.row = new CursorRow(owner, restoreEpoch);
        this.watch = new HorizonWatch(maxHorizonAge);
        this.tail = new JournalTail(batch);
        connection.setAutoCommit(false);
        CursorRow.Claimed claimed = row.claim(connection);
        connection.commit();
        cursor = claimed.cursor();
        freshness = new Freshness(claimed.asOf());
    }

    Cursor cursor() {
        return cursor;
    }

    /** The page behind the cursor, which stays. */
    Page.Decoded read() throws SQLException {
        Page page = tail.read(connection, cursor);
        Holder holder = watch.observe(connection, page.horizon());
        connection.commit();
        return new Page.Decoded(page, StoredEvents.readAll(page), freshness.after(page), holder);
    }

    /** Writes a page's effects in the transaction of a connection, without a commit. */
    void project(Connection other, Page.Decoded page) throws SQLException {
        new Projector(row).project(other, page);
    }

    void committed(Page.Decoded page) {
        cursor = page.page().to();
    }

    /** One page; how many events it had. */
    int step() throws SQLException {
        Page.Decoded page = read();
        try {
            project(connection, page);
            connection.commit();
        } catch (SQLException | RuntimeException failure) {
            connection.rollback();
            throw failure;
        }
        committed(page);
        return page.events().size();
    }

    /** Pages until there is nothing more below the horizon; how many events they had. */
    int drain() throws SQLException {
        int events = 0;
        while (true) {
            Cursor before = cursor;
            int step = step();
            events += step;
            if (step == 0 && cursor.equals(before)) {
                return events;
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
