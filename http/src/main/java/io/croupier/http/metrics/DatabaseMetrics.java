package io.croupier.http.metrics;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import com.zaxxer.hikari.HikariDataSource;
import io.croupier.feed.FeedStatus;
import io.croupier.http.database.DatabaseAccess;
import io.croupier.http.store.Blocking;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToDoubleFunction;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What only the database knows, asked for regularly and not by whoever looks: however many look, it costs two small statements
 * per interval and node, and a database that does not answer holds up nobody. Its silence is a figure of its own.
 */
public final class DatabaseMetrics {
    private static final double NANOS_PER_S = 1e9;
    private static final double MS_PER_S = 1000;

    /** Over the partial index of such rounds. */
    private static final String OPEN_ROUNDS =
            "SELECT count(*) FROM played_round WHERE stage NOT IN ('settled', 'voided')";

    private static final String DISPATCHER = "croupier.metrics.dispatcher";

    private final Blocking database;
    private final long downAfterNanos;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile @Nullable Sample latest;

    private record Sample(Optional<FeedStatus> feed, long openRounds, long atNanos) {
        double ageSeconds() {
            return (double) (System.nanoTime() - atNanos) / NANOS_PER_S;
        }
    }

    private DatabaseMetrics(Blocking database, long downAfterNanos) {
        this.database = database;
        this.downAfterNanos = downAfterNanos;
    }

    /** One connection for them alone, which gives a question up after {@code croupier.metrics.question-timeout}; to be closed. */
    public static HikariDataSource connection(Metrics metrics, DatabaseAccess access) {
        Duration limit = metrics.settings().question();
        return access.withSocketTimeout(limit).pool(1, limit);
    }

    /**
     * Shows them and begins to ask; once per node, when the schema is there. The first sample is under way when it returns.
     *
     * @param own that nobody else uses: a pool that callers keep busy is no database that is away
     */
    public static void show(Metrics metrics, ActorSystem<?> system, DataSource own) {
        MetricsSettings settings = metrics.settings();
        var database = new Blocking(own, system.dispatchers().lookup(DispatcherSelector.fromConfig(DISPATCHER)));
        var shown = new DatabaseMetrics(database, settings.databaseDown().toNanos());
        shown.register(metrics);
        shown.ask();
        system.scheduler()
                .scheduleWithFixedDelay(
                        settings.sampleInterval(), settings.sampleInterval(), shown::ask, system.executionContext());
    }

    private void register(Metrics metrics) {
        metrics.gauge(
                "croupier_database_up",
                "1 while the database answers this node, 0 when it has not for croupier.metrics.database-down-after",
                this::up);
        metrics.gauge(
                "croupier_feed_lag_seconds",
                "How far ledger and histories are behind the journal; rises while the database does not answer",
                each -> feed(each, feed -> (double) feed.lag().toMillis() / MS_PER_S, true));
        metrics.gauge(
                "croupier_feed_lag_events",
                "Events that wait to be projected, about",
                each -> feed(each, FeedStatus::lagEvents, false));
        metrics.gauge(
                "croupier_feed_held_up",
                "1 while a transaction keeps the feed back for longer than croupier.feed.max-horizon-age",
                each -> feed(each, feed -> feed.holder() == null ? 0 : 1, false));
        metrics.gauge(
                "croupier_feed_fault",
                "1 while the feed does not go on because of a fault of the journal",
                each -> feed(each, feed -> feed.fault() == null ? 0 : 1, false));
        metrics.gauge("croupier_open_rounds", "Rounds that are neither settled nor voided, as of the feed", each -> {
            Sample sample = latest;
            if (sample != null) {
                each.call((double) sample.openRounds);
            }
        });
    }

    private double up() {
        Sample sample = latest;
        return sample != null && System.nanoTime() - sample.atNanos < downAfterNanos ? 1 : 0;
    }

    private void feed(GaugeWithCallback.Callback each, ToDoubleFunction<FeedStatus> value, boolean ages) {
        Sample sample = latest;
        if (sample != null && sample.feed.isPresent()) {
            each.call(value.applyAsDouble(sample.feed.get()) + (ages ? sample.ageSeconds() : 0));
        }
    }

    /** One question at a time: while the database does not answer no more of them pile up. */
    private void ask() {
        if (asking.compareAndSet(false, true)) {
            database.submit(DatabaseMetrics::read).whenComplete((sample, failure) -> {
                if (sample != null) {
                    latest = sample;
                }
                asking.set(false);
            });
        }
    }

    private static Sample read(Connection connection) throws SQLException {
        Optional<FeedStatus> feed = FeedStatus.read(connection);
        try (PreparedStatement count = connection.prepareStatement(OPEN_ROUNDS);
                ResultSet row = count.executeQuery()) {
            row.next();
            return new Sample(feed, row.getLong(1), System.nanoTime());
        }
    }
}
