package io.croupier.http.door;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A token bucket per caller: {@code perSecond} requests in the long run, {@code burst} at once. It remembers the callers that
 * came last, so many that a forgotten one has long had a full bucket again.
 */
public final class RateLimit {
    private final double perSecond;
    private final double burst;
    private final Clock clock;
    private final Map<String, Bucket> buckets;

    private record Bucket(double tokens, long atMs) {}

    /**
     * @param perSecond more than 0
     * @param burst at least 1
     * @param callers how many callers are remembered
     */
    public RateLimit(double perSecond, int burst, int callers, Clock clock) {
        if (perSecond <= 0 || burst < 1 || callers < 1) {
            throw new IllegalArgumentException("per-second=" + perSecond + ", burst=" + burst + " and callers="
                    + callers + " must be positive (croupier.api.rate-limit)");
        }
        this.perSecond = perSecond;
        this.burst = burst;
        this.clock = clock;
        this.buckets = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
                return size() > callers;
            }
        };
    }

    /** Takes a token; where there is none, the seconds until there is one. */
    public OptionalInt take(String caller) {
        long now = clock.millis();
        synchronized (buckets) {
            Bucket bucket = buckets.getOrDefault(caller, new Bucket(burst, now));
            double refilled = Math.max(0, now - bucket.atMs) * perSecond / 1000;
            double tokens = Math.min(burst, bucket.tokens + refilled);
            if (tokens < 1) {
                buckets.put(caller, new Bucket(tokens, now));
                return OptionalInt.of(Math.max(1, (int) Math.ceil((1 - tokens) / perSecond)));
            }
            buckets.put(caller, new Bucket(tokens - 1, now));
            return OptionalInt.empty();
        }
    }
}
