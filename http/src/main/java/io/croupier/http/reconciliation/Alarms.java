package io.croupier.http.reconciliation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which of the alarms that stand are to be told now: a new one at once, each again after an interval, so many at a time. One that
 * has gone and comes again is new. Remembers no more than what stands. Not for concurrent use.
 */
final class Alarms {
    private final Duration interval;
    private final int most;
    private final Map<String, Instant> told = new HashMap<>();

    /**
     * @param interval the least time between two of the same
     * @param most at a time; the others are told the next time
     */
    Alarms(Duration interval, int most) {
        this.interval = interval;
        this.most = most;
    }

    /**
     * Takes those that are returned for told.
     *
     * @param standing a name for each alarm that stands, in the order in which they are told
     */
    List<String> due(Collection<String> standing, Instant now) {
        told.keySet().retainAll(standing);
        List<String> due = new ArrayList<>();
        for (String alarm : standing) {
            Instant last = told.get(alarm);
            if (due.size() < most && (last == null || !now.isBefore(last.plus(interval)))) {
                told.put(alarm, now);
                due.add(alarm);
            }
        }
        return due;
    }
}
