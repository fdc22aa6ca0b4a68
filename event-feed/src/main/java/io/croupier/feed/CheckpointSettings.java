package io.croupier.feed;

import com.typesafe.config.Config;
import java.time.Duration;

/** {@code croupier.checkpoints}, whose {@code reference.conf} says what each is, checked. */
record CheckpointSettings(Duration interval, int keep) {
    private static final String ROOT = "croupier.checkpoints";

    CheckpointSettings {
        if (interval.isZero() || interval.isNegative()) {
            throw new IllegalArgumentException(ROOT + ".interval=" + interval + " must be positive");
        }
        if (keep < 1) {
            throw new IllegalArgumentException(ROOT + ".keep=" + keep + " must be 1 or more");
        }
    }

    static CheckpointSettings from(Config config) {
        Config checkpoints = config.getConfig(ROOT);
        return new CheckpointSettings(checkpoints.getDuration("interval"), checkpoints.getInt("keep"));
    }
}
