package io.croupier.http.handover;

import akka.actor.ActorRef;
import akka.actor.Address;
import akka.cluster.sharding.ShardCoordinator;
import akka.cluster.sharding.ShardCoordinator.ActorSystemDependentAllocationStrategy;
import akka.cluster.sharding.ShardCoordinator.ShardAllocationStrategy;
import akka.dispatch.ExecutionContexts;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/**
 * Where the shards of one type go: as Akka's own strategy says, not to nodes that are not ready, and away from nodes that are
 * about to leave, a few at a time.
 *
 * <p>A node's regions are there before it has read anything from the journal or compiled anything. In a roll Akka's strategy
 * would give it whatever needs a home, for it has the newest version, and what came there first would wait for all of that.
 *
 * <p>A coordinator writes down that a shard is no longer where it was, and then that it is elsewhere, and while it waits for the
 * other nodes to have heard of one of these it does nothing else. A region that is told to hand over lets go of all its shards
 * at once: the first of them has its new home only when all the others are written down as homeless, and the last one waits for
 * twice as many writes as there are shards, and all types do so at the same time. In small batches each waits for those of its
 * batch. A shard counts as moving until it is seen elsewhere.
 *
 * <p>A region learns where a shard has gone when it has a message for it, and asks the coordinator. But the node that leaves last
 * in a roll has the coordinator, and until the next node has one nobody can be asked. So while a node leaves, all regions are
 * told of every change, whether they have asked or not, and a node is told that it is empty only after that.
 *
 * <p>Only the coordinator's thread calls it.
 */
final class HandOverStrategy extends ShardCoordinator.AbstractShardAllocationStrategy {
    /** What is done already is passed on at once: a coordinator that has to wait for it looks again only at its next turn. */
    private static final ExecutionContext SAME_THREAD = ExecutionContexts.fromExecutor(Runnable::run);

    private final String type;
    private final ShardAllocationStrategy usual;
    private final Nodes nodes;
    private final Moves moves;
    private final long balanceNs;
    private final LongSupplier nanoTime;
    private long balancedNs;
    /** Where shards are, as all regions have been told; empty while nobody leaves. */
    private Map<ActorRef, Set<String>> told = Map.of();

    /** The cluster's nodes, as the one knows them that has the coordinator. */
    interface Nodes {
        /** Those that are about to leave. */
        List<Address> leaving();

        /** Those that are not ready yet. */
        List<Address> starting();

        /** Full members that do not. */
        List<Address> staying();

        boolean allReachable();

        /** That of a region. */
        Address of(ActorRef region);

        /** Tells a region where shards of its type are, by the regions that have them. */
        void tellHomes(ActorRef region, Map<ActorRef, Set<String>> homes);

        /** Tells a leaving one that it has nothing left of a type. */
        void tellEmpty(Address node, String type);
    }

    /**
     * @param usual for all but that; started
     * @param balance how often it may move shards between nodes that stay
     */
    HandOverStrategy(
            String type,
            ShardAllocationStrategy usual,
            Nodes nodes,
            Moves moves,
            Duration balance,
            LongSupplier nanoTime) {
        this.type = type;
        this.usual = usual;
        this.nodes = nodes;
        this.moves = moves;
        this.balanceNs = balance.toNanos();
        this.nanoTime = nanoTime;
        this.balancedNs = nanoTime.getAsLong();
    }

    /** For one type. */
    static HandOverStrategy of(
            String type,
            ShardAllocationStrategy usual,
            NodeStates nodes,
            Moves moves,
            HandOverSettings settings,
            akka.actor.ActorSystem system) {
        if (usual instanceof ActorSystemDependentAllocationStrategy dependent) {
            // Sharding starts only the one that it was given.
            dependent.start(system);
        }
        return new HandOverStrategy(type, usual, nodes, moves, settings.balanceInterval(), System::nanoTime);
    }

    @Override
    public Future<ActorRef> allocateShard(
            ActorRef requester, String shard, Map<ActorRef, IndexedSeq<String>> allocations) {
        Map<ActorRef, IndexedSeq<String>> staying = orAll(without(nodes.leaving(), allocations), allocations);
        return usual.allocateShard(requester, shard, scala(orAll(without(nodes.starting(), staying), staying)));
    }

