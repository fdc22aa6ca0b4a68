package io.croupier.http.metrics;

import com.typesafe.config.Config;
import java.time.Duration;

/** {@code croupier.metrics}, whose {@code reference.conf} says what each is, checked. */
record MetricsSettings(Duration sampleInterval, Duration recent, Duration databaseDown, Duration question) {
    private static final String ROOT = "croupier.metrics";

    MetricsSettings {
        require(sampleInterval.toMillis() >= 1, "sample-interval", sampleInterval, "must be 1 ms or more");
        require(
                recent.compareTo(sampleInterval) >= 0 && recent.dividedBy(sampleInterval) <= RecentRequests.MOST_MARKS,
                "recent",
                recent,
                "must be 1 to " + RecentRequests.MOST_MARKS + " times sample-interval=" + sampleInterval);
        require(
                databaseDown.compareTo(sampleInterval) > 0,
                "database-down-after",
                databaseDown,
                "must be longer than sample-interval=" + sampleInterval);
        require(
                question.toSeconds() >= 1 && question.equals(Duration.ofSeconds(question.toSeconds())),
                "question-timeout",
                question,
                "must be whole seconds, 1 or more");
    }

    static MetricsSettings from(Config config) {
        Config own = config.getConfig(ROOT);
        return new MetricsSettings(
                own.getDuration("sample-interval"),
                own.getDuration("recent"),
                own.getDuration("database-down-after"),
                own.getDuration("question-timeout"));
    }

    private static void require(boolean holds, String key, Duration value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(key + "=" + value + " " + rule + " (" + ROOT + "." + key + ")");
        }
    }
}
