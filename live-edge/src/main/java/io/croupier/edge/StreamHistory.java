package io.croupier.edge;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * The newest events of one stream, without a gap, bounded by count and weight. Whoever comes back gets all that it missed,
 * or nothing: then it needs a snapshot.
 */
final class StreamHistory<E> {
    private final int maxEvents;
    private final long maxWeight;
    private final ToLongFunction<E> weigher;
    private final Deque<E> events = new ArrayDeque<>();
    private long weight;
    private long offset;

    StreamHistory(int maxEvents, long maxWeight, ToLongFunction<E> weigher) {
        this.maxEvents = maxEvents;
        this.maxWeight = maxWeight;
        this.weigher = weigher;
    }

    /** The offset of the newest event, 0 before the first. */
    long offset() {
        return offset;
    }

    /** Adds the event with the next offset. */
    void append(E event) {
        offset++;
        events.addLast(event);
        weight += weigher.applyAsLong(event);
        while (events.size() > maxEvents || weight > maxWeight) {
            weight -= weigher.applyAsLong(events.removeFirst());
        }
    }

    /** Forgets all events and goes on after this offset. */
    void restartAfter(long newOffset) {
        events.clear();
        weight = 0;
        offset = newOffset;
    }

    /** All events after this offset, oldest first; empty where some of them are no longer here, or not yet known. */
    Optional<List<E>> after(long seen) {
        long missed = offset - seen;
        if (missed < 0 || missed > events.size()) {
            return Optional.empty();
        }
        List<E> result = new ArrayList<>();
        long skip = events.size() - missed;
        for (E event : events) {
            if (skip-- <= 0) {
                result.add(event);
            }
        }
        return Optional.of(List.copyOf(result));
    }
}
