package io.croupier.feed;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows that follow each other in the journal, and how the feed stands once they are projected.
 *
 * @param from the cursor that they were read at
 * @param to the cursor behind them
 * @param complete whether there was no further row below the horizon
 */
record Page(Cursor from, Cursor to, List<JournalRow> rows, Horizon horizon, boolean complete) {
    Page {
        rows = List.copyOf(rows);
    }

    /**
     * What the database said beside them, of one snapshot.
     *
     * @param xmin every transaction below it has ended
     * @param xmax no transaction from it on had begun to write
     * @param at when the statement began
     * @param lastOrdering the highest number that any row was given
     */
    record Horizon(long xmin, long xmax, Instant at, long lastOrdering) {
        boolean held() {
            return xmin < xmax;
        }
    }

    /** Every row of a lower transaction is in this page or an earlier one. */
    long completeBelowXid() {
        if (to.restoring()) {
            return 0;
        }
        return complete && !from.restoring() ? horizon.xmin : to.xid();
    }

    /** Rows that are not read yet, about: those that a transaction still open will write count, those it takes back too. */
    long lagEvents() {
        return complete && !horizon.held() && !to.restoring()
                ? 0
                : Math.max(0, horizon.lastOrdering - Math.max(to.ordering(), from.ordering()));
    }

    /**
     * A page whose events are read.
     *
     * @param asOf once it is projected, all that was committed until then is
     * @param holder who keeps the horizon back for longer than is good
     */
    record Decoded(
            Page page,
            List<FeedEvent> events,
            Instant asOf,
            @Nullable Holder holder) {
        Decoded {
            events = List.copyOf(events);
        }
    }
}
