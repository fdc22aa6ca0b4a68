package io.croupier.http.metrics;

import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Histogram;
import java.util.concurrent.atomic.LongAdder;

/** Writes of the journal: one batch of many entities' events is one write. */
public final class JournalMetrics {
    private static final double NANOS_PER_S = 1e9;

    private final DistributionDataPoint written;
    private final LongAdder failed = new LongAdder();
    private final LongAdder events = new LongAdder();

    JournalMetrics(Metrics metrics) {
        written = Histogram.builder()
                .name("croupier_journal_write_duration_seconds")
                .help("Time that the journal took to store a batch of events")
                .classicOnly()
                .classicUpperBounds(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
                .withoutExemplars()
                .register(metrics.registry());
        metrics.counter("croupier_journal_events", "Events that were stored", each -> each.call((double) events.sum()));
        metrics.counter(
                "croupier_journal_failed_writes",
                "Batches that were refused, or whose fate is unknown",
                each -> each.call((double) failed.sum()));
    }

    /** A batch has its answer. */
    public void wrote(int count, long nanos, boolean stored) {
        if (stored) {
            written.observe(nanos / NANOS_PER_S);
            events.add(count);
        } else {
            failed.increment();
        }
    }
}
