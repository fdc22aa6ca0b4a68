package io.croupier.edge;

import com.typesafe.config.Config;
import io.croupier.edge.websocket.OriginPolicy;
import java.time.Duration;
import java.util.List;

/**
 * The bounds of the live edge, read from {@code croupier.edge}; reference.conf says what each means.
 *
 * @param build what {@code reconnect} names
 */
public record EdgeSettings(
        String host,
        int port,
        int backlog,
        String path,
        OriginPolicy origins,
        int maxConnections,
        String build,
        Duration drainTime,
        int drainRate,
        SessionLimits session,
        TableLimits table,
        StreamLimits stream) {

    /** What one socket may use. */
    record SessionLimits(
            int maxSubscriptions,
            Duration handshakeTimeout,
            Duration connectTimeout,
            Duration pingInterval,
            Duration leaseInterval,
            Duration streamLostAfter,
            Duration closeTimeout,
            Duration writeTimeout,
            Duration snapshotTimeout,
            int maxHeadBytes,
            int maxMessageBytes,
            int maxQueuedBytes,
            int maxWriteBytes,
            int messageRate,
            int messageBurst,
            int maxStrikes) {
        Duration silence() {
            return pingInterval.multipliedBy(5).dividedBy(2);
        }
    }

    /** What a node keeps of one table. */
    record TableLimits(int history, Duration idleTime, Duration timeout, Duration leaseInterval) {}

    /** What a player's stream keeps. */
    record StreamLimits(
            int maxSessions,
            int historyEvents,
            int historyBytes,
            int maxPending,
            Duration answerTimeout,
            Duration retryAfter,
            Duration walletTimeout,
            Duration walletRefreshAfter,
            Duration sessionLease,
            Duration idleTime,
            Duration unattachedTime,
            int settledBets,
            int openBets) {}

    /** Reads {@code croupier.edge} of a whole configuration; {@link IllegalArgumentException} names the key that breaks its rule. */
    public static EdgeSettings from(Config whole) {
        Keys keys = new Keys(whole.getConfig("croupier.edge"));
        return new EdgeSettings(
                keys.text("host"),
                keys.atLeast(0, "port"),
                keys.atLeast(1, "backlog"),
                keys.text("path"),
                new OriginPolicy(keys.texts("allowed-origins")),
                keys.atLeast(1, "max-connections"),
                keys.text("build"),
                keys.time("drain-time"),
                keys.atLeast(1, "drain-rate"),
                sessionLimits(keys),
                new TableLimits(
                        keys.atLeast(1, "table-history"),
                        keys.time("table-idle-time"),
                        keys.time("table-timeout"),
                        keys.time("lease-interval")),
                streamLimits(keys));
    }

    /** The same on another address and port. */
    public EdgeSettings boundTo(String otherHost, int otherPort) {
        return new EdgeSettings(
                otherHost,
                otherPort,
                backlog,
                path,
                origins,
                maxConnections,
                build,
                drainTime,
                drainRate,
                session,
                table,
                stream);
    }

    private static SessionLimits sessionLimits(Keys keys) {
        return new SessionLimits(
                keys.atLeast(1, "max-subscriptions"),
                keys.time("handshake-timeout"),
                keys.time("connect-timeout"),
                keys.time("ping-interval"),
                keys.time("lease-interval"),
                keys.time("stream-lost-after"),
                keys.time("close-timeout"),
                keys.time("write-timeout"),
                keys.time("snapshot-timeout"),
                keys.bytes("max-head-bytes"),
                keys.bytes("max-message-bytes"),
                keys.bytes("max-queued-bytes"),
                keys.bytes("max-write-bytes"),
                keys.atLeast(1, "message-rate"),
                keys.atLeast(1, "message-burst"),
                keys.atLeast(1, "max-strikes"));
    }

    private static StreamLimits streamLimits(Keys keys) {
        return new StreamLimits(
                keys.atLeast(1, "max-sessions-per-player"),
                keys.atLeast(1, "player-history-events"),
                keys.bytes("player-history-bytes"),
                keys.atLeast(1, "max-pending"),
                keys.time("answer-timeout"),
                keys.time("retry-after"),
                keys.time("wallet-timeout"),
                keys.time("wallet-refresh-after"),
                keys.time("session-lease"),
                keys.time("player-idle-time"),
                keys.time("player-unattached-time"),
                keys.atLeast(1, "settled-bets"),
                keys.atLeast(1, "open-bets"));
    }

    private record Keys(Config config) {
        String text(String key) {
            return config.getString(key);
        }

        List<String> texts(String key) {
            return config.getStringList(key);
        }

        int atLeast(int least, String key) {
            int value = config.getInt(key);
            if (value < least) {
                throw rule(key, value, "must be at least " + least);
            }
            return value;
        }

        int bytes(String key) {
            long value = config.getBytes(key);
            if (value < 128 || value > Integer.MAX_VALUE / 4) {
                throw rule(key, value, "must be from 128 B to 512 MiB");
            }
            return (int) value;
        }

        Duration time(String key) {
            Duration value = config.getDuration(key);
            if (value.isNegative() || value.isZero()) {
                throw rule(key, value, "must be positive");
            }
            return value;
        }

        private static IllegalArgumentException rule(String key, Object value, String rule) {
            return new IllegalArgumentException(key + "=" + value + " " + rule + " (croupier.edge." + key + ")");
        }
    }
}
