package io.croupier.http.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.croupier.http.TestNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A day's events in a file, from a real journal. */
class ExportIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension
    static final TestNode NODE = TestNode.shared();

    @TempDir
    Path directory;

    /** The day on which the node began, and nothing else is known to have been written. */
    private LocalDate day;

    private ExportWish wish;

    @BeforeEach
    void findTheDay() throws SQLException {
        try (Connection connection = NODE.node().database().connect();
                ResultSet row = connection
                        .createStatement()
                        .executeQuery("SELECT min(write_timestamp) FROM event_journal"
                                + " WHERE NOT deleted AND NOT persistence_id LIKE 'Canary|%'")) {
            row.next();
            day = LocalDate.ofInstant(Instant.ofEpochMilli(row.getLong(1)), ZoneOffset.UTC);
        }
        wish = ExportWish.of(Clock.systemUTC(), "--day", day.toString(), "--out", directory.toString());
    }

    private String export(ExportWish wanted, Instant now) throws SQLException, IOException {
        try (Connection connection = NODE.node().database().connect()) {
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            return ExportCommand.export(connection, wanted, now);
        }
    }

    @Test
    void writesTheDaysEventsAndTheirDigest() throws SQLException, IOException {
        String said = export(wish, wish.notBefore());

        Path file = directory.resolve("events-" + day + ".jsonl");
        String digest = Files.readString(directory.resolve("events-" + day + ".jsonl.sha256"));
        assertThat(said).endsWith("  sha256 " + digest.substring(0, 64));
        List<JsonNode> events = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            events.add(JSON.readTree(line));
        }
        assertThat(said).startsWith(events.size() + " events: " + file);
        assertThat(events).isNotEmpty().allSatisfy(event -> {
            assertThat(event.path("writtenAt").asText()).startsWith(day.toString());
            assertThat(event.path("hash").asText()).hasSize(64);
        });
    }

    @Test
    void writesNothingOfADayThatIsNotOver() {
        assertThatThrownBy(() -> export(wish, wish.notBefore().minus(Duration.ofSeconds(1))))
                .hasMessageContaining("--day must be over");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void saysThatADirectoryIsMissing() {
        Path missing = directory.resolve("exports");
        ExportWish elsewhere = ExportWish.of(Clock.systemUTC(), "--day", day.toString(), "--out", missing.toString());

        assertThatThrownBy(() -> export(elsewhere, elsewhere.notBefore()))
                .hasMessage("--out=" + missing + " is no directory");
    }
}
