package io.croupier.http.bench;

import io.croupier.http.bench.BenchCommand.Options;
import io.croupier.http.database.DatabaseAccess;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * How fast the event feed projects what the wallets' benchmark writes. While the wallets write, a transaction that is left
 * open keeps the feed waiting, as any would; when it ends, the feed alone has the machine. The last turn is without it.
 */
final class FeedBench {
    private static final Duration LOOK = Duration.ofMillis(20);

    private FeedBench() {}

    /** CPU time of this JVM and of the database's processes: it means something on a machine that others use too. */
    private record Cpu(ProcessHandle postmaster) {
        static Cpu of(Connection connection) throws SQLException {
            return new Cpu(ProcessHandle.of(number(connection, "SELECT pg_backend_pid()"))
                    .flatMap(ProcessHandle::parent)
                    .orElseThrow());
        }

        double seconds() {
            return Stream.concat(Stream.of(ProcessHandle.current(), postmaster), postmaster.descendants())
                    .flatMap(process -> process.info().totalCpuDuration().stream())
                    .mapToDouble(used -> used.toNanos() / 1e9)
                    .sum();
        }
    }

    private record Drained(long events, double seconds, double cpuSeconds) {
        double perSecond() {
            return events / seconds;
        }
    }

    static void measure(Options options, ActorWallet wallet, DatabaseAccess database, PrintWriter out)
            throws SQLException {
        Duration turn = Duration.ofSeconds(options.seconds());
        try (Connection looking = database.connect()) {
            Cpu cpu = Cpu.of(looking);
            out.println("warming up ...");
            drain(looking, cpu, projected(looking));
            writeHeld(options, wallet, database, turn.multipliedBy(BenchCommand.WARM_UP_TURNS));
            drain(looking, cpu, projected(looking));
            List<Double> ratios = new ArrayList<>();
            for (int i = 1; i <= options.turns(); i++) {
                long before = projected(looking);
                double idle = cpu.seconds();
                ActorWallet.Rate written = writeHeld(options, wallet, database, turn);
                double writing = cpu.seconds() - idle;
                Drained drained = drain(looking, cpu, before);
                ratios.add(drained.perSecond() / written.betsPerSecond());
                out.printf(
                        Locale.ROOT,
                        "turn %d  wallet %,8.0f/s, %.0f us of CPU each   feed alone %,8.0f/s, %.0f us each   ratio %.2f%n",
                        i,
                        written.betsPerSecond(),
                        writing / drained.events * 1e6,
                        drained.perSecond(),
                        drained.cpuSeconds / drained.events * 1e6,
                        drained.perSecond() / written.betsPerSecond());
            }
            ActorWallet.Rate beside = wallet.betsPerSecond(options.inFlight(), turn);
            long waiting = number(looking, "SELECT max(ordering) FROM event_journal") - projected(looking);
            Drained rest = drain(looking, cpu, projected(looking));
            out.printf(
                    Locale.ROOT,
                    "both at once for %d s: wallet %,.0f/s (p99 %.1f ms), %,d events behind, caught up in %.1f s%n",
                    options.seconds(),
                    beside.betsPerSecond(),
                    beside.p99Micros() / 1000.0,
                    waiting,
                    rest.seconds);
            out.printf(Locale.ROOT, "feed alone : wallet (median of the ratios): %.2f%n", BenchCommand.median(ratios));
        }
    }

    private static ActorWallet.Rate writeHeld(
            Options options, ActorWallet wallet, DatabaseAccess database, Duration length) throws SQLException {
        try (Connection holder = database.connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("SELECT pg_current_xact_id()");
            ActorWallet.Rate rate = wallet.betsPerSecond(options.inFlight(), length);
            holder.rollback();
            return rate;
        }
    }

    /** Waits until everything that is in the journal now is projected. */
    private static Drained drain(Connection connection, Cpu cpu, long before) throws SQLException {
        long start = System.nanoTime();
        double used = cpu.seconds();
        long last = number(connection, "SELECT max(ordering) FROM event_journal");
        while (projected(connection) < last) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
        return new Drained(last - before, (System.nanoTime() - start) / 1e9, cpu.seconds() - used);
    }

    private static long projected(Connection connection) throws SQLException {
        return number(connection, "SELECT coalesce(max(ordering), 0) FROM feed_cursor");
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
