package io.croupier.http.handover;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorRef;
import akka.actor.ActorSystem;
import akka.cluster.sharding.ShardCoordinator;
import akka.testkit.javadsl.TestKit;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HandOverStrategyTest {
    private static final Duration BALANCE = Duration.ofSeconds(10);

    private final Set<ActorRef> leaving = new HashSet<>();
    private boolean reachable = true;
    private long nowNs;
    private ActorSystem system;
    private ActorRef one;
    private ActorRef two;

    /** Gives everything to the requester where it may, and moves "b" when it is asked. */
    private static final class Usual extends ShardCoordinator.AbstractShardAllocationStrategy {
        @Override
        public Future<ActorRef> allocateShard(
                ActorRef requester, String shard, Map<ActorRef, IndexedSeq<String>> allocations) {
            ActorRef given = allocations.containsKey(requester)
                    ? requester
                    : allocations.keySet().iterator().next();
            return FutureConverters.asScala(CompletableFuture.completedFuture(given));
        }

        @Override
        public Future<Set<String>> rebalance(Map<ActorRef, IndexedSeq<String>> allocations, Set<String> inProgress) {
            return FutureConverters.asScala(CompletableFuture.completedFuture(Set.of("b")));
        }
    }

    @BeforeAll
    void start() {
        system = ActorSystem.create("hand-over-strategy");
        one = new TestKit(system).getRef();
        two = new TestKit(system).getRef();
    }

    @AfterAll
    void stop() {
        TestKit.shutdownActorSystem(system);
    }

    private HandOverStrategy strategy() {
        leaving.clear();
        reachable = true;
        nowNs = Long.MAX_VALUE - 5;
        return new HandOverStrategy(new Usual(), leaving::contains, () -> reachable, 2, BALANCE, () -> nowNs);
    }

    private static IndexedSeq<String> shards(String... ids) {
        return CollectionConverters.asScala(List.of(ids)).toIndexedSeq();
    }

    private Map<ActorRef, IndexedSeq<String>> allocations() {
        return Map.of(one, shards("a", "b", "c"), two, shards("d"));
    }

    private static <T> T now(Future<T> future) {
        return FutureConverters.asJava(future).toCompletableFuture().getNow(null);
    }

    @Test
    void nothingNewGoesToANodeThatLeavesUnlessAllDo() {
        HandOverStrategy strategy = strategy();
        assertThat(now(strategy.allocateShard(one, "e", allocations()))).isEqualTo(one);

        leaving.add(one);
        assertThat(now(strategy.allocateShard(one, "e", allocations()))).isEqualTo(two);

        leaving.add(two);
        assertThat(now(strategy.allocateShard(one, "e", allocations()))).isEqualTo(one);
    }

    @Test
    void whatALeavingNodeHasIsMovedInBatches() {
        HandOverStrategy strategy = strategy();
        leaving.add(one);

        assertThat(now(strategy.rebalance(allocations(), Set.of()))).containsExactlyInAnyOrder("a", "b");
        assertThat(now(strategy.rebalance(allocations(), Set.of("a", "b")))).isEmpty();
        assertThat(now(strategy.rebalance(allocations(), Set.of("a")))).containsExactly("b");
        assertThat(now(strategy.rebalance(Map.of(one, shards(), two, shards("d")), Set.of())))
                .isEmpty();
    }

    @Test
    void nothingMovesWhereItCouldNotArrive() {
        HandOverStrategy strategy = strategy();
        leaving.add(one);
        reachable = false;
        assertThat(now(strategy.rebalance(allocations(), Set.of()))).isEmpty();

        reachable = true;
        leaving.add(two);
        assertThat(now(strategy.rebalance(allocations(), Set.of()))).isEmpty();
    }

    @Test
    void balanceComesInItsOwnTimeAndNotWhileSomeoneLeaves() {
        HandOverStrategy strategy = strategy();
        assertThat(now(strategy.rebalance(allocations(), Set.of()))).isEmpty();

        // The clock may begin anew at its other end meanwhile.
        nowNs += BALANCE.toNanos();
        leaving.add(two);
        assertThat(now(strategy.rebalance(allocations(), Set.of()))).containsExactly("d");
        leaving.clear();
        assertThat(now(strategy.rebalance(allocations(), Set.of()))).containsExactly("b");
        assertThat(now(strategy.rebalance(allocations(), Set.of()))).isEmpty();
    }
}
