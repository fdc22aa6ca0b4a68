package io.croupier.kubernetes.guard;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * What the guard was told; {@code reference.conf} says what each means.
 *
 * @param selector finds the pods of the StatefulSet and no others
 */
record GuardSettings(
        String statefulSet,
        String budget,
        String selector,
        Duration lookInterval,
        Duration settle,
        Duration askTimeout,
        Duration shardPatience,
        ServiceLevel serviceLevel) {

    GuardSettings {
        positive("look-interval", lookInterval);
        positive("ask-timeout", askTimeout);
        positive("shard-patience", shardPatience);
        if (settle.isNegative()) {
            throw new IllegalArgumentException(
                    "croupier.guard.settle=" + settle.toMillis() + "ms must not be negative");
        }
    }

    static GuardSettings from(Config config) {
        Config guard = config.getConfig("croupier.guard");
        return new GuardSettings(
                guard.getString("stateful-set"),
                guard.getString("disruption-budget"),
                config.getString("croupier.kubernetes.pod-label-selector"),
                guard.getDuration("look-interval"),
                guard.getDuration("settle"),
                guard.getDuration("ask-timeout"),
                guard.getDuration("shard-patience"),
                ServiceLevel.from(guard.getConfig("slo")));
    }

    private static void positive(String key, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(
                    "croupier.guard." + key + "=" + value.toMillis() + "ms must be positive");
        }
    }
}
