package io.croupier.http.handover;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.ActorRef;
import akka.actor.Address;
import akka.actor.CoordinatedShutdown;
import akka.actor.PoisonPill;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.ShardCoordinator;
import akka.cluster.sharding.ShardRegion;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.pattern.Patterns;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.croupier.http.node.Membership;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

class HandOverTest {
    private static final int THINGS = 40;
    private static final Set<String> THING_IDS =
            IntStream.range(0, THINGS).mapToObj(i -> "thing-" + i).collect(Collectors.toSet());

    private static final Config SETTINGS = ConfigFactory.parseString("""
            akka {
              loglevel = WARNING
              actor { provider = cluster, allow-java-serialization = off }
              remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
              cluster.sharding {
                number-of-shards = 20, retry-interval = 100 ms, rebalance-interval = 100 ms, handoff-timeout = 10 m
                distributed-data { durable.keys = [], prefer-oldest = off }
              }
              coordinated-shutdown {
                run-by-jvm-shutdown-hook = off, run-by-actor-system-terminate = off, exit-jvm = off
                phases { before-cluster-shutdown.timeout = 2 m, cluster-sharding-shutdown-region.timeout = 2 m }
              }
            }
            croupier.node.hand-over { batch = 2, timeout = 1 m, balance-interval = 100 ms }
            croupier.node.last-shards-timeout = 100 ms
            """).withFallback(ConfigFactory.load());

    /** Strings, for which there is a serializer. */
    private static final EntityTypeKey<String> THING = EntityTypeKey.create(String.class, "Thing");

    private static final String STOP = "stop";
    private static final String WAKE = "wake";
    private static final String ASKED = "asked";

    private final List<ActorSystem<Void>> systems = new ArrayList<>();
    /** Where each thing is, by its id. One that is told to stop sends itself a word, which brings it back elsewhere. */
    private final Map<String, Address> places = new ConcurrentHashMap<>();
    /** The ids of those that have been asked. */
    private final Set<String> heard = ConcurrentHashMap.newKeySet();

    @AfterEach
    void end() {
        systems.forEach(ActorSystem::terminate);
        systems.forEach(
                system -> system.getWhenTerminated().toCompletableFuture().join());
    }

    @Test
    void aLeavingNodeHasNothingLeftWhenItsRegionsGoAndNobodyHasToAskForWhatMoved() throws Exception {
        ActorSystem<Void> stays = node(Duration.ofMinutes(1));
        join(stays, stays);
        ActorSystem<Void> leaves = node(Duration.ofMinutes(1));
        join(leaves, stays);
        spread(stays, stays, leaves);

        assertThat(leftWhenRegionsGo(leaves)).isZero();
        awaitAllAt(stays);
    }

    @Test
    void theNodeThatHasTheCoordinatorHandsOverInTheSameWay() throws Exception {
        ActorSystem<Void> oldest = node(Duration.ofMinutes(1));
        join(oldest, oldest);
        ActorSystem<Void> stays = node(Duration.ofMinutes(1));
        join(stays, oldest);
        spread(stays, oldest, stays);

        assertThat(leftWhenRegionsGo(oldest)).isZero();
        awaitAllAt(stays);
    }

    @Test
    void whileTheOldestLeavesAllAreReachedFromANodeThatHasAskedForNone() throws Exception {
        ActorSystem<Void> oldest = node(Duration.ofMinutes(1));
        join(oldest, oldest);
        ActorSystem<Void> stays = node(Duration.ofMinutes(1));
        join(stays, oldest);
        ActorSystem<Void> asksLater = node(Duration.ofMinutes(1));
        join(asksLater, oldest);
        spread(oldest, oldest, stays);
        CompletableFuture<Done> regionsGo = new CompletableFuture<>();
        CompletableFuture<Done> asked = new CompletableFuture<>();
        CoordinatedShutdown.get(oldest)
                .addTask(CoordinatedShutdown.PhaseClusterShardingShutdownRegion(), "wait", () -> {
                    regionsGo.complete(Done.getInstance());
                    return asked;
                });

        CompletableFuture<Done> left = leave(oldest);
        regionsGo.get(1, TimeUnit.MINUTES);
        endCoordinator(oldest);
        heard.clear();
        THING_IDS.forEach(
                id -> ClusterSharding.get(asksLater).entityRefFor(THING, id).tell(ASKED));
        await(() -> heard.containsAll(THING_IDS));

        asked.complete(Done.getInstance());
        left.get(1, TimeUnit.MINUTES);
        assertThat(places.values()).doesNotContain(oldest.address());
    }

