package io.croupier.round;

import com.typesafe.config.Config;
import java.time.Duration;

/** Reads configured values and holds them to their rules. */
final class Settings {
    static int positive(Config config, String key) {
        int value = config.getInt(key);
        if (value < 1) {
            throw invalid(config, key, "positive");
        }
        return value;
    }

    static Duration time(Config config, String key) {
        Duration value = config.getDuration(key);
        if (value.isZero() || value.isNegative()) {
            throw invalid(config, key, "positive");
        }
        return value;
    }

    private static IllegalArgumentException invalid(Config config, String key, String rule) {
        return new IllegalArgumentException(key + "=" + config.getValue(key).unwrapped() + " must be " + rule + " ("
                + config.getValue(key).origin().description() + ")");
    }

    private Settings() {}
}
