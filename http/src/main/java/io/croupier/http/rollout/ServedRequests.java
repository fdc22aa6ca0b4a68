package io.croupier.http.rollout;

import io.croupier.http.door.Door;
import io.croupier.http.door.DoorMeter;
import io.croupier.kubernetes.guard.NodeVitals;
import io.croupier.kubernetes.guard.Vitals;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How this node's doors have served within the last half minute, second by second: HTTP requests, and players' commands on
 * WebSockets alike. Each costs a few atomic additions. What took longest is known to within a tenth.
 */
public final class ServedRequests implements NodeVitals, DoorMeter {
    static final int SECONDS = 30;

    private static final double STEP = 1.1;
    private static final int BUCKETS = 128;
    private static final double QUANTILE = 0.95;
    private static final long NANOS_PER_MS = 1_000_000;
    private static final long NANOS_PER_S = 1_000_000_000;
    private static final int FAILURES = BUCKETS;

    private final LongSupplier nanoTime;
    private final AtomicReferenceArray<@Nullable Second> ring = new AtomicReferenceArray<>(SECONDS + 1);

    /** Requests by bucket of time, then the failures. */
    private record Second(long number, AtomicLongArray counts) {}

    /** @param nanoTime as {@link System#nanoTime} */
    public ServedRequests(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** @param status of HTTP; 500 and above is the node's own fault */
    @Override
    public void answered(Door door, int status, long nanos) {
        answered(status >= 500, nanos);
    }

    /** Without an answer in time it is the node's own fault. */
    @Override
    public void command(boolean inTime, long nanos) {
        answered(!inTime, nanos);
    }

    /** The request that it came with is counted. */
    @Override
    public void bet(BetOutcome outcome) {}

    private void answered(boolean failed, long nanos) {
        AtomicLongArray counts = second(Math.floorDiv(nanoTime.getAsLong(), NANOS_PER_S));
        counts.incrementAndGet(bucket(nanos / NANOS_PER_MS));
        if (failed) {
            counts.incrementAndGet(FAILURES);
        }
    }

    private AtomicLongArray second(long number) {
        int place = (int) Math.floorMod(number, (long) SECONDS + 1);
        Second current = ring.get(place);
        while (current == null || current.number < number) {
            ring.compareAndSet(place, current, new Second(number, new AtomicLongArray(BUCKETS + 1)));
            current = ring.get(place);
        }
        return current.counts;
    }

    @Override
    public Vitals now() {
        long now = Math.floorDiv(nanoTime.getAsLong(), NANOS_PER_S);
        List<Second> recent = new ArrayList<>();
        for (int i = 0; i <= SECONDS; i++) {
            Second second = ring.get(i);
            if (second != null && second.number > now - SECONDS) {
                recent.add(second);
            }
        }
        long[] counts = new long[BUCKETS];
        long requests = 0;
        long failures = 0;
        for (Second second : recent) {
            failures += second.counts.get(FAILURES);
            for (int i = 0; i < BUCKETS; i++) {
                counts[i] += second.counts.get(i);
                requests += second.counts.get(i);
            }
        }
        return new Vitals(requests, failures, quantile(counts, requests), null);
    }

    /** The upper bound of the bucket that it lies in, in milliseconds; 0 without requests. */
    private static long quantile(long[] counts, long requests) {
        long left = (long) Math.ceil(QUANTILE * requests);
        for (int i = 0; i < BUCKETS && requests > 0; i++) {
            left -= counts[i];
            if (left <= 0) {
                return (long) Math.ceil(Math.pow(STEP, i));
            }
        }
        return 0;
    }

    private static int bucket(long millis) {
        return millis <= 1 ? 0 : (int) Math.min(BUCKETS - 1, Math.ceil(Math.log((double) millis) / Math.log(STEP)));
    }
}
