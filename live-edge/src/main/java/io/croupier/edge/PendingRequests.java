package io.croupier.edge;

import akka.actor.typed.ActorRef;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Bets and cash-outs of one player that wait for their book's answer, bounded, in the order in which they lapse. */
final class PendingRequests {
    private final int max;
    private final long timeoutNanos;
    private final Map<Long, Pending> byDeadline = new LinkedHashMap<>();
    private final Map<Key, Queue<Pending>> byKey = new HashMap<>();
    private long lastSerial;

    /**
     * What tells which request an answer is for. A book answers each request of one content once, in order; one of other
     * content it refuses at once, before it answers those that wait.
     */
    record Key(boolean cashOut, String betId, String roundId) {}

    /** One request; {@code request} is the session's own number for it. */
    record Pending(
            long serial,
            Key key,
            String content,
            String table,
            ActorRef<StreamMessage> session,
            long request,
            long sinceNanos,
            long deadlineNanos) {}

    PendingRequests(int max, long timeoutNanos) {
        this.max = max;
        this.timeoutNanos = timeoutNanos;
    }

    /**
     * Remembers a request; false where too many wait, or one of other content waits under the same key, whose answers could
     * not be told from its own.
     *
     * @param content everything that was asked and is not in the key
     */
    boolean add(Key key, String content, String table, ActorRef<StreamMessage> session, long request, long nowNanos) {
        Queue<Pending> same = byKey.get(key);
        boolean differs = same != null && !same.element().content().equals(content);
        if (byDeadline.size() >= max || differs) {
            return false;
        }
        Pending pending =
                new Pending(++lastSerial, key, content, table, session, request, nowNanos, nowNanos + timeoutNanos);
        byDeadline.put(pending.serial(), pending);
        byKey.computeIfAbsent(key, k -> new ArrayDeque<>()).add(pending);
        return true;
    }

    /** The request that this answer is for; null where it has lapsed. */
    @Nullable Pending answered(Key key) {
        Queue<Pending> waiting = byKey.get(key);
        if (waiting == null) {
            return null;
        }
        Pending pending = waiting.remove();
        if (waiting.isEmpty()) {
            byKey.remove(key);
        }
        byDeadline.remove(pending.serial());
        return pending;
    }

    /** Forgets and returns the requests whose time is up. */
    List<Pending> lapsed(long nowNanos) {
        List<Pending> lapsed = new ArrayList<>();
        for (Pending pending : byDeadline.values()) {
            if (pending.deadlineNanos() - nowNanos > 0) {
                break;
            }
            lapsed.add(pending);
        }
        lapsed.forEach(pending -> answered(pending.key()));
        return lapsed;
    }

    OptionalLong nextDeadlineNanos() {
        return byDeadline.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(byDeadline.values().iterator().next().deadlineNanos());
    }

    boolean isEmpty() {
        return byDeadline.isEmpty();
    }
}
