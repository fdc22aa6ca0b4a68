package io.croupier.kubernetes.guard;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.cluster.typed.Leave;
import com.typesafe.config.ConfigFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the guard sees of real nodes with real shards: who is a member, how each serves, and what moves. */
class AkkaClusterViewIT {
    private static final EntityTypeKey<String> KEY = EntityTypeKey.create(String.class, "Thing");
    private static final int THINGS = 40;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final String net = "127." + ThreadLocalRandom.current().nextInt(2, 255) + "."
            + ThreadLocalRandom.current().nextInt(1, 255) + ".";
    private final List<ActorSystem<Void>> nodes = new ArrayList<>();

    private ActorSystem<Void> node() {
        String address = net + (nodes.size() + 1);
        var config = ConfigFactory.parseString(String.join(
                        "\n",
                        "akka.actor { provider = cluster, allow-java-serialization = off }",
                        "akka.remote.artery.canonical { hostname = \"" + address + "\", port = 25520 }",
                        "akka.coordinated-shutdown { run-by-jvm-shutdown-hook = off, run-by-actor-system-terminate = off }",
                        "akka.cluster.sharding { number-of-shards = 10, rebalance-interval = 1 s }",
                        // As in the program: the third node leaves right after it came up, and may have two ages then.
                        "akka.cluster.sharding.distributed-data.prefer-oldest = off"))
                .withFallback(ConfigFactory.load());
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "view", config);
        nodes.add(system);
        Cluster cluster = Cluster.get(system);
        cluster.manager()
                .tell(Join.create(Cluster.get(nodes.get(0)).selfMember().address()));
        ClusterSharding.get(system).init(Entity.of(KEY, context -> thing()));
        Vitals own = new Vitals(nodes.size(), 0, 7, null);
        system.systemActorOf(VitalsActor.behavior(address, () -> own), "guard-vitals", Props.empty());
        return system;
    }

    private static Behavior<String> thing() {
        return Behaviors.receiveMessage(message -> Behaviors.same());
    }

    @AfterEach
    void stop() {
        nodes.forEach(ActorSystem::terminate);
        nodes.forEach(node -> node.getWhenTerminated().toCompletableFuture().join());
    }

    private static ClusterFacts await(AkkaClusterView view, String what, Predicate<ClusterFacts> wanted) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            ClusterFacts facts = view.look().toCompletableFuture().join();
            if (wanted.test(facts)) {
                return facts;
            }
            assertThat(System.nanoTime())
                    .as("the time until " + what + "; last " + facts)
                    .isLessThan(deadline);
            try {
                TimeUnit.MILLISECONDS.sleep(50);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(interrupted);
            }
        }
    }

    private static boolean all(ClusterFacts facts, int count) {
        return facts.shards().isEmpty()
                && facts.members().size() == count
                && facts.vitals().size() == count
                && facts.members().stream().allMatch(member -> member.up() && member.reachable());
    }

    @Test
    void seesMembersByAgeTheirVitalsAndShardsUntilTheyRest() {
        ActorSystem<Void> first = node();
        var view = new AkkaClusterView(first, Duration.ofSeconds(5), Duration.ofMinutes(1), Clock.systemUTC());
        await(view, "one node", facts -> all(facts, 1));
        for (int i = 0; i < THINGS; i++) {
            ClusterSharding.get(first).entityRefFor(KEY, "thing-" + i).tell("wake");
        }
        node();
        ActorSystem<Void> last = node();
        ClusterFacts facts = await(view, "three nodes at rest", seen -> all(seen, 3));

        assertThat(facts.own()).isEqualTo(net + "1");
        assertThat(facts.members()).first().isEqualTo(new Member(net + "1", true, true, 0));
        assertThat(facts.members()).extracting(Member::age).containsExactly(0, 1, 2);
        assertThat(facts.vitals()).containsEntry(net + "3", new Vitals(3, 0, 7, null));

        Cluster cluster = Cluster.get(last);
        cluster.manager().tell(Leave.create(cluster.selfMember().address()));
        await(view, "something moves or is away", seen -> !all(seen, 3));
        assertThat(await(view, "two nodes at rest", seen -> all(seen, 2)).members())
                .extracting(Member::address)
                .containsExactlyInAnyOrder(net + "1", net + "2");
    }
}
