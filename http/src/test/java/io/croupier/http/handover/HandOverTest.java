package io.croupier.http.handover;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.Address;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.croupier.http.node.Membership;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandOverTest {
    private static final int THINGS = 40;

    private static final Config SETTINGS = ConfigFactory.parseString("""
            akka {
              loglevel = WARNING
              actor { provider = cluster, allow-java-serialization = off }
              remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
              cluster.sharding { number-of-shards = 20, retry-interval = 100 ms, rebalance-interval = 100 ms, distributed-data.durable.keys = [] }
              coordinated-shutdown {
                run-by-jvm-shutdown-hook = off, run-by-actor-system-terminate = off, exit-jvm = off
                phases.before-cluster-shutdown.timeout = 2 m
              }
            }
            croupier.node.hand-over { batch = 2, timeout = 1 m, balance-interval = 100 ms, state-timeout = 5 s }
            croupier.node.last-shards-timeout = 100 ms
            """).withFallback(ConfigFactory.load());

    /** As strings, for which there is a serializer. */
    private static final EntityTypeKey<String> THING = EntityTypeKey.create(String.class, "Thing");

    private final List<ActorSystem<Void>> systems = new ArrayList<>();
    /** Where each thing is, by its id; one that stops is nowhere until it is asked again. */
    private final Map<String, Address> places = new ConcurrentHashMap<>();

    @AfterEach
    void end() {
        systems.forEach(ActorSystem::terminate);
        systems.forEach(
                system -> system.getWhenTerminated().toCompletableFuture().join());
    }

    @Test
    void aLeavingNodeHasNothingLeftWhenItsRegionsGo() throws Exception {
        ActorSystem<Void> stays = node();
        join(stays, stays);
        ActorSystem<Void> leaves = node();
        join(leaves, stays);
        askUntil(stays, () -> places.containsValue(leaves.address()) && places.containsValue(stays.address()));
        var left = new AtomicInteger(-1);
        CoordinatedShutdown.get(leaves)
                .addTask(CoordinatedShutdown.PhaseClusterShardingShutdownRegion(), "look", () -> {
                    left.set((int) places.values().stream()
                            .filter(leaves.address()::equals)
                            .count());
                    return CompletableFuture.completedFuture(Done.getInstance());
                });

        CoordinatedShutdown.get(leaves)
                .runAll(CoordinatedShutdown.jvmExitReason())
                .toCompletableFuture()
                .get(2, TimeUnit.MINUTES);

        assertThat(left).as("things at the leaving node when its regions went").hasValue(0);
        askUntil(stays, () -> places.size() == THINGS);
        assertThat(places.values()).containsOnly(stays.address());
    }

    @Test
    void theLastNodeLeavesAtOnce() throws Exception {
        ActorSystem<Void> alone = node();
        join(alone, alone);
        askUntil(alone, () -> places.size() == THINGS);

        CoordinatedShutdown.get(alone)
                .runAll(CoordinatedShutdown.jvmExitReason())
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);

        assertThat(places).isEmpty();
    }

    private ActorSystem<Void> node() {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "hand-over", SETTINGS);
        systems.add(system);
        HandOver.on(system).sharding().init(Entity.of(THING, entity -> thing(system, entity.getEntityId())));
        return system;
    }

    private Behavior<String> thing(ActorSystem<Void> system, String id) {
        Address place = system.address();
        return Behaviors.setup(context -> {
            places.put(id, place);
            return Behaviors.receive(String.class)
                    .onMessage(String.class, word -> Behaviors.same())
                    .onSignal(PostStop.class, stopped -> {
                        places.remove(id, place);
                        return Behaviors.same();
                    })
                    .build();
        });
    }

    private interface Condition {
        boolean holds();
    }

    /** Asks all things again and again: what went to a region that ends is lost. */
    private void askUntil(ActorSystem<Void> from, Condition condition) throws InterruptedException {
        for (int tries = 0; tries < 300; tries++) {
            for (int i = 0; i < THINGS; i++) {
                ClusterSharding.get(from).entityRefFor(THING, "thing-" + i).tell("hello");
            }
            TimeUnit.MILLISECONDS.sleep(200);
            if (condition.holds()) {
                return;
            }
        }
        throw new AssertionError("not so after a minute; things are at " + places);
    }

    private static void join(ActorSystem<Void> system, ActorSystem<Void> to) throws Exception {
        CompletableFuture<?> up = Membership.up(system);
        Cluster.get(system)
                .manager()
                .tell(Join.create(Cluster.get(to).selfMember().address()));
        up.get(1, TimeUnit.MINUTES);
    }
}
