package io.croupier.http.node;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.croupier.round.BookEntity;
import io.croupier.round.RoundEntity;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The largest result that a provider may post reaches rounds and books of other nodes: remoting drops what is too large for it. */
class LargeMessagesTest {
    private static final int LARGEST_BODY = 8 << 20;

    private static final Config SETTINGS = ConfigFactory.parseString("""
            akka.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
            akka.cluster.sharding.distributed-data.durable.keys = []
            akka.coordinated-shutdown { run-by-jvm-shutdown-hook = off, run-by-actor-system-terminate = off, exit-jvm = off }
            """).withFallback(ConfigFactory.load());

    private final CompletableFuture<BookEntity.Settle> settle = new CompletableFuture<>();
    private ActorSystem<Void> doors;
    private ActorSystem<Void> rounds;

    @BeforeEach
    void twoNodes() throws Exception {
        rounds = node("akka.cluster.roles = [rounds]");
        join(rounds, rounds);
        doors = node("");
        join(doors, rounds);
    }

    @AfterEach
    void end() {
        for (ActorSystem<Void> system : List.of(doors, rounds)) {
            system.terminate();
            system.getWhenTerminated().toCompletableFuture().join();
        }
    }

    @Test
    void theLargestResultGoesFromNodeToNode() throws Exception {
        List<BookEntity.Payout> payouts = payouts();

        RoundEntity.Reply reply = ClusterSharding.get(doors)
                .entityRefFor(RoundEntity.KEY, "r1")
                .<RoundEntity.Reply>ask(
                        replyTo -> new RoundEntity.Result("result", null, payouts, replyTo), Duration.ofSeconds(60))
                .toCompletableFuture()
                .get();
        assertThat(reply).isEqualTo(new RoundEntity.Receipt("r1", Integer.toString(payouts.size()), null, false));

        ClusterSharding.get(doors)
                .entityRefFor(BookEntity.KEY, "r1#0")
                .tell(new BookEntity.Settle(1, null, payouts, null));
        assertThat(settle.get(60, TimeUnit.SECONDS).payouts()).isEqualTo(payouts);
    }

    /** As many as a body holds where all ids are UUIDs. */
    private static List<BookEntity.Payout> payouts() {
        String player = new UUID(0, 0).toString();
        int bytesOfOne = "{\"playerId\":\"%s\",\"betId\":\"%s\",\"payoutMinor\":1000},"
                .formatted(player, player)
                .length();
        return IntStream.range(0, LARGEST_BODY / bytesOfOne)
                .mapToObj(i -> new BookEntity.Payout(player, new UUID(0, i).toString(), 1_000))
                .toList();
    }

    private ActorSystem<Void> node(String settings) {
        ActorSystem<Void> system = ActorSystem.create(
                Behaviors.empty(),
                "large-messages",
                ConfigFactory.parseString(settings).withFallback(SETTINGS));
        ClusterSharding sharding = ClusterSharding.get(system);
        sharding.init(
                Entity.of(RoundEntity.KEY, round -> round(round.getEntityId())).withRole("rounds"));
        sharding.init(Entity.of(BookEntity.KEY, book -> book()).withRole("rounds"));
        return system;
    }

    private static Behavior<RoundEntity.Command> round(String roundId) {
        return Behaviors.receive(RoundEntity.Command.class)
                .onMessage(RoundEntity.Result.class, c -> {
                    int payouts = c.payouts() == null ? 0 : c.payouts().size();
                    c.replyTo().tell(new RoundEntity.Receipt(roundId, Integer.toString(payouts), null, false));
                    return Behaviors.same();
                })
                .build();
    }

    private Behavior<BookEntity.Command> book() {
        return Behaviors.receive(BookEntity.Command.class)
                .onMessage(BookEntity.Settle.class, c -> {
                    settle.complete(c);
                    return Behaviors.same();
                })
                .build();
    }

    private static void join(ActorSystem<Void> system, ActorSystem<Void> to) throws Exception {
        CompletableFuture<?> up = Membership.up(system);
        Cluster.get(system)
                .manager()
                .tell(Join.create(Cluster.get(to).selfMember().address()));
        up.get(1, TimeUnit.MINUTES);
    }
}
