package io.croupier.http.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.croupier.wallet.domain.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
    private static final String TEXT = "Zoë\n";

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("events.jsonl");
    }

    @Test
    void hasItsNameOnlyWhenItIsWhole() throws IOException, SQLException {
        String digest = WholeFile.writeWithDigest(file, writer -> {
            writer.write(TEXT);
            writer.flush();
            assertThat(directory).isDirectoryNotContaining("glob:**.{jsonl,sha256}");
        });

        assertThat(file).hasContent(TEXT);
        assertThat(digest)
                .isEqualTo(HexFormat.of()
                        .formatHex(
                                Sha256.of(TEXT.getBytes(StandardCharsets.UTF_8)).digest()));
        assertThat(directory.resolve("events.jsonl.sha256")).hasContent(digest + "  events.jsonl\n");
        assertThat(directory).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void leavesNothingOfOneThatFailed() {
        assertThatThrownBy(() -> WholeFile.writeWithDigest(file, writer -> {
                    writer.write(TEXT);
                    throw new SQLException("the database is gone");
                }))
                .hasMessage("the database is gone");

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void oneThatIsWrittenAgainIsNotDoneMeanwhile() throws IOException, SQLException {
        WholeFile.writeWithDigest(file, writer -> writer.write(TEXT));
        Path digest = directory.resolve("events.jsonl.sha256");
        String before = Files.readString(digest);

        WholeFile.writeWithDigest(file, writer -> {
            assertThat(digest).doesNotExist();
            writer.write("other");
        });

        assertThat(file).hasContent("other");
        assertThat(Files.readString(digest)).isNotEqualTo(before);
    }
}
