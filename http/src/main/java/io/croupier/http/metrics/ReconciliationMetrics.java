package io.croupier.http.metrics;

import io.croupier.http.reconciliation.WatchCounts;

/** What the watch over rounds and bets has found, told by the one node that it runs on. */
public final class ReconciliationMetrics {
    private ReconciliationMetrics() {}

    /** Shows these counts; once per node. */
    public static void show(Metrics metrics, WatchCounts counts) {
        metrics.gauge(
                "croupier_reconciliation_alarms",
                "Findings that somebody must be told of, by kind, as of the last look; 0 for kinds without",
                each -> counts.standing().forEach((kind, count) -> each.call((double) count, kind)),
                "kind");
        metrics.counter(
                "croupier_reconciliation_looks",
                "Looks of the watch, by whether they succeeded",
                each -> {
                    each.call((double) counts.looks(), "done");
                    each.call((double) counts.failures(), "failed");
                },
                "outcome");
    }
}