    /** Until the node has left there is no other. */
    private static void endCoordinator(ActorSystem<Void> node) throws Exception {
        ActorRef manager = node.classicSystem()
                .actorSelection("/system/sharding/" + THING.name() + "Coordinator")
                .resolveOne(Duration.ofSeconds(10))
                .toCompletableFuture()
                .get();
        Patterns.gracefulStop(manager, Duration.ofSeconds(10), PoisonPill.getInstance())
                .toCompletableFuture()
                .get();
    }

    @Test
    void aNodeThatIsNotReadyIsGivenNothing() throws Exception {
        List<HandOver> handOvers = new ArrayList<>();
        ActorSystem<Void> ready = node(Duration.ofMinutes(1), null, handOvers::add);
        join(ready, ready);
        handOvers.get(0).started();
        ActorSystem<Void> starts = node(Duration.ofMinutes(1), null, handOvers::add);
        join(starts, ready);
        awaitTwoRegions(ready);
        await(() -> handOvers.get(0).nodes().starting().equals(List.of(starts.address())));

        askUntil(starts, () -> places.size() == THINGS);
        assertThat(places.values()).containsOnly(ready.address());

        handOvers.get(1).started();
        spread(starts, ready, starts);
    }

    @Test
    void whatIsLeftAfterItsTimeGoesAllTheSame() throws Exception {
        // Nothing moves before that time is over, for no coordinator looks what to move.
        Map<String, Object> settings = Map.of(
                "croupier.node.hand-over.timeout",
                Duration.ofMillis(1),
                "akka.cluster.sharding.rebalance-interval",
                Duration.ofHours(1));
        ActorSystem<Void> stays = node(settings, null, HandOver::started);
        join(stays, stays);
        ActorSystem<Void> leaves = node(settings, null, HandOver::started);
        join(leaves, stays);
        awaitTwoRegions(stays);
        spread(stays, stays, leaves);

        assertThat(leftWhenRegionsGo(leaves)).isPositive();
        awaitAllAt(stays);
    }

    @Test
    void theLastNodeWaitsForNobody() throws Exception {
        ActorSystem<Void> alone = node(Duration.ofMinutes(1));
        join(alone, alone);
        askUntil(alone, () -> places.size() == THINGS);

        leave(alone).get(30, TimeUnit.SECONDS);
    }

    @Test
    void aShardThatIsGivenToANodeThatJustLeavesIsServedByAnother() throws Exception {
        CompletableFuture<ActorSystem<Void>> leaving = new CompletableFuture<>();
        ActorSystem<Void> stays = node(Duration.ofMinutes(1), new ToTheLeaving(leaving));
        join(stays, stays);
        ActorSystem<Void> leaves = node(Duration.ofMinutes(1), new ToTheLeaving(leaving));
        join(leaves, stays);
        awaitTwoRegions(stays);
        leaving.complete(leaves);

        askUntil(stays, () -> places.size() == THINGS && Set.of(stays.address()).containsAll(places.values()));
    }

    /** Gives the other node's region the first shard, in the moment in which that node is told to leave. */
    private static final class ToTheLeaving extends ShardCoordinator.AbstractShardAllocationStrategy {
        private final CompletableFuture<ActorSystem<Void>> leaving;
        private boolean left;

        private ToTheLeaving(CompletableFuture<ActorSystem<Void>> leaving) {
            this.leaving = leaving;
        }

        @Override
        public Future<ActorRef> allocateShard(
                ActorRef requester, String shard, Map<ActorRef, IndexedSeq<String>> allocations) {
            ActorRef given = allocations.containsKey(requester)
                    ? requester
                    : allocations.keySet().iterator().next();
            if (!left) {
                given = allocations.keySet().stream()
                        .filter(region -> !region.equals(requester))
                        .findFirst()
                        .orElseThrow();
                left = true;
                var unused = CoordinatedShutdown.get(leaving.join()).runAll(CoordinatedShutdown.jvmExitReason());
            }
            return FutureConverters.asScala(CompletableFuture.completedFuture(given));
        }

        @Override
        public Future<Set<String>> rebalance(Map<ActorRef, IndexedSeq<String>> allocations, Set<String> inProgress) {
            return FutureConverters.asScala(CompletableFuture.completedFuture(Set.of()));
        }
    }

    private ActorSystem<Void> node(Duration timeout) {
        return node(timeout, null);
    }

    private ActorSystem<Void> node(Duration timeout, ShardCoordinator.@Nullable ShardAllocationStrategy strategy) {
        return node(timeout, strategy, HandOver::started);
    }

