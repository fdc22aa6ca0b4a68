package io.croupier.http.handover;

import akka.actor.ActorRef;
import akka.cluster.sharding.ShardCoordinator;
import akka.cluster.sharding.ShardCoordinator.ActorSystemDependentAllocationStrategy;
import akka.cluster.sharding.ShardCoordinator.ShardAllocationStrategy;
import akka.dispatch.ExecutionContexts;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

/**
 * Where the shards of one type go: as Akka's own strategy says, and away from nodes that are about to leave, a few at a time.
 *
 * <p>A coordinator writes down that a shard is no longer where it was, and then that it is elsewhere, and while it waits for the
 * other nodes to have heard of one of these it does nothing else. A region that is told to hand over lets go of all its shards
 * at once: the first of them has its new home only when all the others are written down as homeless, and the last one waits for
 * twice as many writes as there are shards. In small batches each waits for those of its batch.
 */
final class HandOverStrategy extends ShardCoordinator.AbstractShardAllocationStrategy {
    /** What is done already is passed on at once: a coordinator that has to wait for it looks again only at its next turn. */
    private static final ExecutionContext SAME_THREAD = ExecutionContexts.fromExecutor(Runnable::run);

    private final ShardAllocationStrategy usual;
    private final Predicate<ActorRef> leaving;
    private final BooleanSupplier allReachable;
    private final int batch;
    private final long balanceNs;
    private final LongSupplier nanoTime;
    private long balancedNs;

    /**
     * @param usual for all but that; started
     * @param leaving whether a region's node is about to leave
     * @param balance how often it may move shards between nodes that stay
     */
    HandOverStrategy(
            ShardAllocationStrategy usual,
            Predicate<ActorRef> leaving,
            BooleanSupplier allReachable,
            int batch,
            Duration balance,
            LongSupplier nanoTime) {
        this.usual = usual;
        this.leaving = leaving;
        this.allReachable = allReachable;
        this.batch = batch;
        this.balanceNs = balance.toNanos();
        this.nanoTime = nanoTime;
        this.balancedNs = nanoTime.getAsLong();
    }

    /** For one type; each coordinator has its own. */
    static HandOverStrategy of(
            ShardAllocationStrategy usual,
            LeavingNodes nodes,
            HandOverSettings settings,
            akka.actor.ActorSystem system) {
        if (usual instanceof ActorSystemDependentAllocationStrategy dependent) {
            // Sharding starts only the one that it was given.
            dependent.start(system);
        }
        return new HandOverStrategy(
                usual, nodes::has, nodes::allReachable, settings.batch(), settings.balanceInterval(), System::nanoTime);
    }

    @Override
    public Future<ActorRef> allocateShard(
            ActorRef requester, String shard, Map<ActorRef, IndexedSeq<String>> allocations) {
        Map<ActorRef, IndexedSeq<String>> staying = new HashMap<>(allocations);
        staying.keySet().removeIf(leaving);
        return usual.allocateShard(requester, shard, scala(staying.isEmpty() ? allocations : staying));
    }

    @Override
    public Future<Set<String>> rebalance(Map<ActorRef, IndexedSeq<String>> allocations, Set<String> inProgress) {
        Set<String> next = new LinkedHashSet<>();
        boolean someLeave = false;
        boolean someStay = false;
        for (Map.Entry<ActorRef, IndexedSeq<String>> region : allocations.entrySet()) {
            boolean leaves = leaving.test(region.getKey());
            someLeave |= leaves;
            someStay |= !leaves;
            if (leaves) {
                next.addAll(CollectionConverters.asJava(region.getValue()));
            }
        }
        if (!someLeave) {
            return balance(allocations, inProgress);
        }
        // A region that cannot be asked holds up what has begun to move.
        if (!someStay || !allReachable.getAsBoolean()) {
            return FutureConverters.asScala(CompletableFuture.completedFuture(Set.of()));
        }
        next.removeAll(inProgress);
        Set<String> limited = new LinkedHashSet<>();
        next.stream().limit(Math.max(0, batch - inProgress.size())).forEach(limited::add);
        return FutureConverters.asScala(CompletableFuture.completedFuture(limited));
    }

    private Future<Set<String>> balance(Map<ActorRef, IndexedSeq<String>> allocations, Set<String> inProgress) {
        long now = nanoTime.getAsLong();
        if (now - balancedNs < balanceNs) {
            return FutureConverters.asScala(CompletableFuture.completedFuture(Set.of()));
        }
        balancedNs = now;
        return usual.rebalance(
                        scala(allocations),
                        CollectionConverters.asScala(inProgress).toSet())
                .map(CollectionConverters::asJava, SAME_THREAD);
    }

    private static <K, V> scala.collection.immutable.Map<K, V> scala(Map<K, V> map) {
        return scala.collection.immutable.Map$.MODULE$.from(CollectionConverters.asScala(map));
    }
}
