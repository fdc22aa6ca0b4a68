package io.croupier.simulations.chaos;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What happens to the PostgreSQL that the node works with, and to its disk. Each ends when it takes connections again. */
final class DatabaseFaults {
    static final List<Fault> ALL = List.of(
            new Kind(
                    "db-restart",
                    "a clean stop and start of PostgreSQL",
                    Duration.ZERO,
                    DatabaseFaults::missingServer,
                    DatabaseFaults::stop),
            new Kind(
                    "db-kill",
                    "SIGKILL to PostgreSQL; started again with its crash recovery after the hold (none)",
                    Duration.ZERO,
                    DatabaseFaults::missingServer,
                    DatabaseFaults::kill),
            new Kind(
                    "db-stop",
                    "PostgreSQL is down for the hold",
                    Duration.ofSeconds(10),
                    DatabaseFaults::missingServer,
                    DatabaseFaults::stop),
            new Kind(
                    "db-freeze",
                    "SIGSTOP to all of PostgreSQL, SIGCONT after the hold",
                    Duration.ofSeconds(5),
                    surroundings -> missingServer(surroundings).or(Signal::obstacle),
                    DatabaseFaults::freeze),
            new Kind(
                    "db-full",
                    "the disk of PostgreSQL is full for the hold",
                    Duration.ofSeconds(10),
                    DatabaseFaults::missingDisk,
                    DatabaseFaults::fill));

    /** More than PostgreSQL keeps for later, of 16 MiB each. */
    private static final int MOST_SEGMENTS = 200;

    private DatabaseFaults() {}

    private static Optional<String> missingServer(Surroundings surroundings) {
        return surroundings.database() == null
                ? Optional.of("a PostgreSQL of the simulation's own; the node runs on its embedded one")
                : Optional.empty();
    }

    private static Optional<String> missingDisk(Surroundings surroundings) {
        return missingServer(surroundings)
                .or(() -> surroundings.disk() != null
                        ? Optional.empty()
                        : LimitedDisk.obstacle(surroundings.home())
                                .or(() -> Optional.of("the data of PostgreSQL on a disk of limited size")));
    }

    private static Injection stop(Surroundings surroundings, Duration holdFor, RandomGenerator random) {
        DatabaseServer database = surroundings.needDatabase();
        long pid = database.pid();
        try {
            database.stop();
            surroundings.holds().keep(holdFor);
        } finally {
            database.recover();
        }
        return back(surroundings, "PostgreSQL " + pid + " stopped");
    }

    private static Injection kill(Surroundings surroundings, Duration holdFor, RandomGenerator random) {
        DatabaseServer database = surroundings.needDatabase();
        long pid = database.kill();
        surroundings.holds().keep(holdFor);
        return back(surroundings, "PostgreSQL " + pid + " killed");
    }

    private static Injection freeze(Surroundings surroundings, Duration holdFor, RandomGenerator random) {
        DatabaseServer database = surroundings.needDatabase();
        long pid = database.pid();
        int frozen;
        try {
            frozen = database.freeze().size();
            surroundings.holds().keep(holdFor);
        } finally {
            database.thaw();
        }
        return back(surroundings, "PostgreSQL " + pid + " frozen with " + (frozen - 1) + " children");
    }

    private static Injection fill(Surroundings surroundings, Duration holdFor, RandomGenerator random) {
        DatabaseServer database = surroundings.needDatabase();
        LimitedDisk disk = surroundings.needDisk();
        long pid = database.pid();
        long ballast;
        String log;
        boolean survived;
        try {
            ballast = disk.fill();
            log = useRest(database);
            surroundings.holds().keep(holdFor);
            survived = database.isRunning();
        } finally {
            disk.release();
        }
        return back(
                surroundings,
                "disk filled with " + ballast / (1 << 20) + " MiB, " + log + ", PostgreSQL " + pid
                        + (survived ? " ran on" : " ended of it"));
    }

    /** What the log has claimed already would take writes for a while, so it is made to ask for more; says how that went. */
    private static String useRest(DatabaseServer database) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            for (int segment = 0; segment < MOST_SEGMENTS; segment++) {
                statement.execute("SELECT pg_logical_emit_message(true, 'chaos', 'the disk is full')");
                statement.execute("SELECT pg_switch_wal()");
            }
            return "its log had room for more";
        } catch (SQLException full) {
            return "its log could not grow";
        }
    }

    /** Waits for PostgreSQL, and then for the node, which must have lived on. */
    private static Injection back(Surroundings surroundings, String words) {
        DatabaseServer database = surroundings.needDatabase();
        Duration took = database.recover();
        surroundings.node().awaitReady();
        return new Injection(
                words + ", PostgreSQL " + database.pid() + " takes connections after " + Words.seconds(took), took);
    }
}
