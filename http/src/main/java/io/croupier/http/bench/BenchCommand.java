package io.croupier.http.bench;

import com.typesafe.config.ConfigFactory;
import io.croupier.http.Main;
import io.croupier.http.database.DatabaseAccess;
import io.croupier.http.node.BuildInfo;
import io.croupier.http.node.CroupierNode;
import io.croupier.http.node.NodeSettings;
import io.croupier.http.node.StartFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletionException;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code croupier bench feed} and {@code memory}: see {@link FeedBench}, {@link MemoryBench}. {@code croupier bench wallet}: durable wallet debits per second, beside a wallet as one stored procedure on the same
 * database, in turns within one run.
 *
 * <p>Only the ratio means something on a shared machine. The node is a whole one with a database of its own in a
 * temporary folder, deleted at the end.
 */
public final class BenchCommand implements ToolProvider {
    static final int WARM_UP_TURNS = 4;
    private static final String USAGE = """
            usage: croupier bench wallet [--seconds 8] [--turns 3] [--in-flight 1000] [--wallets 1000]
                                         [--connections 8,16,32,64] [--feed off|on]
                   croupier bench feed   [--seconds 8] [--turns 3] [--in-flight 1000] [--wallets 1000]
                   croupier bench memory [--most 1000000]

            wallet measures durable wallet debits per second, and beside it a wallet as one stored procedure over so many
            connections (the best counts), on one PostgreSQL with fsync and synchronous_commit on. Prints each turn and
            the ratio of the medians. Neither side projects anything, unless the event feed is on.
            feed measures the same debits, then how fast the event feed alone projects what they wrote; at last both at
            once.
            memory measures what one wallet remembers and takes per debit as its history grows from a hundred to so many.""";

    private static final String SETTINGS = """
            croupier {
              dev-mode = off
              http.port = 0
              live.port = 0
              management.port = 0
              remoting.port = 0
              # The debits are of a round that nobody has opened.
              reconciliation { interval = 1 d, look-back = 1 d }
            }
            """;

    /** Called by the service loader. */
    public BenchCommand() {}

    @Override
    public String name() {
        return "bench";
    }

