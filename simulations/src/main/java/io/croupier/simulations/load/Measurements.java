package io.croupier.simulations.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What a run measures: its {@link Operation operations}, each with a latency histogram of the whole run and one point per
 * interval. Time runs from the construction; what an operation saw during the warm-up is in its series and not in its totals.
 * Safe for use by several threads.
 */
public final class Measurements {
    /** A day of one-second intervals. */
    private static final int MAX_INTERVALS = 86_400;

    private static final int MAX_OPERATIONS = 64;

    private final LongSupplier nanos;
    private final long startNanos;
    private final long warmUpNanos;
    private final Map<String, Operation> operations = new LinkedHashMap<>();
    private int intervals;

    /** @param nanos the clock, as {@link System#nanoTime} */
    public Measurements(Duration warmUp, LongSupplier nanos) {
        this.nanos = nanos;
        this.startNanos = nanos.getAsLong();
        this.warmUpNanos = warmUp.toNanos();
    }

    /**
     * The operation of this name, made at the first call.
     *
     * @param about from which moment to which its latency counts
     */
    public synchronized Operation operation(String name, String about) {
        Operation known = operations.get(name);
        if (known != null) {
            return known;
        }
        if (operations.size() == MAX_OPERATIONS) {
            throw new IllegalStateException("more than " + MAX_OPERATIONS + " operations: " + name);
        }
        var made = new Operation(name, about, nanos, intervals);
        operations.put(name, made);
        return made;
    }

    /** The operations in the order in which they came up. */
    public synchronized List<Operation> operations() {
        return List.copyOf(operations.values());
    }

    /** Ends an interval: every operation gets a point. To be called once per interval, by one thread. */
    public synchronized List<Operation.Interval> endInterval() {
        boolean counts = sinceStart().toNanos() > warmUpNanos;
        boolean kept = intervals < MAX_INTERVALS;
        intervals += kept ? 1 : 0;
        List<Operation.Interval> points = new ArrayList<>();
        operations.values().forEach(operation -> points.add(operation.endInterval(counts, kept)));
        return points;
    }

    /** How many intervals have ended. */
    public synchronized int intervals() {
        return intervals;
    }

    public Duration sinceStart() {
        return Duration.ofNanos(nanos.getAsLong() - startNanos);
    }

    /** Seconds since the start, with fractions: the time axis of a report. */
    public double secondsSinceStart() {
        return sinceStart().toNanos() / (double) TimeUnit.SECONDS.toNanos(1);
    }
}
