package io.croupier.http.reconciliation;

import io.croupier.feed.FindingKind;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** What the {@link ReconciliationWatch} finds where it runs; the other nodes know nothing, and say so by naming no kind. */
public final class WatchCounts {
    /** The kind of an alarm about the feed itself. */
    static final String FEED = "feed";

    private final LongAdder looks = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private volatile Map<String, Long> standing = Map.of();

    /** Alarms that stand, by kind, of every kind; empty where the watch does not run or has not looked yet. */
    public Map<String, Long> standing() {
        return standing;
    }

    /** Looks that succeeded. */
    public long looks() {
        return looks.sum();
    }

    /** Looks that failed. */
    public long failures() {
        return failures.sum();
    }

    void looked(Iterable<FindingKind> alarms, boolean blind) {
        Map<String, Long> counts = new TreeMap<>();
        for (FindingKind kind : FindingKind.values()) {
            counts.put(kind.code(), 0L);
        }
        counts.put(FEED, blind ? 1L : 0L);
        alarms.forEach(kind -> counts.merge(kind.code(), 1L, Long::sum));
        standing = Map.copyOf(counts);
        looks.increment();
    }

    void failed() {
        failures.increment();
    }

    /** The watch runs elsewhere from now on. */
    void gone() {
        standing = Map.of();
    }
}
