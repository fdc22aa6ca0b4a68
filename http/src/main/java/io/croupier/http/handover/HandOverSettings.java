package io.croupier.http.handover;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How a leaving node hands its shards over.
 *
 * @param batch how many shards at a time, of all types, 1 to 100
 * @param timeout how long so; 0: not at all, all of them at once
 * @param balanceInterval how often shards may be moved for balance, positive
 * @param lastShardsTimeout how long the shards of the last node have to stop, positive
 */
record HandOverSettings(int batch, Duration timeout, Duration balanceInterval, Duration lastShardsTimeout) {
    private static final int MOST = 100;
    private static final String PHASE = "akka.coordinated-shutdown.phases.before-cluster-shutdown.timeout";

    HandOverSettings {
        check(
                batch >= 1 && batch <= MOST,
                "hand-over.batch=" + batch + " must be 1 to " + MOST + " (croupier.node.hand-over.batch)");
        check(
                !timeout.isNegative(),
                "hand-over.timeout=" + timeout + " must not be negative (croupier.node.hand-over.timeout)");
        positive("hand-over.balance-interval", balanceInterval);
        positive("last-shards-timeout", lastShardsTimeout);
    }

    static HandOverSettings from(Config config) {
        Config node = config.getConfig("croupier.node");
        var settings = new HandOverSettings(
                node.getInt("hand-over.batch"),
                node.getDuration("hand-over.timeout"),
                node.getDuration("hand-over.balance-interval"),
                node.getDuration("last-shards-timeout"));
        Duration phase = config.getDuration(PHASE);
        check(
                settings.timeout.compareTo(phase) < 0,
                "hand-over.timeout=" + settings.timeout + " must be shorter than the phase that it is in, " + phase
                        + " (croupier.node.hand-over.timeout, " + PHASE + ")");
        return settings;
    }

    private static void positive(String name, Duration duration) {
        check(
                !duration.isNegative() && !duration.isZero(),
                name + "=" + duration + " must be positive (croupier.node." + name + ")");
    }

    private static void check(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
