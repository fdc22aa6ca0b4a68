package io.croupier.http.handover;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorRef;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

class EmptyRegionsTest {
    private static final Config SETTINGS = ConfigFactory.parseString("""
            akka {
              loglevel = WARNING
              actor.provider = cluster
              remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
              cluster.sharding { number-of-shards = 2, retry-interval = 100 ms, handoff-timeout = 10 m, distributed-data.durable.keys = [] }
              coordinated-shutdown { run-by-jvm-shutdown-hook = off, run-by-actor-system-terminate = off, exit-jvm = off }
            }
            """).withFallback(ConfigFactory.load());

    private static final EntityTypeKey<String> THING = EntityTypeKey.create(String.class, "Thing");

    private final CountDownLatch reached = new CountDownLatch(1);
    private final List<ActorSystem<Void>> systems = new ArrayList<>();

    @AfterEach
    void end() {
        systems.forEach(ActorSystem::terminate);
        systems.forEach(
                system -> system.getWhenTerminated().toCompletableFuture().join());
    }

    /** Gives the other node's region the first shard, in the moment in which that node is told to leave. */
    private static final class ToTheLeaving extends ShardCoordinator.AbstractShardAllocationStrategy {
        private final CompletableFuture<ActorSystem<Void>> leaving;
        private final CompletableFuture<?> left = new CompletableFuture<>();

        private ToTheLeaving(CompletableFuture<ActorSystem<Void>> leaving) {
            this.leaving = leaving;
        }

        @Override
        public Future<ActorRef> allocateShard(
                ActorRef requester, String shard, Map<ActorRef, IndexedSeq<String>> allocations) {
            ActorRef given = requester;
            if (!left.isDone()) {
                given = allocations.keySet().stream()
                        .filter(region -> !region.equals(requester))
                        .findFirst()
                        .orElseThrow();
                left.complete(null);
                var unused = CoordinatedShutdown.get(leaving.join()).runAll(CoordinatedShutdown.jvmExitReason());
            }
            return FutureConverters.asScala(CompletableFuture.completedFuture(given));
        }

        @Override
        public Future<Set<String>> rebalance(Map<ActorRef, IndexedSeq<String>> allocations, Set<String> inProgress) {
            return FutureConverters.asScala(CompletableFuture.completedFuture(Set.of()));
        }
    }

    @Test
    void aShardThatIsGivenToANodeThatJustLeavesIsServedByAnother() throws Exception {
        CompletableFuture<ActorSystem<Void>> leaving = new CompletableFuture<>();
        ActorSystem<Void> stays = node(leaving);
        join(stays, stays);
        ActorSystem<Void> second = node(leaving);
        join(second, stays);
        awaitTwoRegions(stays);
        leaving.complete(second);

        // Again and again, as a client does: what went to the region that ends is lost.
        boolean answered = false;
        for (int tries = 0; tries < 100 && !answered; tries++) {
            ClusterSharding.get(stays).entityRefFor(THING, "one").tell("hello");
            answered = reached.await(300, TimeUnit.MILLISECONDS);
        }

        assertThat(answered).as("the thing was reached").isTrue();
    }

    private ActorSystem<Void> node(CompletableFuture<ActorSystem<Void>> leaving) {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "empty-regions", SETTINGS);
        systems.add(system);
        ClusterSharding.get(system)
                .init(Entity.of(THING, context -> thing()).withAllocationStrategy(new ToTheLeaving(leaving)));
        CoordinatedShutdown.get(system)
                .addTask(
                        CoordinatedShutdown.PhaseBeforeClusterShutdown(),
                        "hand-over",
                        () -> EmptyRegions.end(system.classicSystem(), Duration.ofSeconds(2)));
        return system;
    }

    private Behavior<String> thing() {
        return Behaviors.receiveMessage(word -> {
            reached.countDown();
            return Behaviors.same();
        });
    }

    /** The coordinator knows of the other node's region only when that has told it. */
    private static void awaitTwoRegions(ActorSystem<Void> system) throws Exception {
        ActorRef region = akka.cluster.sharding.ClusterSharding.get(system).shardRegion(THING.name());
        for (int looks = 0; looks < 600; looks++) {
            Object regions = Patterns.ask(region, ShardRegion.getCurrentRegionsInstance(), Duration.ofSeconds(10))
                    .toCompletableFuture()
                    .get();
            if (((ShardRegion.CurrentRegions) regions).getRegions().size() == 2) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new AssertionError("the second node's region was never registered");
    }

    private static void join(ActorSystem<Void> system, ActorSystem<Void> to) throws Exception {
        CompletableFuture<?> up = Membership.up(system);
        Cluster.get(system)
                .manager()
                .tell(Join.create(Cluster.get(to).selfMember().address()));
        up.get(1, TimeUnit.MINUTES);
    }
}
