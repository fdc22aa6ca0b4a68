package io.croupier.kubernetes.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Whether shards have come to rest, from what the regions say each time. A hand-off cannot be asked for; but a shard that is
 * handed over is on no node, or on another one than before. Shards that nobody needed since their node vanished stay without
 * a node until somebody does: after a while without any movement they are not waited for.
 */
final class ShardWatch {
    private final Duration patience;
    private final Map<String, Watched> types = new HashMap<>();

    private record Watched(Map<String, String> homes, int most, Instant movedAt) {}

    /**
     * What the regions of one type said.
     *
     * @param shards by the address of their node
     * @param silent how many did not answer
     */
    record Seen(Map<String, Set<String>> shards, int silent) {
        static final Seen NOTHING = new Seen(Map.of(), 1);
    }

    /** @param patience how long without movement until missing shards are not waited for */
    ShardWatch(Duration patience) {
        this.patience = patience;
    }

    /** Empty where all is at rest; else what is not, for people. */
    String observe(Map<String, Seen> seen, Instant now) {
        List<String> unrest = new ArrayList<>();
        new TreeMap<>(seen).forEach((type, said) -> {
            String detail = observe(type, said, now);
            if (!detail.isEmpty()) {
                unrest.add(type + ": " + detail);
            }
        });
        return String.join("; ", unrest);
    }

    private String observe(String type, Seen seen, Instant now) {
        if (seen.silent > 0) {
            return seen.silent + " regions or shards do not answer";
        }
        Map<String, String> homes = new HashMap<>();
        for (Map.Entry<String, Set<String>> region : seen.shards.entrySet()) {
            for (String shard : region.getValue()) {
                if (homes.put(shard, region.getKey()) != null) {
                    return "shard " + shard + " is on two nodes";
                }
            }
        }
        Watched before = types.getOrDefault(type, new Watched(homes, homes.size(), now));
        Instant movedAt = before.homes.equals(homes) ? before.movedAt : now;
        int most = Math.max(before.most, homes.size());
        if (homes.size() < most && !now.isBefore(movedAt.plus(patience))) {
            most = homes.size();
        }
        types.put(type, new Watched(homes, most, movedAt));
        // One that somebody needs for the first time comes from nowhere, and moves nothing.
        long moved = before.homes.entrySet().stream()
                .filter(home -> !home.getValue().equals(homes.get(home.getKey())))
                .count();
        if (moved > 0) {
            return moved + " of " + most + " shards have moved";
        }
        return homes.size() < most ? most - homes.size() + " of " + most + " shards have no node yet" : "";
    }
}
