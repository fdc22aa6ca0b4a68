package io.croupier.simulations;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * How long single entities were out of reach: of each one its longest time, and over these the percentiles, by the nearest
 * rank.
 *
 * @param entities how many were asked at least once
 */
record Reach(int entities, double p50Ms, double p99Ms, double worstMs) {
    /** @param worstNanos the longest time of each entity that was asked */
    static Reach of(long[] worstNanos) {
        if (worstNanos.length == 0) {
            throw new IllegalArgumentException("nothing was asked");
        }
        long[] sorted = worstNanos.clone();
        Arrays.sort(sorted);
        return new Reach(sorted.length, millis(sorted, 0.5), millis(sorted, 0.99), millis(sorted, 1));
    }

    private static double millis(long[] sorted, double share) {
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.max(0, rank - 1)] / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }

    /** The median of several runs, of each figure by itself; of an even number, the mean of the two in the middle. */
    static Reach median(List<Reach> runs) {
        return new Reach(
                runs.get(0).entities(),
                median(runs, Reach::p50Ms),
                median(runs, Reach::p99Ms),
                median(runs, Reach::worstMs));
    }

    private static double median(List<Reach> runs, ToDoubleFunction<Reach> figure) {
        double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "(%d) p50 %5.0f ms  p99 %5.0f ms  worst %5.0f ms", entities, p50Ms, p99Ms, worstMs);
    }
}
