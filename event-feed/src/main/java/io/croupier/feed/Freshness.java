package io.croupier.feed;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Up to which time everything that was committed is read. At each look at the journal it notes the time and the number
 * that the next transaction would have got: whatever was committed before has a lower one. When all below that number is
 * read, the noted time is reached. No clock but the database's is asked, and no right to see others' transactions is needed.
 */
final class Freshness {
    /** Notes at a time; with more looks than that behind it a feed is far behind, and coarser steps will do. */
    private static final int MOST_NOTES = 1000;

    private final Deque<Note> notes = new ArrayDeque<>();
    private Instant asOf;

    private record Note(Instant at, long xmax) {}

    Freshness(Instant asOf) {
        this.asOf = asOf;
    }

    /** Takes note of a page that was read, and says as of when the journal is read with it. */
    Instant after(Page page) {
        if (notes.size() < MOST_NOTES) {
            notes.addLast(new Note(page.horizon().at(), page.horizon().xmax()));
        }
        long below = page.completeBelowXid();
        for (Note first = notes.peekFirst(); first != null && first.xmax <= below; first = notes.peekFirst()) {
            asOf = first.at.isAfter(asOf) ? first.at : asOf;
            notes.removeFirst();
        }
        return asOf;
    }
}
