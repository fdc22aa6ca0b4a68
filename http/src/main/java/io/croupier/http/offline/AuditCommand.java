package io.croupier.http.offline;

import io.croupier.feed.CheckpointAudit;
import io.croupier.feed.CheckpointKey;
import io.croupier.feed.ProjectionAudit;
import io.croupier.http.Main;
import io.croupier.http.audit.Ledger;
import io.croupier.http.command.Command;
import io.croupier.http.node.OfflineDatabase;
import io.croupier.http.node.StartFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code croupier audit}: all money from the journal alone, held against everything else that is stored. */
public final class AuditCommand implements Command {
    private static final String USAGE = """
            usage: croupier audit [--report FILE] [--checkpoints DIR] [--public-key KEY]

            Reads the whole journal of a database, of which no node need be running, and checks: each wallet's chain of hashes,
            every entity's numbers, balances from transactions, each row of ledger, transactions, bets and rounds, what books
            planned against what wallets paid, the sum of each currency, and the signed checkpoints. Says the first difference
            with entity and event, and exits with 1 then.

              --report FILE       writes what was found as JSON
              --checkpoints DIR   where checkpoints lie outside of the database, unless it is the node's own place
              --public-key KEY    what they are signed with, in base64, unless it is the node's own key

            The database is the one in CROUPIER_DATA_DIR, or CROUPIER_DB_URL with CROUPIER_DB_USER and CROUPIER_DB_PASSWORD.""";

    private static final int BATCH = 4_000;
    private static final Duration PROGRESS = Duration.ofSeconds(2);

    /** Called by the service loader. */
    public AuditCommand() {}

    @Override
    public String name() {
        return "audit";
    }

    @Override
    public void check(String... arguments) {
        Options.of(arguments);
    }

    @Override
    public int run(PrintWriter out, PrintWriter err, String... arguments) {
        if (List.of(arguments).contains(Main.DESCRIBE)) {
            out.println("checks all stored money, from the journal up (audit --help)");
            return 0;
        }
        if (List.of(arguments).contains("--help")) {
            out.println(USAGE);
            return 0;
        }
        Options options;
        try {
            options = Options.of(arguments);
        } catch (IllegalArgumentException wrong) {
            err.println("croupier: " + wrong.getMessage());
            err.println(USAGE);
            return 2;
        }
        try (OfflineDatabase database = OfflineDatabase.open(line -> out.println("  " + line))) {
            return audit(options, database, out) ? 0 : 1;
        } catch (StartFailure | SQLException | IOException failure) {
            err.println("croupier: " + failure.getMessage());
            return 1;
        }
    }

    /** What was asked for; null: the node's own. */
    private record Options(
            @Nullable Path report,
            @Nullable Path checkpoints,
            @Nullable CheckpointKey key) {
        static Options of(String... arguments) {
            Path report = null;
            Path checkpoints = null;
            CheckpointKey key = null;
            for (int i = 0; i < arguments.length; i += 2) {
                if (i + 1 == arguments.length) {
                    throw new IllegalArgumentException("audit: " + arguments[i] + " needs a value");
                }
                String value = arguments[i + 1];
                switch (arguments[i]) {
                    case "--report" -> report = Path.of(value);
                    case "--checkpoints" -> checkpoints = Path.of(value);
                    case "--public-key" -> key = CheckpointKey.ofPublic(value);
                    default ->
                        throw new IllegalArgumentException(
                                "audit: there is no option '" + arguments[i] + "' in " + Arrays.toString(arguments));
                }
            }
            return new Options(report, checkpoints, key);
        }
    }

    private static boolean audit(Options options, OfflineDatabase database, PrintWriter out)
            throws SQLException, IOException {
        Ledger ledger = new Ledger();
        try (Connection source = database.access().connect();
                Connection scratch = database.access().connect()) {
            source.setAutoCommit(false);
            scratch.setAutoCommit(false);
            var projections = new ProjectionAudit(source, scratch, BATCH, new Progress(ledger, out));
            ProjectionAudit.Result journal = projections.run();
            CheckpointKey key = options.key == null ? database.checkpointKey() : options.key;
            Path folder = options.checkpoints == null ? database.checkpoints() : options.checkpoints;
            CheckpointAudit.Result checkpoints = new CheckpointAudit(source, folder, key).run();
            AuditReport report = new AuditReport(journal, checkpoints, ledger.report(journal.asOf()));
            report.lines().forEach(out::println);
            if (options.report != null) {
                report.write(options.report);
                out.println("report: " + options.report);
            }
            return report.passed();
        }
    }

    /** Adds up as events come by, and says how far it is. */
    private static final class Progress implements ProjectionAudit.Reader {
        private final Ledger ledger;
        private final PrintWriter out;
        private long saidAt = System.nanoTime();

        Progress(Ledger ledger, PrintWriter out) {
            this.ledger = ledger;
            this.out = out;
        }

        @Override
        public void event(String persistenceId, long sequenceNumber, Object event) {
            ledger.add(persistenceId, sequenceNumber, event);
        }

        @Override
        public void progress(long events, long ofAbout) {
            if (System.nanoTime() - saidAt > PROGRESS.toNanos()) {
                saidAt = System.nanoTime();
                out.println(String.format(Locale.ROOT, "  %,d of about %,d events", events, ofAbout));
            }
        }
    }
}
