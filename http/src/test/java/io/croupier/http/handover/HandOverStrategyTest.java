package io.croupier.http.handover;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorRef;
import akka.actor.ActorSystem;
import akka.actor.Address;
import akka.cluster.sharding.ShardCoordinator;
import akka.testkit.javadsl.TestKit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HandOverStrategyTest {
    private static final Duration BALANCE = Duration.ofSeconds(10);

    private ActorSystem system;
    private ActorRef one;
    private ActorRef two;
    private Cluster cluster;
    private HandOverStrategy strategy;
    private final Moves moves = new Moves(2);
    private long nowNs;

    /** A node for each region. */
    private static final class Cluster implements HandOverStrategy.Nodes {
        private final Map<ActorRef, Address> addresses = new LinkedHashMap<>();
        private final List<Address> leaving = new ArrayList<>();
        private final List<Address> starting = new ArrayList<>();
        private final List<Address> staying = new ArrayList<>();
        private final List<String> told = new ArrayList<>();
        /** The last that each region was told. */
        private final Map<ActorRef, Map<ActorRef, Set<String>>> homes = new HashMap<>();

        private boolean reachable = true;

        private void join(ActorRef region, String host) {
            Address address = new Address("akka", "croupier", host, 1);
            addresses.put(region, address);
            staying.add(address);
        }

        private void leave(ActorRef region) {
            Address address = of(region);
            staying.remove(address);
            leaving.add(address);
        }

        private void isGone(ActorRef region) {
            staying.remove(of(region));
            leaving.remove(of(region));
        }

        @Override
        public List<Address> leaving() {
            return leaving;
        }

        @Override
        public List<Address> starting() {
            return starting;
        }

        @Override
        public List<Address> staying() {
            return staying;
        }

        @Override
        public boolean allReachable() {
            return reachable;
        }

        @Override
        public Address of(ActorRef region) {
            Address address = addresses.get(region);
            if (address == null) {
                throw new AssertionError(region + " has no node");
            }
            return address;
        }

        @Override
        public void tellHomes(ActorRef region, Map<ActorRef, Set<String>> those) {
            homes.put(region, those);
        }

        @Override
        public void tellEmpty(Address node, String type) {
            // Whoever is empty may go, and with it whoever could be asked.
            assertThat(homes).isNotEmpty();
            told.add(node.getHost().orElse("") + " " + type);
        }
    }

    /** Gives everything to the requester where it may, and moves "b" when it is asked and knows of two regions. */
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
            return FutureConverters.asScala(
                    CompletableFuture.completedFuture(allocations.size() == 2 ? Set.of("b") : Set.of()));
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

    @BeforeEach
    void twoNodes() {
        cluster = new Cluster();
        moves.clear("Thing");
        moves.clear("Other");
        cluster.join(one, "one");
        cluster.join(two, "two");
        // The clock begins anew at its other end soon.
        nowNs = Long.MAX_VALUE - 5;
        strategy = new HandOverStrategy("Thing", new Usual(), cluster, moves, BALANCE, () -> nowNs);
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
        assertThat(now(strategy.allocateShard(one, "e", allocations()))).isEqualTo(one);

        cluster.leave(one);
        assertThat(now(strategy.allocateShard(one, "e", allocations()))).isEqualTo(two);

        cluster.leave(two);
        assertThat(now(strategy.allocateShard(one, "e", allocations()))).isEqualTo(one);
    }

    @Test
    void nothingGoesToANodeThatIsNotReadyUnlessNoOtherStays() {
        cluster.starting.add(cluster.of(one));
        assertThat(now(strategy.allocateShard(one, "e", allocations()))).isEqualTo(two);
        nowNs += BALANCE.toNanos();
        assertThat(now(strategy.rebalance(allocations(), Set.of()))).isEmpty();

        cluster.leave(two);
        assertThat(now(strategy.allocateShard(two, "e", allocations()))).isEqualTo(one);

        cluster.starting.add(cluster.of(two));
        cluster.leave(one);
        assertThat(now(strategy.allocateShard(one, "e", allocations()))).isEqualTo(one);
    }

    @Test
    void whatALeavingNodeHasIsMovedInBatchesAndAShardMovesUntilItIsElsewhere() {
        cluster.leave(one);

        assertThat(now(strategy.rebalance(allocations(), Set.of()))).containsExactly("a", "b");
        assertThat(now(strategy.rebalance(allocations(), Set.of("a", "b")))).isEmpty();
        // "a" is homeless.
        assertThat(now(strategy.rebalance(Map.of(one, shards("b", "c"), two, shards("d")), Set.of("b"))))
                .isEmpty();
        assertThat(now(strategy.rebalance(Map.of(one, shards("c"), two, shards("d")), Set.of())))
                .isEmpty();
        assertThat(now(strategy.rebalance(Map.of(one, shards("c"), two, shards("d", "a")), Set.of())))
                .containsExactly("c");
        assertThat(cluster.told).isEmpty();
        assertThat(now(strategy.rebalance(Map.of(one, shards(), two, shards("d", "a", "b", "c")), Set.of())))
                .isEmpty();
        assertThat(cluster.told).containsExactly("one Thing");
    }

    @Test
    void aNodeIsEmptyOnlyWhenWhatItHadIsElsewhere() {
        cluster.leave(one);
        assertThat(now(strategy.rebalance(Map.of(one, shards("a"), two, shards("d")), Set.of())))
                .containsExactly("a");

        // "a" is homeless.
        assertThat(now(strategy.rebalance(Map.of(one, shards(), two, shards("d")), Set.of())))
                .isEmpty();
        assertThat(cluster.told).isEmpty();

        assertThat(now(strategy.rebalance(Map.of(one, shards(), two, shards("d", "a")), Set.of())))
                .isEmpty();
        assertThat(cluster.told).containsExactly("one Thing");
    }

    @Test
    void whileANodeLeavesAllRegionsAreToldWhereShardsAreThatDoNotMove() {
        now(strategy.rebalance(allocations(), Set.of("d")));
        assertThat(cluster.homes).isEmpty();

        cluster.leave(one);
        assertThat(now(strategy.rebalance(allocations(), Set.of("d")))).containsExactly("a");
        assertToldEach(Map.of(one, Set.of("b", "c"), two, Set.of()));

        // "a" is homeless.
        now(strategy.rebalance(Map.of(one, shards("b", "c"), two, shards("d")), Set.of("b")));
        assertToldEach(Map.of(one, Set.of("c"), two, Set.of("d")));

        cluster.homes.clear();
        now(strategy.rebalance(Map.of(one, shards("b", "c"), two, shards("d")), Set.of("b")));
        assertThat(cluster.homes).isEmpty();

        now(strategy.rebalance(Map.of(one, shards(), two, shards("d", "a", "b", "c")), Set.of()));
        assertToldEach(Map.of(one, Set.of(), two, Set.of("a", "b", "c", "d")));
    }

    private void assertToldEach(Map<ActorRef, Set<String>> homes) {
        assertThat(cluster.homes).isEqualTo(Map.of(one, homes, two, homes));
    }

    @Test
    void nothingIsToldWhileARemovedNodeIsInTheBooks() {
        ActorRef ghost = new TestKit(system).getRef();
        cluster.join(ghost, "three");
        cluster.isGone(ghost);
        cluster.leave(one);
        assertNothingHappens(ghost);

        // Another node has its address.
        cluster.staying.add(cluster.of(ghost));
        ActorRef three = new TestKit(system).getRef();
        cluster.addresses.put(three, cluster.of(ghost));
        assertThat(now(strategy.rebalance(
                        Map.of(one, shards(), two, shards("d"), ghost, shards("e"), three, shards()), Set.of())))
                .isEmpty();
        assertThat(cluster.homes).isEmpty();
        assertThat(cluster.told).isEmpty();

        now(strategy.rebalance(Map.of(one, shards(), two, shards("d"), three, shards("e")), Set.of()));
        assertThat(cluster.homes).containsOnlyKeys(one, two, three);
        assertThat(cluster.told).containsExactly("one Thing");
    }

    private void assertNothingHappens(ActorRef ghost) {
        assertThat(now(strategy.rebalance(Map.of(one, shards("a"), two, shards("d"), ghost, shards("e")), Set.of())))
                .isEmpty();
        assertThat(cluster.homes).isEmpty();
        assertThat(cluster.told).isEmpty();
    }

    @Test
    void aBatchIsOfAllTypes() {
        var other = new HandOverStrategy("Other", new Usual(), cluster, moves, BALANCE, () -> nowNs);
        cluster.leave(one);

        assertThat(now(other.rebalance(Map.of(one, shards("a"), two, shards()), Set.of())))
                .containsExactly("a");
        assertThat(now(strategy.rebalance(allocations(), Set.of()))).containsExactly("a");
        assertThat(now(strategy.rebalance(allocations(), Set.of("a")))).isEmpty();
        assertThat(now(other.rebalance(Map.of(one, shards(), two, shards("a")), Set.of())))
                .isEmpty();
        assertThat(now(strategy.rebalance(allocations(), Set.of("a")))).containsExactly("b");
    }

    @Test
    void aShardThatNeverArrivesHoldsTheOthersUpForFiveSeconds() {
        cluster.leave(one);
        assertThat(now(strategy.rebalance(allocations(), Set.of()))).containsExactly("a", "b");

        nowNs += Duration.ofSeconds(5).toNanos();
        assertThat(now(strategy.rebalance(Map.of(one, shards("c"), two, shards("d")), Set.of())))
                .isEmpty();
        nowNs++;
        assertThat(now(strategy.rebalance(Map.of(one, shards("c"), two, shards("d")), Set.of())))
                .containsExactly("c");
    }

    @Test
    void nothingMovesWhereARegionDoesNotAnswerOrNoneIsLeft() {
        cluster.leave(one);
        cluster.reachable = false;
        assertThat(now(strategy.rebalance(allocations(), Set.of()))).isEmpty();

        cluster.reachable = true;
        cluster.isGone(two);
        assertThat(now(strategy.rebalance(allocations(), Set.of()))).isEmpty();

        cluster.leave(two);
        assertThat(now(strategy.rebalance(allocations(), Set.of()))).isEmpty();
        assertThat(cluster.told).isEmpty();
    }

    @Test
    void aLeavingNodeWhoseRegionIsNotKnownHasNothingLeft() {
        cluster.leave(one);

        assertThat(now(strategy.rebalance(Map.of(two, shards("d")), Set.of()))).isEmpty();
        assertThat(cluster.told).containsExactly("one Thing");
    }

    @Test
    void balanceComesInItsOwnTimeAndNotWhileSomeoneLeaves() {
        assertThat(now(strategy.rebalance(allocations(), Set.of()))).isEmpty();

        nowNs += BALANCE.toNanos();
        cluster.leave(two);
        assertThat(now(strategy.rebalance(allocations(), Set.of()))).containsExactly("d");
        cluster.isGone(two);
        assertThat(now(strategy.rebalance(allocations(), Set.of()))).containsExactly("b");
        assertThat(now(strategy.rebalance(allocations(), Set.of()))).isEmpty();
    }
}
