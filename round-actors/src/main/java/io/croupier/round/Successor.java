package io.croupier.round;

import akka.actor.typed.ActorSystem;
import akka.cluster.MemberStatus;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.cluster.typed.Cluster;

/**
 * Wakes an entity on the node that its shard moves to. What has time to keep must not wait there until somebody happens to
 * send it a message: a round's deadline would pass, and a flight's books would think it lost.
 */
final class Successor {
    private Successor() {}

    /**
     * To be called by an entity that has been told to stop, with work left: sharding keeps the message until the shard has
     * its new home. Where this node is the last there will be none, and the message would only hold the region up.
     */
    static <C> void wake(ActorSystem<?> system, EntityTypeKey<C> key, String entityId, C message) {
        if (hasOthers(Cluster.get(system))) {
            ClusterSharding.get(system).entityRefFor(key, entityId).tell(message);
        }
    }

    private static boolean hasOthers(Cluster cluster) {
        for (var member : cluster.state().getMembers()) {
            if (member.status() == MemberStatus.up()
                    && !member.uniqueAddress().equals(cluster.selfMember().uniqueAddress())) {
                return true;
            }
        }
        return false;
    }
}
