package io.croupier.http.handover;

import akka.actor.ActorRef;
import akka.actor.Address;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.Cluster;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.UniqueAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who has said that they are about to leave. They say it to all nodes, since any of them may be the one that has a shards'
 * coordinator, and again and again, since that may move. That somebody leaves cannot be seen from the cluster's members: a node
 * hands its shards over before it begins to leave.
 */
final class LeavingNodes {
    private static final String NAME = "leaving-nodes";

    private final Cluster cluster;
    private final ActorSystem<?> system;
    /** As {@link UniqueAddress#toString} writes them; of members only. */
    private final Set<String> leaving = ConcurrentHashMap.newKeySet();

    private LeavingNodes(ActorSystem<?> system) {
        this.system = system;
        this.cluster = Cluster.get(system);
    }

    /** Listens from now on; once per node. */
    static LeavingNodes listen(ActorSystem<?> system) {
        var nodes = new LeavingNodes(system);
        system.systemActorOf(nodes.listener(), NAME, Props.empty());
        return nodes;
    }

    /** It is told with strings, for which every version of Akka has a serializer. */
    private Behavior<String> listener() {
        return Behaviors.receiveMessage(node -> {
            Set<String> members = ConcurrentHashMap.newKeySet();
            cluster.state().getMembers().forEach(member -> members.add(name(member.uniqueAddress())));
            leaving.retainAll(members);
            if (members.contains(node)) {
                leaving.add(node);
            }
            return Behaviors.same();
        });
    }

    /** Tells all members that this node is about to leave. */
    void announceOwn() {
        String own = name(cluster.selfUniqueAddress());
        for (Member member : cluster.state().getMembers()) {
            system.classicSystem()
                    .actorSelection(member.address() + "/system/" + NAME)
                    .tell(own, ActorRef.noSender());
        }
    }

    /** Whether the node of this region is about to leave. */
    boolean has(ActorRef region) {
        if (leaving.isEmpty()) {
            return false;
        }
        Address address = region.path().address();
        if (address.hasLocalScope()) {
            return leaving.contains(name(cluster.selfUniqueAddress()));
        }
        for (Member member : cluster.state().getMembers()) {
            if (member.address().equals(address) && leaving.contains(name(member.uniqueAddress()))) {
                return true;
            }
        }
        return false;
    }

    /** Whether this node is a full member, and others are who do not leave as well, as far as is known. */
    boolean isOwnWithOthers() {
        boolean own = false;
        boolean others = false;
        for (Member member : cluster.state().getMembers()) {
            boolean up = member.status().equals(MemberStatus.up());
            if (member.uniqueAddress().equals(cluster.selfUniqueAddress())) {
                own = up;
            } else {
                others |= up && !leaving.contains(name(member.uniqueAddress()));
            }
        }
        return own && others;
    }

    boolean allReachable() {
        return cluster.state().getUnreachable().isEmpty();
    }

    private static String name(UniqueAddress node) {
        return node.address() + "#" + node.longUid();
    }
}
