package io.croupier.wallet;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * The module's settings, from {@code croupier.wallet}; {@code reference.conf} says what each means.
 *
 * @param maxBatch transactions persisted together
 * @param maxPending transactions that wait in one wallet
 * @param remembered transactions that a wallet keeps in memory at least
 * @param maxRemembered transactions beyond which it takes no more
 * @param snapshotEvery events between two snapshots
 */
record WalletSettings(
        int maxBatch,
        int maxPending,
        int remembered,
        int maxRemembered,
        int snapshotEvery,
        Duration idleTimeout,
        Duration askTimeout,
        Duration restartMinBackOff,
        Duration restartMaxBackOff,
        int maxRestarts) {
    WalletSettings {
        positive(maxBatch, "max-batch");
        positive(maxPending, "max-pending");
        positive(remembered, "remembered");
        positive(snapshotEvery, "snapshot-every");
        if (maxRemembered < 4L * remembered) {
            throw new IllegalArgumentException("max-remembered=" + maxRemembered
                    + " must be at least four times remembered=" + remembered + " (croupier.wallet)");
        }
        positive(idleTimeout.toMillis(), "idle-timeout");
        positive(askTimeout.toMillis(), "ask-timeout");
        positive(restartMinBackOff.toMillis(), "restart.min-back-off");
        positive(restartMaxBackOff.toMillis(), "restart.max-back-off");
        positive(maxRestarts, "restart.max-restarts");
        if (restartMinBackOff.compareTo(restartMaxBackOff) > 0) {
            throw new IllegalArgumentException("restart.min-back-off=" + restartMinBackOff
                    + " must not exceed restart.max-back-off=" + restartMaxBackOff + " (croupier.wallet.restart)");
        }
    }

    static WalletSettings from(Config system) {
        Config config = system.getConfig("croupier.wallet");
        return new WalletSettings(
                config.getInt("max-batch"),
                config.getInt("max-pending"),
                config.getInt("remembered"),
                config.getInt("max-remembered"),
                config.getInt("snapshot-every"),
                config.getDuration("idle-timeout"),
                config.getDuration("ask-timeout"),
                config.getDuration("restart.min-back-off"),
                config.getDuration("restart.max-back-off"),
                config.getInt("restart.max-restarts"));
    }

    private static void positive(long value, String key) {
        if (value <= 0) {
            throw new IllegalArgumentException(key + "=" + value + " must be positive (croupier.wallet." + key + ")");
        }
    }
}