    private Map<ActorRef, IndexedSeq<String>> without(
            List<Address> those, Map<ActorRef, IndexedSeq<String>> allocations) {
        Map<ActorRef, IndexedSeq<String>> others = new HashMap<>(allocations);
        others.keySet().removeIf(region -> those.contains(nodes.of(region)));
        return others;
    }

    private static <K, V> Map<K, V> orAll(Map<K, V> some, Map<K, V> all) {
        return some.isEmpty() ? all : some;
    }

    @Override
    public Future<Set<String>> rebalance(Map<ActorRef, IndexedSeq<String>> allocations, Set<String> inProgress) {
        List<Address> leaving = nodes.leaving();
        if (leaving.isEmpty()) {
            moves.clear(type);
            told = Map.of();
            return balance(allocations, inProgress);
        }
        Map<Address, Collection<String>> homes = new HashMap<>();
        allocations.forEach((region, shards) -> homes.put(nodes.of(region), CollectionConverters.asJava(shards)));
        if (!allAnswer(allocations.keySet(), leaving)) {
            return done(Set.of());
        }
        Set<String> begun = next(leaving, homes, inProgress);
        tellHomes(allocations, shard -> !inProgress.contains(shard) && !begun.contains(shard));
        if (!moves.underWay(type)) {
            leaving.stream()
                    .filter(node -> homes.getOrDefault(node, List.of()).isEmpty())
                    .forEach(node -> nodes.tellEmpty(node, type));
        }
        return done(begun);
    }

    /**
     * Whether each region in the books can be asked to let go of a shard, which all must before it moves. Not that of a node that does
     * not answer, nor that of one that was just removed: it stays in the books for a while, and its node's address may be a new
     * one's already.
     */
    private boolean allAnswer(Set<ActorRef> regions, List<Address> leaving) {
        List<Address> staying = nodes.staying();
        Set<Address> addresses = regions.stream().map(nodes::of).collect(Collectors.toSet());
        return nodes.allReachable()
                && addresses.size() == regions.size()
                && addresses.stream().allMatch(node -> staying.contains(node) || leaving.contains(node));
    }

    private void tellHomes(Map<ActorRef, IndexedSeq<String>> allocations, Predicate<String> settled) {
        Map<ActorRef, Set<String>> homes = new HashMap<>();
        allocations.forEach((region, shards) -> homes.put(
                region,
                CollectionConverters.asJava(shards).stream().filter(settled).collect(Collectors.toSet())));
        if (!homes.equals(told)) {
            homes.keySet().forEach(region -> nodes.tellHomes(region, homes));
            told = homes;
        }
    }

    private Set<String> next(List<Address> leaving, Map<Address, Collection<String>> homes, Set<String> inProgress) {
        List<Address> staying = nodes.staying();
        staying.forEach(node -> moves.arrived(type, homes.getOrDefault(node, List.of())));
        if (staying.stream().noneMatch(homes::containsKey)) {
            return Set.of();
        }
        List<String> candidates = leaving.stream()
                .flatMap(node -> homes.getOrDefault(node, List.of()).stream())
                .toList();
        return moves.begin(type, candidates, inProgress, nanoTime.getAsLong());
    }

    private Future<Set<String>> balance(Map<ActorRef, IndexedSeq<String>> allocations, Set<String> inProgress) {
        long now = nanoTime.getAsLong();
        if (now - balancedNs < balanceNs) {
            return done(Set.of());
        }
        balancedNs = now;
        return usual.rebalance(
                        scala(without(nodes.starting(), allocations)),
                        CollectionConverters.asScala(inProgress).toSet())
                .map(CollectionConverters::asJava, SAME_THREAD);
    }

    private static <T> Future<T> done(T value) {
        return FutureConverters.asScala(CompletableFuture.completedFuture(value));
    }

    private static <K, V> scala.collection.immutable.Map<K, V> scala(Map<K, V> map) {
        return scala.collection.immutable.Map$.MODULE$.from(CollectionConverters.asScala(map));
    }
}
