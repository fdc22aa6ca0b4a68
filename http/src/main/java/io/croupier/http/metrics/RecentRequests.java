package io.croupier.http.metrics;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How requests were of late, from counters that only rise: each mark notes them, and the newest is held against the oldest one
 * of the window. For whoever scales by a figure as it is and works out no rates of his own. Marks come from one thread at a time.
 */
final class RecentRequests {
    /** Marks at a time, which bounds the memory. */
    static final int MOST_MARKS = 1000;

    private static final double P95 = 0.95;
    private static final double NANOS_PER_S = 1e9;

    private final double[] bounds;
    private final long windowNanos;
    private final Deque<Mark> marks = new ArrayDeque<>();
    private volatile Figures figures = new Figures(0, 0);

    private static final class Mark {
        private final long atNanos;
        private final long[] counts;

        Mark(long atNanos, long[] counts) {
            this.atNanos = atNanos;
            this.counts = counts;
        }
    }

    /**
     * Of the window's requests.
     *
     * @param p95 in seconds; 0 without requests
     */
    record Figures(double perSecond, double p95) {}

    /** @param bounds upper bounds of the buckets in seconds, rising; the last bucket has none */
    RecentRequests(double[] bounds, Duration window) {
        this.bounds = bounds.clone();
        this.windowNanos = window.toNanos();
    }

    Figures figures() {
        return figures;
    }

    /** @param counts all requests so far, by bucket; not copied */
    synchronized void mark(long nowNanos, long[] counts) {
        marks.addLast(new Mark(nowNanos, counts));
        while ((marks.size() > 2 && nowNanos - marks.getFirst().atNanos > windowNanos)
                || marks.size() > MOST_MARKS + 1) {
            marks.removeFirst();
        }
        Mark oldest = marks.getFirst();
        long[] recent = new long[counts.length];
        long all = 0;
        for (int i = 0; i < counts.length; i++) {
            recent[i] = counts[i] - oldest.counts[i];
            all += recent[i];
        }
        long elapsed = nowNanos - oldest.atNanos;
        figures = new Figures(elapsed <= 0 ? 0 : all * NANOS_PER_S / elapsed, all == 0 ? 0 : percentile(recent, all));
    }

    /** As Prometheus does it: evenly spread within a bucket; the last bound for what lies beyond it. */
    private double percentile(long[] counts, long all) {
        double rank = P95 * all;
        double below = 0;
        for (int i = 0; i < bounds.length; i++) {
            if (below + counts[i] >= rank) {
                double lower = i == 0 ? 0 : bounds[i - 1];
                return lower + (bounds[i] - lower) * (rank - below) / counts[i];
            }
            below += counts[i];
        }
        return bounds[bounds.length - 1];
    }
}
