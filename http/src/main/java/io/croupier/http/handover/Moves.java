package io.croupier.http.handover;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The shards of all types that move away from leaving nodes by the word of this one's coordinators, which are mostly all on one
 * node and share its processors: each type for itself would have as many move at once as there are types.
 */
final class Moves {
    /** After it a shard that nobody has asked for, or whose move failed, holds up no others. */
    private static final long LONGEST_NS = TimeUnit.SECONDS.toNanos(5);

    private record Shard(String type, String id) {}

    private final int most;
    private final Map<Shard, Long> sinceNs = new HashMap<>();

    /** @param most how many at a time */
    Moves(int most) {
        this.most = most;
    }

    /**
     * Begins to move as many as may move now.
     *
     * @param candidates shards of this type at leaving nodes
     * @param inProgress those that move anyway
     */
    synchronized Set<String> begin(String type, List<String> candidates, Set<String> inProgress, long nowNs) {
        sinceNs.values().removeIf(since -> nowNs - since > LONGEST_NS);
        Set<String> begun = new LinkedHashSet<>();
        long others = inProgress.stream()
                .filter(id -> !sinceNs.containsKey(new Shard(type, id)))
                .count();
        for (String id : candidates) {
            if (sinceNs.size() + others >= most) {
                break;
            }
            if (!inProgress.contains(id) && sinceNs.putIfAbsent(new Shard(type, id), nowNs) == null) {
                begun.add(id);
            }
        }
        return begun;
    }

    /** These shards are at nodes that stay. */
    synchronized void arrived(String type, Collection<String> ids) {
        if (!sinceNs.isEmpty()) {
            ids.forEach(id -> sinceNs.remove(new Shard(type, id)));
        }
    }

    /** Whether a shard of this type was told to move, and has not arrived. */
    synchronized boolean underWay(String type) {
        return sinceNs.keySet().stream().anyMatch(shard -> shard.type().equals(type));
    }

    /** Nothing of this type moves by this node's word. */
    synchronized void clear(String type) {
        sinceNs.keySet().removeIf(shard -> shard.type().equals(type));
    }
}
