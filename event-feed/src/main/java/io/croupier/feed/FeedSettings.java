package io.croupier.feed;

import com.typesafe.config.Config;
import java.time.Duration;

/** {@code croupier.feed}, whose {@code reference.conf} says what each is, checked. */
record FeedSettings(
        boolean enabled,
        int batchSize,
        int readAhead,
        Duration pollInterval,
        Duration statusInterval,
        Duration maxHorizonAge,
        Duration minBackOff,
        Duration maxBackOff,
        long restoreEpoch,
        int indexBatch,
        int indexWaiting) {
    private static final String ROOT = "croupier.feed";

    FeedSettings {
        require(batchSize >= 1, "batch-size", batchSize, "must be 1 or more");
        require(readAhead >= 1, "read-ahead", readAhead, "must be 1 or more");
        require(indexBatch >= 1, "index.max-batch", indexBatch, "must be 1 or more");
        require(indexWaiting >= 1, "index.max-waiting", indexWaiting, "must be 1 or more");
        require(positive(pollInterval), "poll-interval", pollInterval, "must be positive");
        require(positive(statusInterval), "status-interval", statusInterval, "must be positive");
        require(positive(maxHorizonAge), "max-horizon-age", maxHorizonAge, "must be positive");
        require(positive(minBackOff), "restart.min-back-off", minBackOff, "must be positive");
        require(
                maxBackOff.compareTo(minBackOff) >= 0,
                "restart.max-back-off",
                maxBackOff,
                "must be at least restart.min-back-off");
    }

    static FeedSettings from(Config config) {
        Config feed = config.getConfig(ROOT);
        return new FeedSettings(
                feed.getBoolean("enabled"),
                feed.getInt("batch-size"),
                feed.getInt("read-ahead"),
                feed.getDuration("poll-interval"),
                feed.getDuration("status-interval"),
                feed.getDuration("max-horizon-age"),
                feed.getDuration("restart.min-back-off"),
                feed.getDuration("restart.max-back-off"),
                config.getLong("croupier.round.restore-epoch"),
                feed.getInt("index.max-batch"),
                feed.getInt("index.max-waiting"));
    }

    private static boolean positive(Duration duration) {
        return !duration.isZero() && !duration.isNegative();
    }

    private static void require(boolean holds, String key, Object value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(key + "=" + value + " " + rule + " (" + ROOT + "." + key + ")");
        }
    }
}
