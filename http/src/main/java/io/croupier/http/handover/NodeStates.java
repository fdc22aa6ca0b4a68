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
import akka.cluster.sharding.ShardCoordinator$Internal$ShardHomes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import scala.collection.immutable.Map$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Who has said that they are starting, or about to leave. They say it to all nodes, since any of them may be the one that has
 * the shards' coordinators, and again and again, since these may move. It cannot be seen from the cluster's members: a node is a
 * full one before it is ready, and hands its shards over before it begins to leave. A coordinator answers the leaving that
 * nothing is left there of its type.
 *
 * <p>Nodes tell each other strings, for which every version of Akka has a serializer: {@code starting
 * akka://system@host:port#uid}, {@code leaving} with the same, and {@code empty type}. What else comes is of another version, and is
 * ignored.
 */
final class NodeStates implements HandOverStrategy.Nodes {
    private static final String NAME = "node-states";
    private static final String STARTING = "starting ";
    private static final String LEAVING = "leaving ";
    private static final String EMPTY = "empty ";
    /** Of types; a node has a dozen. */
    private static final int MOST_TYPES = 1_000;
    /** Whoever has not said so again for this long has started. */
    private static final long STARTING_NS = TimeUnit.SECONDS.toNanos(2);

    private final Cluster cluster;
    private final ActorSystem<?> system;
    /** When they last said so, {@link System#nanoTime}; as {@link #name} writes them, of members only. */
    private final Map<String, Long> starting = new ConcurrentHashMap<>();
    /** As {@link #name} writes them, of members only. */
    private final Set<String> leaving = ConcurrentHashMap.newKeySet();
    /** Types of which this node has nothing left, since it leaves. */
    private final Set<String> empty = ConcurrentHashMap.newKeySet();

    private NodeStates(ActorSystem<?> system) {
        this.system = system;
        this.cluster = Cluster.get(system);
    }

    /** Listens from now on; once per node. */
    static NodeStates listen(ActorSystem<?> system) {
        var nodes = new NodeStates(system);
        system.systemActorOf(nodes.listener(), NAME, Props.empty());
        return nodes;
    }

    private Behavior<String> listener() {
        return Behaviors.receiveMessage(said -> {
            if (said.startsWith(STARTING)) {
                starts(said.substring(STARTING.length()));
            } else if (said.startsWith(LEAVING)) {
                leaves(said.substring(LEAVING.length()));
            } else if (said.startsWith(EMPTY) && empty.size() < MOST_TYPES) {
                empty.add(said.substring(EMPTY.length()));
            }
            return Behaviors.same();
        });
    }

    private void starts(String node) {
        Set<String> members = members();
        starting.keySet().retainAll(members);
        if (members.contains(node)) {
            starting.put(node, System.nanoTime());
        }
    }

    private void leaves(String node) {
        Set<String> members = members();
        leaving.retainAll(members);
        if (members.contains(node)) {
            leaving.add(node);
        }
    }

    private Set<String> members() {
        Set<String> members = new HashSet<>();
        cluster.state().getMembers().forEach(member -> members.add(name(member.uniqueAddress())));
        return members;
    }

    /** Tells all members that this node is not ready yet. */
    void announceStart() {
        announce(STARTING);
    }

    /** Tells all members that this node is about to leave. */
    void announceLeave() {
        announce(LEAVING);
    }

    private void announce(String what) {
        String own = what + name(cluster.selfUniqueAddress());
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
        return leaving.isEmpty() ? List.of() : members(leaving::contains);
    }

    @Override
    public List<Address> starting() {
        if (starting.isEmpty()) {
            return List.of();
        }
        long now = System.nanoTime();
        starting.values().removeIf(said -> now - said > STARTING_NS);
        return members(starting::containsKey);
    }

    private List<Address> members(Predicate<String> names) {
        return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                .filter(member -> names.test(name(member.uniqueAddress())))
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

    /** As a coordinator tells a region that registers with it. Akka has no public way to (2.8.5). */
    @Override
    public void tellHomes(ActorRef region, Map<ActorRef, Set<String>> homes) {
        Map<ActorRef, Seq<String>> regions = new HashMap<>();
        homes.forEach((home, shards) ->
                regions.put(home, CollectionConverters.asScala(shards).toList()));
        region.tell(
                new ShardCoordinator$Internal$ShardHomes(Map$.MODULE$.from(CollectionConverters.asScala(regions))),
                ActorRef.noSender());
    }

    @Override
    public void tellEmpty(Address node, String type) {
        tell(node, EMPTY + type);
    }

    private static String name(UniqueAddress node) {
        return node.address() + "#" + node.longUid();
    }
}
