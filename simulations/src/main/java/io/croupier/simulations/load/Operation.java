package io.croupier.simulations.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * One kind of request or delivery. A latency counts from the moment at which the request <em>should</em> have been sent, so
 * that a system which stalls cannot hide behind the requests that were not sent meanwhile. Safe for use by several threads.
 */
public final class Operation {
    /** Longer ones count as this long. */
    private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(10);

    private static final int DIGITS = 3;

    private final String name;
    private final String about;
    private final LongSupplier nanos;
    private final Recorder recorder = new Recorder(LONGEST_MICROS, DIGITS);
    private final LongAdder rejected = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final Histogram total = new Histogram(LONGEST_MICROS, DIGITS);
    private final List<Interval> series = new ArrayList<>();
    private @Nullable Histogram spare;
    private long totalRejected;
    private long totalErrors;

    /**
     * What happened in one interval.
     *
     * @param ok requests that were answered as hoped; the latencies, in milliseconds, are theirs and the rejected ones'
     * @param rejected requests that were answered with a refusal by the rules
     * @param errors requests without an answer, or with one that says to try again
     */
    public record Interval(
            String operation,
            long ok,
            long rejected,
            long errors,
            @Nullable Double p50Ms,
            @Nullable Double p99Ms) {
        /** Everything that was tried. */
        public long count() {
            return ok + rejected + errors;
        }
    }

    Operation(String name, String about, LongSupplier nanos, int missedIntervals) {
        this.name = name;
        this.about = about;
        this.nanos = nanos;
        for (int i = 0; i < missedIntervals; i++) {
            series.add(new Interval(name, 0, 0, 0, null, null));
        }
    }

    public String name() {
        return name;
    }

    public String about() {
        return about;
    }

    /** Answered now as hoped. */
    public void ok(long intendedNanos) {
        recordMicros(TimeUnit.NANOSECONDS.toMicros(nanos.getAsLong() - intendedNanos));
    }

    /** Took so long, for what has no intended moment of its own. */
    public void took(long latencyNanos) {
        recordMicros(TimeUnit.NANOSECONDS.toMicros(latencyNanos));
    }

    /** Answered now with a refusal: as good an answer as any for its latency. */
    public void rejected(long intendedNanos) {
        rejected.increment();
        ok(intendedNanos);
    }

    /** Not answered, not even sent, or answered with "try again". Its latency is unknown, so only its number counts. */
    public void failed() {
        errors.increment();
    }

    private void recordMicros(long micros) {
        recorder.recordValue(Math.max(0, Math.min(LONGEST_MICROS, micros)));
    }

    synchronized Interval endInterval(boolean counts, boolean kept) {
        Histogram interval = recorder.getIntervalHistogram(spare);
        spare = interval;
        long refused = rejected.sumThenReset();
        long failed = errors.sumThenReset();
        if (counts) {
            total.add(interval);
            totalRejected += refused;
            totalErrors += failed;
        }
        long answered = interval.getTotalCount();
        // A refusal is counted just before its latency: one that straddles the end of an interval must not give -1.
        var point = new Interval(
                name,
                Math.max(0, answered - refused),
                refused,
                failed,
                answered == 0 ? null : millis(interval.getValueAtPercentile(50)),
                answered == 0 ? null : millis(interval.getValueAtPercentile(99)));
        if (kept) {
            series.add(point);
        }
        return point;
    }

    /** Forgets all that it has seen. */
    synchronized void forget() {
        spare = recorder.getIntervalHistogram(spare);
        rejected.reset();
        errors.reset();
        total.reset();
        series.clear();
        totalRejected = 0;
        totalErrors = 0;
    }

    /** One point per interval, the warm-up too. */
    public synchronized List<Interval> series() {
        return List.copyOf(series);
    }

    /** Latencies of the intervals that have ended, in microseconds, without the warm-up. */
    public synchronized Histogram total() {
        return total.copy();
    }

    public synchronized long totalRejected() {
        return totalRejected;
    }

    public synchronized long totalErrors() {
        return totalErrors;
    }

    /** Milliseconds of so many microseconds. */
    public static double millis(long micros) {
        return micros / 1e3;
    }
}
