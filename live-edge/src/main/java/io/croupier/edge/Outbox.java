package io.croupier.edge;

import akka.util.ByteString;
import akka.util.ByteStringBuilder;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What a socket has still to send, in two lanes: orders are never dropped, of each table's state only the newest waits.
 * At most one write is under way; what comes meanwhile waits here, within bounds, and goes out together.
 */
final class Outbox {
    private final int maxQueuedBytes;
    private final int maxWriteBytes;
    private final Queue<ByteString> orders = new ArrayDeque<>();
    private final Map<String, ByteString> states = new LinkedHashMap<>();
    private int queuedBytes;
    private boolean writing;
    private long dropped;

    Outbox(int maxQueuedBytes, int maxWriteBytes) {
        this.maxQueuedBytes = maxQueuedBytes;
        this.maxWriteBytes = maxWriteBytes;
    }

    /** Adds a frame that must arrive; false where the client is too slow for it. */
    boolean order(ByteString frame) {
        if (writing && queuedBytes > 0 && queuedBytes + frame.size() > maxQueuedBytes) {
            return false;
        }
        orders.add(frame);
        queuedBytes += frame.size();
        return true;
    }

    /** As {@link #order(ByteString)}; a state of the table that waits is older than this event and is dropped. */
    boolean order(ByteString frame, String table) {
        forget(table);
        return order(frame);
    }

    /** Adds a table's state in place of the one that waits. */
    void state(String table, ByteString frame) {
        forget(table);
        if (queuedBytes + frame.size() > maxQueuedBytes) {
            dropped++;
            return;
        }
        states.put(table, frame);
        queuedBytes += frame.size();
    }

    /** Drops the table's state that waits. */
    void forget(String table) {
        ByteString old = states.remove(table);
        if (old != null) {
            queuedBytes -= old.size();
            dropped++;
        }
    }

    /** Drops all that waits, for a last word. */
    void clear() {
        orders.clear();
        states.clear();
        queuedBytes = 0;
    }

    /** The next write, or null where one is under way or nothing waits. */
    @Nullable ByteString next() {
        if (writing || queuedBytes == 0) {
            return null;
        }
        writing = true;
        ByteString first = orders.peek();
        if (first != null && states.isEmpty() && orders.size() == 1) {
            orders.remove();
            queuedBytes = 0;
            return first;
        }
        ByteStringBuilder batch = ByteString.createBuilder();
        int size = 0;
        while (first != null && (size == 0 || size + first.size() <= maxWriteBytes)) {
            batch.append(orders.remove());
            size += first.size();
            first = orders.peek();
        }
        Iterator<ByteString> newest = states.values().iterator();
        while (first == null && newest.hasNext() && size < maxWriteBytes) {
            ByteString state = newest.next();
            newest.remove();
            batch.append(state);
            size += state.size();
        }
        queuedBytes -= size;
        return batch.result();
    }

    /** The write that was under way is done. */
    void written() {
        writing = false;
    }

    boolean isWriting() {
        return writing;
    }

    boolean isEmpty() {
        return queuedBytes == 0;
    }

    /** Whether the client reads so slowly that its own messages should wait. */
    boolean isCongested() {
        return queuedBytes > maxQueuedBytes / 2;
    }

    /** States that a newer one replaced before they were sent, since the last call. */
    long takeDropped() {
        long result = dropped;
        dropped = 0;
        return result;
    }
}
