package io.croupier.http.door;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How much the doors take, from {@code croupier.api}.
 *
 * @param maxRequests under way at once on this node
 * @param bodyTimeout for the whole body to arrive
 * @param maxDiscardedBytes of a body beyond its bound, before its connection is cut
 * @param maxBulkBytes that all bodies which are being read may hold beyond {@link Endpoint#BODY_LIMIT} each
 * @param requestsPerSecond of one caller in the long run
 * @param requestBurst of one caller at once
 * @param rememberedCallers whose rates are counted
 */
public record DoorSettings(
        int maxRequests,
        Duration bodyTimeout,
        long maxDiscardedBytes,
        long maxBulkBytes,
        double requestsPerSecond,
        int requestBurst,
        int rememberedCallers) {
    public DoorSettings {
        if (maxDiscardedBytes < 0) {
            throw new IllegalArgumentException("max-discarded-bytes=" + maxDiscardedBytes
                    + " must be 0 or more (croupier.api.max-discarded-bytes)");
        }
        if (maxBulkBytes < Endpoint.BULK_LIMIT) {
            throw new IllegalArgumentException("max-bulk-bytes=" + maxBulkBytes + " must hold one body, "
                    + Endpoint.BULK_LIMIT + " or more (croupier.api.max-bulk-bytes)");
        }
        if (maxRequests < 1) {
            throw new IllegalArgumentException(
                    "max-requests=" + maxRequests + " must be positive (croupier.api.max-requests)");
        }
        if (bodyTimeout.isNegative() || bodyTimeout.isZero()) {
            throw new IllegalArgumentException(
                    "body-timeout=" + bodyTimeout + " must be positive (croupier.api.body-timeout)");
        }
    }

    public static DoorSettings from(Config api) {
        return new DoorSettings(
                api.getInt("max-requests"),
                api.getDuration("body-timeout"),
                api.getBytes("max-discarded-bytes"),
                api.getBytes("max-bulk-bytes"),
                api.getDouble("rate-limit.per-second"),
                api.getInt("rate-limit.burst"),
                api.getInt("rate-limit.callers"));
    }
}
