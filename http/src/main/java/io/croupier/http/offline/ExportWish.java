package io.croupier.http.offline;

import io.croupier.feed.JournalExport;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an export is asked for: exactly one of a player, a round, a period and a day.
 *
 * @param file the file to write
 * @param daily whether {@code file} is one of a directory's, by day, with its digest beside it
 * @param notBefore from when on all of it is stored
 */
record ExportWish(Content content, Path file, boolean daily, Instant notBefore) {
    private static final Set<String> OPTIONS = Set.of("--player", "--round", "--from", "--to", "--day", "--out");
    private static final String YESTERDAY = "yesterday";

    /** Events carry their writer's time, and are committed a moment after it: a day is not whole at the stroke of midnight. */
    private static final Duration LATEST_COMMIT = Duration.ofMinutes(5);

    /** Writes what was asked for, row by row; says how many rows. */
    @FunctionalInterface
    interface Content {
        long write(JournalExport export, JournalExport.Rows rows) throws SQLException, IOException;
    }

    boolean csv() {
        return file.toString().endsWith(".csv");
    }

    /** @throws IllegalArgumentException whose message names the option and the rule */
    static ExportWish of(Clock clock, String... arguments) {
        Map<String, String> words = words(arguments);
        Set<String> kinds = Set.copyOf(
                words.keySet().stream().filter(word -> !word.equals("--out")).toList());
        boolean period = kinds.equals(Set.of("--from", "--to"));
        if (!period && (kinds.size() != 1 || kinds.contains("--from") || kinds.contains("--to"))) {
            throw new IllegalArgumentException("give one of --player, --round, --day, and --from with --to");
        }
        String out = words.getOrDefault("--out", "");
        if (kinds.contains("--day")) {
            return day(words.getOrDefault("--day", ""), out, clock);
        }
        if (!out.endsWith(".csv") && !out.endsWith(".jsonl")) {
            throw new IllegalArgumentException("--out=" + out + " must name a file that ends in .csv or .jsonl");
        }
        return new ExportWish(content(words, period), Path.of(out), false, Instant.EPOCH);
    }

    private static Map<String, String> words(String... arguments) {
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
        return words;
    }

    private static Content content(Map<String, String> words, boolean period) {
        if (period) {
            Instant from = instant(words, "--from");
            Instant to = instant(words, "--to");
            return (export, rows) -> export.period(from, to, rows);
        }
        String player = words.get("--player");
        if (player != null) {
            return (export, rows) -> export.player(player, rows);
        }
        String round = words.getOrDefault("--round", "");
        return (export, rows) -> export.round(round, rows);
    }

    private static Instant instant(Map<String, String> words, String name) {
        String text = words.getOrDefault(name, "");
        try {
            return Instant.parse(text);
        } catch (DateTimeException wrong) {
            throw new IllegalArgumentException(
                    name + "=" + text + " must be a time in UTC such as 2026-01-31T00:00:00Z", wrong);
        }
    }

    private static ExportWish day(String text, String out, Clock clock) {
        if (out.isEmpty() || List.of(".csv", ".jsonl").stream().anyMatch(out::endsWith)) {
            throw new IllegalArgumentException("--out=" + out + " must name a directory where --day is given");
        }
        LocalDate day = text.equals(YESTERDAY)
                ? LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(1)
                : date(text);
        Instant from = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant to = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        return new ExportWish(
                (export, rows) -> export.period(from, to, rows),
                Path.of(out, "events-" + day + ".jsonl"),
                true,
                to.plus(LATEST_COMMIT));
    }

    private static LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException wrong) {
            throw new IllegalArgumentException(
                    "--day=" + text + " must be 'yesterday' or a day such as 2026-01-31, in UTC", wrong);
        }
    }
}
