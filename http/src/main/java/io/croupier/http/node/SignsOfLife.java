package io.croupier.http.node;

import akka.actor.Cancellable;
import akka.actor.typed.ActorSystem;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import com.typesafe.config.Config;
import io.croupier.http.store.Blocking;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the members of a cluster leave in the database, so that nobody begins another one beside theirs: the API server may show a
 * pod too few of the others, but all of them share this database. Whoever may begin takes the row in the same statement that looks
 * at its age, by the database's clock, so that of two at a time one is refused.
 */
final class SignsOfLife {
    private static final Logger LOG = LoggerFactory.getLogger(SignsOfLife.class);
    private static final String LEAVE = """
            INSERT INTO sign_of_life (node, seen_at) VALUES (?, clock_timestamp())
            ON CONFLICT (only_row) DO UPDATE SET node = EXCLUDED.node, seen_at = clock_timestamp()
            WHERE sign_of_life.seen_at < clock_timestamp() - make_interval(secs => ?)
            """;

    private final ActorSystem<?> system;
    private final Blocking database;
    private final Duration interval;
    private final Duration timeout;

    /**
     * As {@code croupier.cluster.signs-of-life} has it.
     *
     * @throws IllegalArgumentException which names the setting that is wrong
     */
    static SignsOfLife of(ActorSystem<?> system, Blocking database) {
        Config config = system.settings().config().getConfig("croupier.cluster.signs-of-life");
        return new SignsOfLife(system, database, config.getDuration("interval"), config.getDuration("timeout"));
    }

    SignsOfLife(ActorSystem<?> system, Blocking database, Duration interval, Duration timeout) {
        this.system = system;
        this.database = database;
        this.interval = interval;
        this.timeout = timeout;
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException(
                    "croupier.cluster.signs-of-life.interval=" + interval.toMillis() + "ms must be positive");
        }
        if (timeout.compareTo(interval.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("croupier.cluster.signs-of-life.timeout=" + timeout.toMillis()
                    + "ms must be at least twice the interval, " + interval.toMillis() + "ms");
        }
    }

    /** Whether no cluster has given a sign for so long that this node may begin one; then that is one. Fails without the database. */
    CompletionStage<Boolean> mayBegin() {
        return leave(timeout);
    }

    /** Leaves one now and then, from when this node is a member until it ends. */
    Cancellable give() {
        return system.scheduler().scheduleWithFixedDelay(interval, interval, this::giveOne, system.executionContext());
    }

    private void giveOne() {
        if (!Cluster.get(system).selfMember().status().equals(MemberStatus.up())) {
            return;
        }
        // The others do so as well: only the first after each interval writes.
        var unused = leave(interval).exceptionally(failure -> {
            LOG.warn("event=sign_of_life_failed reason={}", failure.toString());
            return false;
        });
    }

    private CompletionStage<Boolean> leave(Duration age) {
        String node = String.valueOf(system.address());
        return database.submit(connection -> leave(connection, node, age));
    }

    private static boolean leave(Connection connection, String node, Duration age) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LEAVE)) {
            statement.setString(1, node);
            statement.setDouble(2, age.toMillis() / 1e3);
            return statement.executeUpdate() == 1;
        }
    }
}