    private ActorSystem<Void> node(
            Duration timeout,
            ShardCoordinator.@Nullable ShardAllocationStrategy strategy,
            Consumer<HandOver> whenThere) {
        return node(Map.of("croupier.node.hand-over.timeout", timeout), strategy, whenThere);
    }

    private ActorSystem<Void> node(
            Map<String, ?> settings,
            ShardCoordinator.@Nullable ShardAllocationStrategy strategy,
            Consumer<HandOver> whenThere) {
        ActorSystem<Void> system = ActorSystem.create(
                Behaviors.empty(), "hand-over", ConfigFactory.parseMap(settings).withFallback(SETTINGS));
        systems.add(system);
        Entity<String, ?> entity = Entity.of(THING, context -> thing(system, context.getEntityId()))
                .withStopMessage(STOP);
        HandOver handOver = HandOver.on(system);
        whenThere.accept(handOver);
        ClusterSharding sharding = handOver.sharding();
        if (strategy == null) {
            sharding.init(entity);
        } else {
            sharding.init(entity.withAllocationStrategy(strategy));
        }
        return system;
    }

    private Behavior<String> thing(ActorSystem<Void> system, String id) {
        Address place = system.address();
        return Behaviors.setup(context -> {
            places.put(id, place);
            return Behaviors.receive(String.class)
                    .onMessageEquals(STOP, () -> {
                        ClusterSharding.get(system).entityRefFor(THING, id).tell(WAKE);
                        return Behaviors.stopped();
                    })
                    .onMessageEquals(ASKED, () -> {
                        heard.add(id);
                        return Behaviors.same();
                    })
                    .onAnyMessage(word -> Behaviors.same())
                    .onSignal(PostStop.class, stopped -> {
                        places.remove(id, place);
                        return Behaviors.same();
                    })
                    .build();
        });
    }

    /** Tells a node to leave, and counts what is there when its regions are about to go. */
    private int leftWhenRegionsGo(ActorSystem<Void> node) throws Exception {
        var left = new AtomicInteger(-1);
        CoordinatedShutdown.get(node).addTask(CoordinatedShutdown.PhaseClusterShardingShutdownRegion(), "look", () -> {
            left.set((int)
                    places.values().stream().filter(node.address()::equals).count());
            return CompletableFuture.completedFuture(Done.getInstance());
        });
        leave(node).get(2, TimeUnit.MINUTES);
        return left.get();
    }

    private static CompletableFuture<Done> leave(ActorSystem<Void> node) {
        return CoordinatedShutdown.get(node)
                .runAll(CoordinatedShutdown.jvmExitReason())
                .toCompletableFuture();
    }

    private void spread(ActorSystem<Void> from, ActorSystem<Void> one, ActorSystem<Void> other)
            throws InterruptedException {
        askUntil(
                from,
                () -> places.size() == THINGS
                        && places.containsValue(one.address())
                        && places.containsValue(other.address()));
    }

    /** Nobody asks: each comes back by what it has sent itself. */
    private void awaitAllAt(ActorSystem<Void> node) throws InterruptedException {
        await(() -> places.size() == THINGS && Set.of(node.address()).containsAll(places.values()));
    }

    /** Asks all things again and again: what is sent to a region that ends is lost. */
    private void askUntil(ActorSystem<Void> from, BooleanSupplier condition) throws InterruptedException {
        await(() -> {
            THING_IDS.forEach(
                    id -> ClusterSharding.get(from).entityRefFor(THING, id).tell("hello"));
            return condition.getAsBoolean();
        });
    }

    private void await(BooleanSupplier condition) throws InterruptedException {
        for (int looks = 0; looks < 300; looks++) {
            if (condition.getAsBoolean()) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        throw new AssertionError("not so after a minute; things are at " + places);
    }

    /** The coordinator knows of the other node's region only when that has told it. */
    private void awaitTwoRegions(ActorSystem<Void> system) throws InterruptedException {
        ActorRef region = akka.cluster.sharding.ClusterSharding.get(system).shardRegion(THING.name());
        await(() -> Patterns.ask(region, ShardRegion.getCurrentRegionsInstance(), Duration.ofSeconds(10))
                                .toCompletableFuture()
                                .join()
                        instanceof ShardRegion.CurrentRegions known
                && known.getRegions().size() == 2);
    }

    private static void join(ActorSystem<Void> system, ActorSystem<Void> to) throws Exception {
        CompletableFuture<?> up = Membership.up(system);
        Cluster.get(system)
                .manager()
                .tell(Join.create(Cluster.get(to).selfMember().address()));
        up.get(1, TimeUnit.MINUTES);
    }
}
