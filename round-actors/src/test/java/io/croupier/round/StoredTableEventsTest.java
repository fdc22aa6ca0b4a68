package io.croupier.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.round.codec.TableEventCodec;
import io.croupier.round.domain.DirectoryEvent;
import io.croupier.round.domain.FairnessProof;
import io.croupier.round.domain.RoundStatus;
import io.croupier.round.domain.Table;
import io.croupier.round.domain.TableEvent;
import io.croupier.round.domain.TableTerms;
import io.croupier.round.game.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The golden files are what journals and snapshot stores out there hold: they are never rewritten, only added to. A new type
 * gets its file by {@code StoredTableEventsTest.main}, which leaves those that exist alone.
 */
class StoredTableEventsTest {
    private static final Instant AT = Instant.parse("2026-11-20T10:15:30.123Z");
    private static final TableTerms TERMS =
            new TableTerms("wheel", "house", "roulette", "EUR", 4, 10, 1000, 15_000, 5_000);

    private static final TableEvent CORRECTED = new TableEvent.RoundProgressed(
            "house~wheel.1",
            RoundStatus.Stage.RESULT,
            2,
            "res-2",
            new Outcome.Roulette(18),
            null,
            null,
            3,
            300,
            720,
            3,
            AT.minusSeconds(60),
            new FairnessProof("chain-1", "c0".repeat(32), 1, "ab".repeat(32), "cd".repeat(32)),
            AT);

    /** One event of each type, by type name. */
    private static Map<String, TableEvent> events() {
        Map<String, TableEvent> events = new TreeMap<>();
        events.put("table-created", new TableEvent.TableCreated(TERMS, AT));
        events.put(
                "chain-committed", new TableEvent.ChainCommitted("chain-1", "c0".repeat(32), 100_000, "first", 3, AT));
        events.put("round-scheduled", new TableEvent.RoundScheduled("house~wheel.1", 1, 1, AT.plusSeconds(15), AT));
        events.put("round-refused", new TableEvent.RoundRefused("house~wheel.0", "transaction_conflict", AT));
        events.put("seed-revealed", new TableEvent.SeedRevealed("house~wheel.1", "ab".repeat(32), "cd".repeat(32), AT));
        events.put(
                "round-progressed",
                new TableEvent.RoundProgressed(
                        "house~wheel.1",
                        RoundStatus.Stage.RESULT,
                        1,
                        null,
                        new Outcome.Roulette(17),
                        null,
                        AT,
                        3,
                        300,
                        0,
                        3,
                        null,
                        null,
                        AT));
        return events;
    }

    /** A table that has lived through all of them, with a round that is not settled. */
    private static Table table() {
        Table table = Table.EMPTY;
        for (String name :
                List.of("table-created", "chain-committed", "round-scheduled", "seed-revealed", "round-progressed")) {
            table = table.apply(Objects.requireNonNull(events().get(name)));
        }
        return table.apply(new TableEvent.RoundScheduled("house~wheel.2", 2, 2, AT.plusSeconds(30), AT));
    }

    private static Map<String, byte[]> stored() {
        Map<String, byte[]> stored = new TreeMap<>();
        events().forEach((name, event) -> stored.put(name, TableEventCodec.CODEC.encode(event)));
        stored.put("round-progressed-again", TableEventCodec.CODEC.encode(CORRECTED));
        stored.put("table", TableSnapshotSerializer.CODEC.encode(table()));
        stored.put("table-listed", DirectoryEventSerializer.CODEC.encode(new DirectoryEvent.TableListed(TERMS, AT)));
        return stored;
    }

    private static Object read(String name, byte[] bytes) {
        return switch (name) {
            case "table" -> TableSnapshotSerializer.CODEC.decode(bytes);
            case "table-listed" -> DirectoryEventSerializer.CODEC.decode(bytes);
            default -> TableEventCodec.CODEC.decode(bytes);
        };
    }

    @TestFactory
    List<DynamicTest> goldenBytesStillReadAsWhatTheyWere() {
        return stored().entrySet().stream()
                .map(example -> DynamicTest.dynamicTest(example.getKey(), () -> {
                    Object expected = read(example.getKey(), example.getValue());
                    assertThat(read(example.getKey(), golden(example.getKey()))).isEqualTo(expected);
                }))
                .toList();
    }

    @Test
    void everyEventIsReadAsItWasWritten() {
        events().forEach((name, event) -> {
            assertThat(TableEventCodec.CODEC.typeName(event)).isEqualTo(name);
            assertThat(read(name, TableEventCodec.CODEC.encode(event))).isEqualTo(event);
        });
        assertThat(events()).hasSize(TableEvent.class.getPermittedSubclasses().length);
    }

    @Test
    void aSnapshotIsReadAsItWasWritten() {
        assertThat(read("table", TableSnapshotSerializer.CODEC.encode(table()))).isEqualTo(table());
        assertThat(read("table", TableSnapshotSerializer.CODEC.encode(Table.EMPTY)))
                .isEqualTo(Table.EMPTY);
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream in = StoredTableEventsTest.class.getResourceAsStream("/golden/table/" + name + ".hex")) {
            assertThat(in).as("golden/table/%s.hex", name).isNotNull();
            String hex = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
        }
    }

    /** Writes the golden files that are missing into the directory given. */
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        for (var example : stored().entrySet()) {
            Path file = directory.resolve(example.getKey() + ".hex");
            if (Files.notExists(file)) {
                String hex = HexFormat.of().formatHex(example.getValue());
                Files.writeString(file, hex.replaceAll("(.{96})", "$1\n") + "\n");
            }
        }
    }
}
