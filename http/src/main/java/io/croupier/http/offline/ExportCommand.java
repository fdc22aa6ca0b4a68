package io.croupier.http.offline;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.croupier.feed.JournalExport;
import io.croupier.http.Main;
import io.croupier.http.node.OfflineDatabase;
import io.croupier.http.node.StartFailure;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.spi.ToolProvider;

/** {@code croupier export}: a player, a round or a period, as stored, for whoever may ask for it. */
public final class ExportCommand implements ToolProvider {
    private static final String USAGE = """
            usage: croupier export (--player ID | --round OWNER~ID | --from TIME --to TIME) --out FILE.jsonl|FILE.csv

            Writes stored events, one per line, with entity, number, type, time and the SHA-256 of their bytes. JSON Lines hold
            all of an event; CSV holds its fields as one column of JSON. A wallet's event names the hash of the one before it
            in "prev". Times are ISO 8601 in UTC, such as 2026-01-31T00:00:00Z; the end is not included.

            The database is the one in CROUPIER_DATA_DIR, or CROUPIER_DB_URL with CROUPIER_DB_USER and CROUPIER_DB_PASSWORD.""";

    private static final Set<String> OPTIONS = Set.of("--player", "--round", "--from", "--to", "--out");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Called by the service loader. */
    public ExportCommand() {}

    @Override
    public String name() {
        return "export";
    }

    @Override
    public int run(PrintWriter out, PrintWriter err, String... arguments) {
        if (List.of(arguments).contains(Main.DESCRIBE)) {
            out.println(
                    "writes a player's, a round's or a period's stored events as CSV or JSON Lines (export --help)");
            return 0;
        }
        if (List.of(arguments).contains("--help")) {
            out.println(USAGE);
            return 0;
        }
        Wanted wanted;
        try {
            wanted = Wanted.of(arguments);
        } catch (IllegalArgumentException | DateTimeException wrong) {
            err.println("croupier: export: " + wrong.getMessage());
            err.println(USAGE);
            return 2;
        }
        try (OfflineDatabase database = OfflineDatabase.open(line -> out.println("  " + line));
                Connection connection = database.access().connect()) {
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            long rows = wanted.write(new JournalExport(connection));
            out.println(rows + " events: " + wanted.out());
            return 0;
        } catch (StartFailure | SQLException | IOException failure) {
            err.println("croupier: " + failure.getMessage());
            return 1;
        }
    }

    /** What is asked for: exactly one of a player, a round, and a period. */
    private record Wanted(Map<String, String> words) {
        static Wanted of(String... arguments) {
            Map<String, String> words = new HashMap<>();
            for (int i = 0; i < arguments.length; i += 2) {
                if (!OPTIONS.contains(arguments[i])) {
                    throw new IllegalArgumentException("there is no option '" + arguments[i] + "'");
                }
                if (i + 1 == arguments.length) {
                    throw new IllegalArgumentException(arguments[i] + " needs a value");
                }
                words.put(arguments[i], arguments[i + 1]);
            }
            boolean period = words.containsKey("--from") && words.containsKey("--to");
            int kinds =
                    (words.containsKey("--player") ? 1 : 0) + (words.containsKey("--round") ? 1 : 0) + (period ? 1 : 0);
            if (kinds != 1 || (!period && (words.containsKey("--from") || words.containsKey("--to")))) {
                throw new IllegalArgumentException("give one of --player, --round, and --from with --to");
            }
            String out = words.getOrDefault("--out", "");
            if (!out.endsWith(".csv") && !out.endsWith(".jsonl")) {
                throw new IllegalArgumentException("--out must name a file that ends in .csv or .jsonl");
            }
            if (period) {
                Instant.parse(words.get("--from"));
                Instant.parse(words.get("--to"));
            }
            return new Wanted(words);
        }

        Path out() {
            return Path.of(word("--out"));
        }

        private String word(String name) {
            return words.getOrDefault(name, "");
        }

        long write(JournalExport export) throws SQLException, IOException {
            try (BufferedWriter file = Files.newBufferedWriter(out(), StandardCharsets.UTF_8)) {
                boolean csv = word("--out").endsWith(".csv");
                if (csv) {
                    file.write("entity,number,type,written_at,hash,event\r\n");
                }
                JournalExport.Rows rows = row -> file.write(csv ? csv(row) : line(row));
                if (words.containsKey("--player")) {
                    return export.player(word("--player"), rows);
                }
                if (words.containsKey("--round")) {
                    return export.round(word("--round"), rows);
                }
                return export.period(Instant.parse(word("--from")), Instant.parse(word("--to")), rows);
            }
        }
    }

    private static String line(JournalExport.Row row) throws IOException {
        ObjectNode line = JSON.createObjectNode()
                .put("entity", row.entity())
                .put("number", row.number())
                .put("type", row.type())
                .put("writtenAt", row.writtenAt().toString())
                .put("hash", row.hash());
        line.set("event", row.body());
        return JSON.writeValueAsString(line) + "\n";
    }

    /** RFC 4180. */
    private static String csv(JournalExport.Row row) throws IOException {
        return String.join(
                        ",",
                        quoted(row.entity()),
                        Long.toString(row.number()),
                        quoted(row.type()),
                        row.writtenAt().toString(),
                        row.hash(),
                        quoted(JSON.writeValueAsString(row.body())))
                + "\r\n";
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }
}
