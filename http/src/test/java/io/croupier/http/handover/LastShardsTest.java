package io.croupier.http.handover;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.croupier.http.node.Membership;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LastShardsTest {
    private static final Config SETTINGS = ConfigFactory.parseString("""
            akka {
              loglevel = WARNING
              actor.provider = cluster
              remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
              cluster.sharding { number-of-shards = 2, retry-interval = 100 ms, handoff-timeout = 10 m, distributed-data.durable.keys = [] }
              cluster.min-nr-of-members = 1
              coordinated-shutdown {
                run-by-jvm-shutdown-hook = off
                exit-jvm = off
                phases.cluster-sharding-shutdown-region.timeout = 10 m
              }
            }
            """).withFallback(ConfigFactory.load());

    private static final EntityTypeKey<Word> SLOW = EntityTypeKey.create(Word.class, "Slow");

    private final CountDownLatch started = new CountDownLatch(1);
    private final CompletableFuture<String> stopped = new CompletableFuture<>();
    private final List<ActorSystem<Void>> systems = new ArrayList<>();

    private enum Word {
        START,
        STOP,
        STOPPED
    }

    @AfterEach
    void end() {
        systems.forEach(ActorSystem::terminate);
    }

    @Test
    void theLastNodeDoesNotWaitForWhatDoesNotStop() throws Exception {
        ActorSystem<Void> alone = node(Duration.ofMillis(100), Duration.ofDays(1));
        Cluster.get(alone)
                .manager()
                .tell(Join.create(Cluster.get(alone).selfMember().address()));
        begin(alone);

        leave(alone);

        assertThat(stopped).as("the entity's own end").isNotDone();
    }

    @Test
    void aNodeThatIsNotTheLastHandsOverForAsLongAsItTakes() throws Exception {
        ActorSystem<Void> first = node(Duration.ofMillis(20), Duration.ofMillis(500));
        Cluster.get(first)
                .manager()
                .tell(Join.create(Cluster.get(first).selfMember().address()));
        begin(first);
        ActorSystem<Void> second = node(Duration.ofMillis(20), Duration.ofMillis(500));
        CompletableFuture<?> up = Membership.up(second);
        Cluster.get(second)
                .manager()
                .tell(Join.create(Cluster.get(first).selfMember().address()));
        up.get(2, TimeUnit.MINUTES);

        leave(first);

        assertThat(stopped).as("the entity's own end").isCompletedWithValue("in order");
    }

    private ActorSystem<Void> node(Duration patience, Duration stopTakes) {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "last-shards", SETTINGS);
        systems.add(system);
        ClusterSharding.get(system)
                .init(Entity.of(SLOW, context -> slow(stopTakes)).withStopMessage(Word.STOP));
        LastShards.endSoon(system.classicSystem(), patience);
        return system;
    }

    /** Takes its time to stop, once it was told to. */
    private Behavior<Word> slow(Duration stopTakes) {
        return Behaviors.withTimers(timers -> Behaviors.receiveMessage(word -> switch (word) {
            case START -> {
                started.countDown();
                yield Behaviors.same();
            }
            case STOP -> {
                timers.startSingleTimer(Word.STOPPED, stopTakes);
                yield Behaviors.same();
            }
            case STOPPED -> {
                stopped.complete("in order");
                yield Behaviors.stopped();
            }
        }));
    }

    private void begin(ActorSystem<?> system) throws InterruptedException {
        ClusterSharding.get(system).entityRefFor(SLOW, "one").tell(Word.START);
        assertThat(started.await(2, TimeUnit.MINUTES)).isTrue();
    }

    private static void leave(ActorSystem<?> system) throws Exception {
        CoordinatedShutdown.get(system)
                .runAll(CoordinatedShutdown.jvmExitReason())
                .toCompletableFuture()
                .get(2, TimeUnit.MINUTES);
    }
}
