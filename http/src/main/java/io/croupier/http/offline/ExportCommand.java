package io.croupier.http.offline;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.croupier.feed.JournalExport;
import io.croupier.http.Main;
import io.croupier.http.command.Command;
import io.croupier.http.node.OfflineDatabase;
import io.croupier.http.node.StartFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** {@code croupier export}: a player, a round or a period, as stored, for whoever may ask for it. */
public final class ExportCommand implements Command {
    private static final String USAGE = """
            usage: croupier export (--player ID | --round OWNER~ID | --from TIME --to TIME) --out FILE.jsonl|FILE.csv
                   croupier export --day yesterday|DATE --out DIRECTORY

            Writes stored events, one per line, with entity, number, type, time and the SHA-256 of their bytes. JSON Lines hold
            all of an event; CSV holds its fields as one column of JSON. A wallet's event names the hash of the one before it
            in "prev". Times are ISO 8601 in UTC, such as 2026-01-31T00:00:00Z; the end is not included.

            A day, of UTC and over, is for a job of each night: it writes events-2026-01-31.jsonl into the directory, and then
            events-2026-01-31.jsonl.sha256 for sha256sum -c. Files get their names when they are whole (until then .part).

            The database is the one in CROUPIER_DATA_DIR, or CROUPIER_DB_URL with CROUPIER_DB_USER and CROUPIER_DB_PASSWORD.""";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Called by the service loader. */
    public ExportCommand() {}

    @Override
    public String name() {
        return "export";
    }

    @Override
    public void check(String... arguments) {
        ExportWish.of(Clock.systemUTC(), arguments);
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
        ExportWish wish;
        try {
            wish = ExportWish.of(Clock.systemUTC(), arguments);
        } catch (IllegalArgumentException wrong) {
            err.println("croupier: export: " + wrong.getMessage());
            err.println(USAGE);
            return 2;
        }
        try (OfflineDatabase database = OfflineDatabase.open(line -> out.println("  " + line));
                Connection connection = database.access().connect()) {
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            out.println(export(connection, wish, Instant.now()));
            return 0;
        } catch (StartFailure | SQLException | IOException failure) {
            err.println("croupier: " + failure.getMessage());
            return 1;
        }
    }

    /** Writes the file; a line on what was done. */
    static String export(Connection connection, ExportWish wish, Instant now) throws SQLException, IOException {
        if (now.isBefore(wish.notBefore())) {
            throw new IOException("--day must be over: its last events are stored by " + wish.notBefore());
        }
        Path directory = wish.file().getParent();
        if (wish.daily() && (directory == null || !Files.isDirectory(directory))) {
            throw new IOException("--out=" + directory + " is no directory");
        }
        long[] events = new long[1];
        WholeFile.Text text = writer -> {
            if (wish.csv()) {
                writer.write("entity,number,type,written_at,hash,event\r\n");
            }
            JournalExport.Rows rows = row -> writer.write(wish.csv() ? csv(row) : line(row));
            events[0] = wish.content().write(new JournalExport(connection), rows);
        };
        String digest =
                wish.daily() ? WholeFile.writeWithDigest(wish.file(), text) : WholeFile.write(wish.file(), text);
        return events[0] + " events: " + wish.file() + "  sha256 " + digest;
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
