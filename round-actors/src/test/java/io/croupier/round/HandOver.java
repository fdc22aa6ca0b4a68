package io.croupier.round;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.MemberStatus;
import akka.cluster.sharding.ShardRegion;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.ConfigFactory;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.stream.StreamSupport;

/**
 * What an entity sees when its shard moves: it is told to stop, what comes for it from then on waits, and it starts anew when
 * it has stopped and something has come. Here its new home is the old one; but there is another member, to which shards could
 * move for all that the entity knows.
 */
final class HandOver {
    /** Settings of the node, so that the other member is given no shards and is asked nothing about them. */
    static final String SHARDS_HERE = """
            akka.cluster.roles = [shards]
            akka.cluster.sharding.role = shards
            """;

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ActorTestKit node;
    private final ActorSystem<Void> other;

    /** Returns when the other member is up. */
    HandOver(ActorTestKit node) {
        this.node = node;
        var config = ConfigFactory.parseString("""
                akka.actor.provider = cluster
                akka.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                akka.remote.artery.bind.bind-timeout = 30s
                akka.cluster.jmx.multi-mbeans-in-same-jvm = on
                akka.coordinated-shutdown.exit-jvm = off
                akka.coordinated-shutdown.run-by-actor-system-terminate = off
                """);
        this.other =
                ActorSystem.create(Behaviors.empty(), node.system().name(), config.withFallback(ConfigFactory.load()));
        Cluster cluster = Cluster.get(node.system());
        Cluster.get(other).manager().tell(Join.create(cluster.selfMember().address()));
        node.createTestProbe().awaitAssert(LIMIT, Duration.ofMillis(50), () -> {
            assertThat(StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                            .filter(member -> member.status() == MemberStatus.up()))
                    .hasSize(2);
            return null;
        });
    }

    /** An entity that runs. What is told to it directly comes before a stop message that is sent afterwards. */
    <C> ActorRef<C> entity(String typeName, String entityId) {
        return Adapter.toTyped(Adapter.toClassic(node.system())
                .actorSelection("/system/sharding/" + typeName + "/*/" + URLEncoder.encode(entityId, UTF_8))
                .resolveOne(LIMIT)
                .toCompletableFuture()
                .join());
    }

    /** Has its shard tell the entity to stop; what the entity is told directly from then on comes behind that. */
    <C> void leave(ActorRef<C> entity, C stop) {
        var shard =
                Adapter.toClassic(node.system()).actorSelection(entity.path().parent());
        shard.tell(new ShardRegion.Passivate(stop), Adapter.toClassic(entity));
        shard.resolveOne(LIMIT).toCompletableFuture().join();
    }

    void awaitGone(ActorRef<?> entity) {
        TestProbe<Void> probe = node.createTestProbe();
        probe.expectTerminated(entity, LIMIT);
    }

    void stop() {
        ActorTestKit.shutdown(other);
    }
}
