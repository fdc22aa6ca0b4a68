package io.croupier.http.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ExportWishTest {
    private static final Clock NIGHT = Clock.fixed(Instant.parse("2026-03-01T03:47:00Z"), ZoneOffset.UTC);

    private static ExportWish wish(String... arguments) {
        return ExportWish.of(NIGHT, arguments);
    }

    @Test
    void yesterdayIsTheDayBeforeInUtc() {
        ExportWish wish = wish("--day", "yesterday", "--out", "exports");

        assertThat(wish.file()).isEqualTo(Path.of("exports", "events-2026-02-28.jsonl"));
        assertThat(wish.daily()).isTrue();
        assertThat(wish.csv()).isFalse();
    }

    @Test
    void aDayIsWholeSomeMinutesAfterItsEnd() {
        assertThat(wish("--out", "exports", "--day", "2026-02-28").notBefore())
                .isEqualTo(Instant.parse("2026-03-01T00:05:00Z"));
    }

    @Test
    void aFileIsNamedByWhoAsks() {
        assertThat(wish("--player", "ann", "--out", "ann.csv"))
                .matches(wish -> wish.csv() && !wish.daily() && wish.notBefore().equals(Instant.EPOCH));
        assertThat(wish("--from", "2026-01-01T00:00:00Z", "--to", "2026-02-01T00:00:00Z", "--out", "a.jsonl")
                        .file())
                .isEqualTo(Path.of("a.jsonl"));
    }

    @Test
    void namesTheOptionThatIsWrong() {
        refused("there is no option '--directory'", "--directory", "exports");
        refused("--out needs a value", "--day", "yesterday", "--out");
        refused("--day=today must be 'yesterday' or a day such as 2026-01-31", "--day", "today", "--out", "exports");
        refused("--day=2026-02-30 must be", "--day", "2026-02-30", "--out", "exports");
        refused("--out=day.csv must name a directory", "--day", "yesterday", "--out", "day.csv");
        refused("--out= must name a directory", "--day", "yesterday");
        refused("--out=exports must name a file", "--player", "ann", "--out", "exports");
        refused("--to=soon must be a time in UTC", "--from", "2026-01-01T00:00:00Z", "--to", "soon", "--out", "a.csv");
    }

    @Test
    void takesOneKindOnly() {
        String rule = "give one of --player, --round, --day, and --from with --to";
        refused(rule, "--out", "a.csv");
        refused(rule, "--from", "2026-01-01T00:00:00Z", "--out", "a.csv");
        refused(rule, "--player", "ann", "--day", "yesterday", "--out", "exports");
    }

    private static void refused(String rule, String... arguments) {
        assertThatThrownBy(() -> wish(arguments))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(rule);
    }
}
