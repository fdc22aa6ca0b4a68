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
 * interval. Time runs from the construction, or from when it was {@link #begin begun} anew; what an operation saw during
 * the warm-up, or while something was broken on purpose, is in its series and not in its totals.
 * Safe for use by several threads.
 */
public final class Measurements {
    /** A day of one-second intervals. */
    private static final int MAX_INTERVALS = 86_400;

    private static final int MAX_OPERATIONS = 64;

    private final LongSupplier nanos;
    private final long warmUpNanos;
    private volatile long startNanos;
    private final Map<String, Operation> operations = new LinkedHashMap<>();
    private int intervals;
    private int disturbances;
    private boolean disturbedSinceLastInterval;
    private long quietFromNanos;
    private int leftOut;
    private long intervalBeganNanos;
    private long countedNanos;

    /** @param nanos the clock, as {@link System#nanoTime} */
    public Measurements(Duration warmUp, LongSupplier nanos) {
        this.nanos = nanos;
        this.startNanos = nanos.getAsLong();
        this.quietFromNanos = startNanos;
        this.intervalBeganNanos = startNanos;
        this.warmUpNanos = warmUp.toNanos();
    }

    /**
     * Begins anew, with the warm-up: what was measured before is forgotten. For a play that begins only when all are there,
     * which takes longer the more they are.
     */
    public synchronized void begin() {
        startNanos = nanos.getAsLong();
        quietFromNanos = startNanos;
        intervalBeganNanos = startNanos;
        countedNanos = 0;
        intervals = 0;
        leftOut = 0;
        operations.values().forEach(Operation::forget);
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
        boolean warm = sinceStart().toNanos() > warmUpNanos;
        boolean disturbed = disturbedSinceLastInterval || disturbances > 0 || nanos.getAsLong() - quietFromNanos < 0;
        boolean counts = warm && !disturbed;
        leftOut += warm && disturbed ? 1 : 0;
        long now = nanos.getAsLong();
        countedNanos += counts ? now - intervalBeganNanos : 0;
        intervalBeganNanos = now;
        disturbedSinceLastInterval = disturbances > 0;
        boolean kept = intervals < MAX_INTERVALS;
        intervals += kept ? 1 : 0;
        List<Operation.Interval> points = new ArrayList<>();
        operations.values().forEach(operation -> points.add(operation.endInterval(counts, kept)));
        return points;
    }

    /** From now on something is broken on purpose. */
    public synchronized void beginDisturbance() {
        disturbances++;
        disturbedSinceLastInterval = true;
    }

    /** It works again; what was due meanwhile gets its answers within {@code grace}. */
    public synchronized void endDisturbance(Duration grace) {
        disturbances--;
        quietFromNanos = Math.max(quietFromNanos, nanos.getAsLong() + grace.toNanos());
    }

    /** Whether what is answered now will be in the totals: the warm-up is over, and nothing is broken or has just been. */
    public synchronized boolean counts() {
        return sinceStart().toNanos() > warmUpNanos
                && disturbances == 0
                && !disturbedSinceLastInterval
                && nanos.getAsLong() - quietFromNanos >= 0;
    }

    /** How many intervals after the warm-up are not in the totals, since something was broken on purpose. */
    public synchronized int leftOut() {
        return leftOut;
    }

    /** How long what is in the totals was measured: the time that their rates per second are of. */
    public synchronized Duration counted() {
        return Duration.ofNanos(countedNanos + (counts() ? nanos.getAsLong() - intervalBeganNanos : 0));
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
