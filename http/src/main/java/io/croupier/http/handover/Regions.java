package io.croupier.http.handover;

import akka.actor.ActorRef;
import akka.actor.ActorSystem;
import akka.cluster.sharding.ClusterSharding;
import akka.cluster.sharding.ShardRegion;
import akka.pattern.Patterns;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** This node's regions, of all types. */
final class Regions {
    private Regions() {}

    static List<ActorRef> all(ActorSystem system) {
        ClusterSharding sharding = ClusterSharding.get(system);
        return sharding.getShardTypeNames().stream().map(sharding::shardRegion).toList();
    }

    /** How many shards are in a region; -1 where it does not say so in time. */
    static CompletableFuture<Integer> shards(ActorRef region, Duration patience) {
        return Patterns.ask(region, ShardRegion.getRegionStatsInstance(), patience)
                .handle((stats, failure) -> stats instanceof ShardRegion.ShardRegionStats known
                        ? known.getStats().size() + known.getFailed().size()
                        : -1)
                .toCompletableFuture();
    }
}
