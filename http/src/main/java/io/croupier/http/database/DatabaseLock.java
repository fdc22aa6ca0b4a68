package io.croupier.http.database;

import com.typesafe.config.Config;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who serves players on a database: one node alone, or nodes that share it as members of one cluster. Two that know nothing of each
 * other would both have every player's wallet. It is an advisory lock of PostgreSQL's, which the server frees with the connection: a
 * killed node leaves none behind. A connection that breaks is made anew, and the lock is taken again.
 */
public final class DatabaseLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseLock.class);
    /** Advisory locks are numbers that all programs on a database share: "croupier" in ASCII. */
    static final long KEY = 0x63726f7570696572L;

    private static final String SESSION =
            "SELECT pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()";
    private static final String END_SESSION =
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = ? AND backend_start = ?";

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration END_LIMIT = Duration.ofSeconds(10);

    private final DatabaseAccess access;
    private final boolean alone;
    private final Settings settings;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Connection connection;
    private volatile @Nullable Session session;
    private volatile @Nullable Thread watch;

    /** Of the server's, as nobody else's is for ever. */
    private record Session(int pid, OffsetDateTime began) {}

    /**
     * How it is held.
     *
     * @param timeout how long a holder is waited for
     * @param interval between two looks at the connection
     */
    public record Settings(Duration timeout, Duration interval) {
        public Settings {
            if (timeout.isNegative()) {
                throw new IllegalArgumentException(
                        "croupier.database.lock.timeout=" + timeout.toMillis() + "ms must not be negative");
            }
            if (interval.compareTo(Duration.ofMillis(1)) < 0) {
                throw new IllegalArgumentException("croupier.database.lock.interval must be at least 1 ms");
            }
        }

        /**
         * As {@code croupier.database.lock} has it.
         *
         * @throws IllegalArgumentException which names the setting that is wrong
         */
        public static Settings from(Config config) {
            Config lock = config.getConfig("croupier.database.lock");
            return new Settings(lock.getDuration("timeout"), lock.getDuration("interval"));
        }
    }

    private DatabaseLock(DatabaseAccess access, boolean alone, Settings settings) {
        this.access = access;
        this.alone = alone;
        this.settings = settings;
    }

    /**
     * Takes it, and waits where another has it.
     *
     * @param alone whether nobody else may have it at the same time
     * @param progress told once that it waits
     * @throws DatabaseFailure when another keeps it, or the database can't be reached
     */
    public static DatabaseLock take(
            DatabaseAccess access, boolean alone, Settings settings, Consumer<String> progress) {
        var lock = new DatabaseLock(access, alone, settings);
        try {
            if (!lock.take(() -> progress.accept("waiting: " + lock.inUse()))) {
                throw new DatabaseFailure(lock.inUse() + ": stop that one, or name another database (CROUPIER_DB_URL)");
            }
        } catch (SQLException failure) {
            throw new DatabaseFailure(access.explain(failure), failure);
        }
        return lock;
    }

    private String inUse() {
        return "the database at " + access.location()
                + (alone
                        ? " is in use by another node"
                        : " is in use by a node that serves it alone (CROUPIER_CLUSTER_FORMATION=single)");
    }

    /** False when another kept it for all of the time, or this is closed. */
    private boolean take(Runnable waiting) throws SQLException {
        Connection fresh = access.connect();
        try {
            long deadline = System.nanoTime() + settings.timeout().toNanos();
            boolean told = false;
            endSession(fresh);
            try (Statement statement = fresh.createStatement()) {
                // The server finds a node that vanished with its machine within 14 s, and never ends an idle one.
                statement.execute("SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 3;"
                        + " SET tcp_keepalives_count = 3; SET idle_session_timeout = 0");
                while (!granted(statement)) {
                    if (System.nanoTime() > deadline) {
                        return false;
                    }
                    if (!told) {
                        waiting.run();
                        told = true;
                    }
                    if (isClosedAfter(POLL)) {
                        return false;
                    }
                }
            }
            session = sessionOf(fresh);
            connection = fresh;
            return true;
        } finally {
            if (connection != fresh) {
                fresh.close();
            }
        }
    }

    /** One of its own whose connection broke on the way may still have it, as the server has not noticed. */
    private void endSession(Connection fresh) throws SQLException {
        Session old = session;
        if (old == null) {
            return;
        }
        try (PreparedStatement end = fresh.prepareStatement(END_SESSION)) {
            end.setInt(1, old.pid());
            end.setObject(2, old.began());
            end.execute();
        }
    }

    private static Session sessionOf(Connection fresh) throws SQLException {
        try (Statement statement = fresh.createStatement();
                ResultSet row = statement.executeQuery(SESSION)) {
            row.next();
            return new Session(row.getInt(1), row.getObject(2, OffsetDateTime.class));
        }
    }

    private boolean granted(Statement statement) throws SQLException {
        try (ResultSet row =
                statement.executeQuery("SELECT pg_try_advisory_lock" + (alone ? "" : "_shared") + "(" + KEY + ")")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private boolean isClosedAfter(Duration time) {
        try {
            return closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /**
     * From now on sees to it that the lock is held. While the database is out of reach nobody else can take it either.
     *
     * @param lost run once, on a thread of its own, where another has taken it when the database is back
     */
    public void watch(Runnable lost) {
        Thread thread = new Thread(() -> keep(lost), "database-lock");
        thread.setDaemon(true);
        watch = thread;
        thread.start();
    }

    private void keep(Runnable lost) {
        while (!isClosedAfter(settings.interval())) {
            if (isHeld()) {
                continue;
            }
            try {
                if (take(() -> LOG.warn("event=database_lock_waits reason=\"{}\"", inUse()))) {
                    LOG.info("event=database_lock_taken_again");
                } else if (closed.getCount() > 0) {
                    LOG.error("event=database_lock_lost reason=\"{}\"", inUse());
                    lost.run();
                    return;
                }
            } catch (SQLException outOfReach) {
                LOG.warn("event=database_lock_out_of_reach reason=\"{}\"", access.explain(outOfReach));
            }
        }
    }

    private boolean isHeld() {
        Connection held = connection;
        try {
            if (held != null
                    && held.isValid(
                            Math.max(1, Math.toIntExact(settings.timeout().toSeconds())))) {
                return true;
            }
            connection = null;
            if (held != null) {
                held.close();
            }
        } catch (SQLException broken) {
            LOG.debug("event=database_lock_connection_broken", broken);
        }
        return false;
    }

    /** Lets go of it. */
    @Override
    public void close() {
        closed.countDown();
        try {
            Thread watching = watch;
            if (watching != null && watching != Thread.currentThread()) {
                watching.join(END_LIMIT.toMillis());
            }
            Connection held = connection;
            if (held != null) {
                held.close();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (SQLException failure) {
            LOG.debug("event=database_lock_not_closed", failure);
        }
    }
}