    @Override
    public int run(PrintWriter out, PrintWriter err, String... arguments) {
        if (List.of(arguments).contains(Main.DESCRIBE)) {
            out.println("measures durable wallet debits, and the event feed (bench wallet|feed|memory --help)");
            return 0;
        }
        if (List.of(arguments).contains("--help")) {
            out.println(USAGE);
            return 0;
        }
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (IllegalArgumentException wrong) {
            err.println("croupier: " + wrong.getMessage());
            err.println(USAGE);
            return 2;
        }
        System.setProperty("logback.configurationFile", "logback-run.xml");
        try {
            Path directory = Files.createTempDirectory("croupier-bench-");
            System.setProperty("croupier.log-dir", directory.resolve("logs").toString());
            try {
                measure(options, directory, out);
                return 0;
            } finally {
                delete(directory);
            }
        } catch (StartFailure | IOException | SQLException | CompletionException failure) {
            err.println("croupier: the benchmark failed: " + failure.getMessage());
            return 1;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    /** What was asked for, checked. */
    record Options(
            String what,
            boolean feed,
            int most,
            int seconds,
            int turns,
            int inFlight,
            int wallets,
            List<Integer> connections) {
        private static final Map<String, String> DEFAULTS = Map.of(
                "--seconds", "8",
                "--turns", "3",
                "--in-flight", "1000",
                "--wallets", "1000",
                "--most", "1000000",
                "--feed", "off",
                "--connections", "8,16,32,64");

        /**
         * Reads {@code wallet|feed|memory --name value ...}.
         *
         * @throws IllegalArgumentException which names the argument and its rule
         */
        static Options parse(String... arguments) {
            if (arguments.length == 0 || !List.of("wallet", "feed", "memory").contains(arguments[0])) {
                throw new IllegalArgumentException("bench measures 'wallet', 'feed' or 'memory'");
            }
            Map<String, String> given = new HashMap<>(DEFAULTS);
            for (int i = 1; i < arguments.length; i += 2) {
                if (!DEFAULTS.containsKey(arguments[i])) {
                    throw new IllegalArgumentException("bench has no option '" + arguments[i] + "'");
                }
                if (i + 1 == arguments.length) {
                    throw new IllegalArgumentException(arguments[i] + " needs a value");
                }
                given.put(arguments[i], arguments[i + 1]);
            }
            List<Integer> connections = new ArrayList<>();
            for (String count : given.getOrDefault("--connections", "").split(",", -1)) {
                connections.add(number("--connections", count, 1, 90));
            }
            String feed = given.getOrDefault("--feed", "");
            if (!List.of("on", "off").contains(feed)) {
                throw new IllegalArgumentException("--feed=" + feed + " must be 'on' or 'off'");
            }
            return new Options(
                    arguments[0],
                    feed.equals("on") || !arguments[0].equals("wallet"),
                    number("--most", given.get("--most"), 100, 10_000_000),
                    number("--seconds", given.get("--seconds"), 1, 600),
                    number("--turns", given.get("--turns"), 1, 100),
                    number("--in-flight", given.get("--in-flight"), 1, 10_000),
                    number("--wallets", given.get("--wallets"), 1, 100_000),
                    List.copyOf(connections));
        }

        private static int number(String option, @Nullable String value, int least, int most) {
            try {
                int number = Integer.parseInt(String.valueOf(value));
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException wrong) {
                // Said below, as for a number out of range.
            }
            throw new IllegalArgumentException(
                    option + "=" + value + " must be a whole number from " + least + " to " + most);
        }
    }

    private static void measure(Options options, Path directory, PrintWriter out)
            throws SQLException, InterruptedException {
        out.printf(
                Locale.ROOT,
                "croupier %s, JDK %s, %d cores: wallet debits, %,d in flight over %,d wallets, event feed %s%n",
                BuildInfo.current().version(),
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                options.inFlight(),
                options.wallets(),
                options.feed() ? "on" : "off");
        NodeSettings settings = NodeSettings.load(ConfigFactory.parseMap(
                        Map.of("croupier.data-dir", directory.toString(), "croupier.feed.enabled", options.feed()))
                .withFallback(ConfigFactory.parseString(SETTINGS)));
        try (CroupierNode node = CroupierNode.start(settings, line -> {})) {
            DatabaseAccess database = node.database();
            DatabaseAccess.Server server = database.probe();
            out.println("PostgreSQL " + server.version() + ", " + server.durability());
            ActorWallet wallet = new ActorWallet(node.sharding(), options.wallets());
            wallet.open().join();
            switch (options.what()) {
                case "feed" -> FeedBench.measure(options, wallet, database, out);
                case "memory" -> MemoryBench.measure(options, wallet, database, out);
                default -> compare(options, wallet, database, out);
            }
        }
    }

    private static void compare(Options options, ActorWallet wallet, DatabaseAccess database, PrintWriter out)
            throws SQLException, InterruptedException {
        Properties login = new Properties();
        login.setProperty("user", database.user());
        login.setProperty("password", database.password());
        login.setProperty("prepareThreshold", "1");
        StoredProcedureWallet procedure = StoredProcedureWallet.create(database.jdbcUrl(), login, options.wallets());
        Duration turn = Duration.ofSeconds(options.seconds());
        out.println("warming up ...");
        // The compiler of the JVM needs its time on two cores; the procedure's side is PostgreSQL's and warm at once.
        wallet.betsPerSecond(options.inFlight(), turn.multipliedBy(WARM_UP_TURNS));
        procedure.betsPerSecond(options.connections().get(0), turn.dividedBy(2));
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        for (int i = 1; i <= options.turns(); i++) {
            ActorWallet.Rate rate = wallet.betsPerSecond(options.inFlight(), turn);
            ours.add(rate.betsPerSecond());
            out.printf(
                    Locale.ROOT,
                    "turn %d  wallet           %,8.0f/s   p50 %.1f ms, p99 %.1f ms%n",
                    i,
                    rate.betsPerSecond(),
                    rate.p50Micros() / 1000.0,
                    rate.p99Micros() / 1000.0);
            double best = 0;
            int bestConnections = 0;
            for (int connections : options.connections()) {
                double reached = procedure.betsPerSecond(connections, turn.dividedBy(2));
                if (reached > best) {
                    best = reached;
                    bestConnections = connections;
                }
            }
            theirs.add(best);
            out.printf(
                    Locale.ROOT,
                    "turn %d  stored procedure %,8.0f/s   best of %s connections: %d%n",
                    i,
                    best,
                    options.connections(),
                    bestConnections);
        }
        out.printf(
                Locale.ROOT,
                "wallet %,.0f/s, stored procedure %,.0f/s (medians): ratio %.2f%n",
                median(ours),
                median(theirs),
                median(ours) / median(theirs));
        procedure.drop();
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
