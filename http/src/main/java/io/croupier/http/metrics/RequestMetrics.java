package io.croupier.http.metrics;

import io.croupier.http.door.Door;
import io.croupier.http.door.DoorMeter;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * Requests by door and class of status. All series are made beforehand, so that counting a request looks nothing up and takes no
 * lock: it adds to striped counters. What was recently is worked out from time to time, from how far these have risen.
 */
public final class RequestMetrics implements DoorMeter {
    /** In seconds; the autoscaler's and the alarm's bounds, 0.25 and 1, are among them and so are exact in the percentile. */
    private static final double[] BOUNDS = {
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.25, 0.35, 0.5, 0.75, 1, 1.5, 2.5, 5, 10, 20
    };

    private static final int CLASSES = 5;
    private static final double NANOS_PER_S = 1e9;

    private final Histogram durations;
    /** Only read once they are made, and so by any thread; by door, then by class of status. */
    private final Map<Door, List<DistributionDataPoint>> points = new EnumMap<>(Door.class);

    private final DistributionDataPoint answeredCommands;
    private final DistributionDataPoint unknownCommands;
    private final Map<BetOutcome, LongAdder> bets = new EnumMap<>(BetOutcome.class);
    private final RecentRequests recent;

    RequestMetrics(Metrics metrics, Duration window) {
        durations = Histogram.builder()
                .name("croupier_http_request_duration_seconds")
                .help("Time from a request's head to its answer's, by door and class of status")
                .labelNames("door", "status")
                .classicOnly()
                .classicUpperBounds(BOUNDS)
                .withoutExemplars()
                .register(metrics.registry());
        for (Door door : Door.values()) {
            points.put(
                    door,
                    IntStream.rangeClosed(1, CLASSES)
                            .mapToObj(first -> durations.labelValues(door.code(), first + "xx"))
                            .toList());
        }
        Histogram commands = Histogram.builder()
                .name("croupier_live_command_duration_seconds")
                .help("Time from a player's bet or cash-out on a WebSocket to its answer, by whether it came in time")
                .labelNames("outcome")
                .classicOnly()
                .classicUpperBounds(BOUNDS)
                .withoutExemplars()
                .register(metrics.registry());
        answeredCommands = commands.labelValues("answered");
        unknownCommands = commands.labelValues("unknown");
        for (BetOutcome outcome : BetOutcome.values()) {
            bets.put(outcome, new LongAdder());
        }
        recent = new RecentRequests(BOUNDS, window);
        recent.mark(System.nanoTime(), counts());
        metrics.gauge(
                "croupier_http_requests_per_second",
                "Requests of the last minute, per second",
                () -> recent.figures().perSecond());
        metrics.gauge(
                "croupier_http_request_p95_seconds",
                "What 95 in 100 requests of the last minute took at most; 0 without requests",
                () -> recent.figures().p95());
    }

    @Override
    public void answered(Door door, int status, long nanos) {
        List<DistributionDataPoint> ofDoor = points.get(door);
        if (ofDoor != null) {
            int statusClass = Math.min(Math.max(status / 100, 1), CLASSES);
            ofDoor.get(statusClass - 1).observe(nanos / NANOS_PER_S);
        }
    }

    @Override
    public void command(boolean inTime, long nanos) {
        (inTime ? answeredCommands : unknownCommands).observe(nanos / NANOS_PER_S);
    }

    @Override
    public void bet(BetOutcome outcome) {
        LongAdder adder = bets.get(outcome);
        if (adder != null) {
            adder.increment();
        }
    }

    long bets(BetOutcome outcome) {
        LongAdder adder = bets.get(outcome);
        return adder == null ? 0 : adder.sum();
    }

    /** To be called regularly: looks at how far the counters have risen. */
    void sample() {
        recent.mark(System.nanoTime(), counts());
    }

    /** Requests in each bucket, over all doors and classes. */
    private long[] counts() {
        long[] sums = new long[BOUNDS.length + 1];
        for (var point : durations.collect().getDataPoints()) {
            ClassicHistogramBuckets buckets = point.getClassicBuckets();
            for (int i = 0; i < sums.length; i++) {
                sums[i] += buckets.getCount(i);
            }
        }
        return sums;
    }
}
