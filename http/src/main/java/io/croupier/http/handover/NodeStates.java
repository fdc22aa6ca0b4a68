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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;

/**
 * Who has said that they are about to leave. They say it to all nodes, since any of them may be the one that has the shards'
 * coordinators, and again and again, since these may move. It cannot be seen from the cluster's members: a node hands its shards
 * over before it begins to leave. A coordinator answers that nothing is left there of its type.
 *
 * <p>Nodes tell each other strings, for which every version of Akka has a serializer: {@code leaving akka://system@host:port#uid}
 * and {@code empty type}. What else comes is of another version, and is ignored.
 */
final class LeavingNodes implements HandOverStrategy.Nodes {
    private static final String NAME = "leaving-nodes";
    private static final String LEAVING = "leaving ";
    private static final String EMPTY = "empty ";
    /** Of types; a node has a dozen. */
    private static final int MOST_TYPES = 1_000;

    private final Cluster cluster;
    private final ActorSystem<?> system;
    /** As {@link #name} writes them, of members only. */
    private final Set<String> leaving = ConcurrentHashMap.newKeySet();
    /** Types of which this node has nothing left, since it leaves. */
    private final Set<String> empty = ConcurrentHashMap.newKeySet();

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

    private Behavior<String> listener() {
        return Behaviors.receiveMessage(said -> {
            if (said.startsWith(LEAVING)) {
                heardOf(said.substring(LEAVING.length()));
            } else if (said.startsWith(EMPTY) && empty.size() < MOST_TYPES) {
                empty.add(said.substring(EMPTY.length()));
            }
            return Behaviors.same();
        });
    }

    private void heardOf(String node) {
        Set<String> members = new HashSet<>();
        cluster.state().getMembers().forEach(member -> members.add(name(member.uniqueAddress())));
        leaving.retainAll(members);
        if (members.contains(node)) {
            leaving.add(node);
        }
    }

    /** Tells all members that this node is about to leave. */
    void announceOwn() {
        String own = LEAVING + name(cluster.selfUniqueAddress());
        cluster.state().getMembers().forEach(member -> tell(member.address(), own));
    }

    /** Of which types the coordinators have said that nothing is left here. */
    Set<String> emptyTypes() {
        return Set.copyOf(empty);
    }

    private void tell(Address node, String words) {
        system.classicSystem().actorSelection(node + "/system/" + NAME).tell(words, ActorRef.noSender());
    }

    /** Whether this node is a full member, and others are that have not said that they leave. */
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

    @Override
    public List<Address> leaving() {
        if (leaving.isEmpty()) {
            return List.of();
        }
        return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                .filter(member -> leaving.contains(name(member.uniqueAddress())))
                .map(Member::address)
                .toList();
    }

    @Override
    public List<Address> staying() {
        return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                .filter(member -> !leaving.contains(name(member.uniqueAddress())))
                .filter(member -> member.status().equals(MemberStatus.up()))
                .map(Member::address)
                .toList();
    }

    @Override
    public boolean allReachable() {
        return cluster.state().getUnreachable().isEmpty();
    }

    @Override
    public Address of(ActorRef region) {
        Address address = region.path().address();
        return address.hasLocalScope() ? cluster.selfAddress() : address;
    }

    @Override
    public void tellEmpty(Address node, String type) {
        tell(node, EMPTY + type);
    }

    private static String name(UniqueAddress node) {
        return node.address() + "#" + node.longUid();
    }
}
