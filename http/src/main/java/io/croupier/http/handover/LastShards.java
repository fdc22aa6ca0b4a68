package io.croupier.http.handover;

import akka.Done;
import akka.actor.ActorSystem;
import akka.actor.CoordinatedShutdown;
import akka.cluster.Cluster;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.sharding.ClusterSharding;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Ends the shards of a node that leaves as the last of its cluster. Others take over what a leaving node has, and it waits for that
 * as long as its phase of the coordinated shutdown lasts. The last one has nobody to hand over to, and a message to an entity that
 * has stopped would hold its region up to the phase's end.
 */
final class LastShards {
    private LastShards() {}

    /**
     * To be called once, before the node leaves.
     *
     * @param patience that the shards of the last node have to stop in order
     */
    static void endSoon(ActorSystem system, Duration patience) {
        CoordinatedShutdown.get(system)
                .addTask(CoordinatedShutdown.PhaseClusterShardingShutdownRegion(), "last-shards", () -> {
                    // Again and again: the others may be leaving too, and this node the last only when they have left.
                    system.scheduler()
                            .scheduleWithFixedDelay(patience, patience, () -> endIfAlone(system), system.dispatcher());
                    return CompletableFuture.completedFuture(Done.getInstance());
                });
    }

    private static void endIfAlone(ActorSystem system) {
        if (!hasOthers(Cluster.get(system))) {
            ClusterSharding sharding = ClusterSharding.get(system);
            sharding.getShardTypeNames().forEach(type -> system.stop(sharding.shardRegion(type)));
        }
    }

    private static boolean hasOthers(Cluster cluster) {
        for (Member member : cluster.state().getMembers()) {
            if (member.status().equals(MemberStatus.up())
                    && !member.uniqueAddress().equals(cluster.selfUniqueAddress())) {
                return true;
            }
        }
        return false;
    }
}
