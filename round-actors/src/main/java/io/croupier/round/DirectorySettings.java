package io.croupier.round;

import com.typesafe.config.Config;
import io.croupier.round.domain.TableTerms;
import java.time.Duration;
import java.util.List;

/**
 * What {@code croupier.round.directory} says; the keys and their ranges are in {@code reference.conf}.
 *
 * @param maxTables tables in the directory
 * @param page tables in one answer
 * @param refreshInterval how often a node looks for new tables
 * @param wakeInterval how often all tables are told to keep running
 * @param wakeAfterChange when they are told besides, after a change of the cluster's members
 * @param askTimeout how long an answer is waited for
 * @param houseTables tables that are created at start, empty outside dev mode
 */
record DirectorySettings(
        int maxTables,
        int page,
        Duration refreshInterval,
        Duration wakeInterval,
        List<Duration> wakeAfterChange,
        Duration askTimeout,
        List<TableTerms> houseTables) {
    DirectorySettings {
        wakeAfterChange = List.copyOf(wakeAfterChange);
        houseTables = List.copyOf(houseTables);
    }

    static DirectorySettings from(Config root) {
        Config config = root.getConfig("croupier.round.directory");
        boolean devMode = root.hasPath("croupier.dev-mode") && root.getBoolean("croupier.dev-mode");
        return new DirectorySettings(
                Settings.positive(config, "max-tables"),
                Settings.positive(config, "page"),
                Settings.time(config, "refresh-interval"),
                Settings.time(config, "wake-interval"),
                config.getDurationList("wake-after-change"),
                Settings.time(config, "ask-timeout"),
                devMode
                        ? root.getConfigList("croupier.round.house-tables").stream()
                                .map(DirectorySettings::terms)
                                .toList()
                        : List.of());
    }

    private static TableTerms terms(Config table) {
        return new TableTerms(
                table.getString("table-id"),
                table.getString("owner"),
                table.getString("game"),
                table.getString("currency"),
                table.getInt("books"),
                table.getLong("min-stake-minor"),
                table.getLong("max-stake-minor"),
                table.getDuration("betting-window").toMillis(),
                table.getDuration("pause").toMillis());
    }
}
