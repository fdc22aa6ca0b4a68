package io.croupier.http.node;

import akka.Done;
import akka.actor.ActorRef;
import akka.actor.ActorSystem;
import akka.actor.CoordinatedShutdown;
import akka.cluster.sharding.ClusterSharding;
import akka.cluster.sharding.ShardRegion;
import akka.pattern.Patterns;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Ends the regions without shards of a node that leaves, before they would hand over. Such a region tells its coordinator that it
 * hands over, and stops at once (Akka 2.8.5). Where the coordinator has just given it a shard, it then asks all regions to let go
 * of that shard, takes the end of this one for its consent, and waits for it to hand over until {@code handoff-timeout}: nobody
 * reaches the shard meanwhile. A region that only ends is one whose shards are given to others.
 */
final class EmptyRegions {
    private static final String KEY = "croupier.node.region-state-timeout";

    private EmptyRegions() {}

    /**
     * To be called once, before the node leaves.
     *
     * @param patience that regions have to say which shards they have, positive; one that does not say so hands over
     */
    static void endFirst(ActorSystem system, Duration patience) {
        if (patience.isZero() || patience.isNegative()) {
            throw new IllegalArgumentException("region-state-timeout=" + patience + " must be positive (" + KEY + ")");
        }
        CoordinatedShutdown.get(system)
                .addTask(
                        CoordinatedShutdown.PhaseBeforeClusterShutdown(), "empty-regions", () -> end(system, patience));
    }

    private static CompletionStage<Done> end(ActorSystem system, Duration patience) {
        ClusterSharding sharding = ClusterSharding.get(system);
        CompletableFuture<?>[] ended = sharding.getShardTypeNames().stream()
                .map(sharding::shardRegion)
                .map(region -> isEmpty(region, patience).thenAccept(empty -> {
                    if (empty) {
                        system.stop(region);
                    }
                }))
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(ended).thenApply(all -> Done.getInstance());
    }

    private static CompletableFuture<Boolean> isEmpty(ActorRef region, Duration patience) {
        return Patterns.ask(region, ShardRegion.getShardRegionStateInstance(), patience)
                .handle((state, failure) -> state instanceof ShardRegion.CurrentShardRegionState known
                        && known.getShards().isEmpty()
                        && known.getFailed().isEmpty())
                .toCompletableFuture();
    }
}
