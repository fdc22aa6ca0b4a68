package io.croupier.http.handover;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.pattern.Patterns;
import com.typesafe.config.Config;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the shards of a node that leaves to the others, a few at a time, before its regions would let go of all at once. What is
 * left after {@code croupier.node.hand-over.timeout} goes with them.
 */
public final class HandOver {
    private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final ActorSystem<?> system;
    private final HandOverSettings settings;
    private final LeavingNodes nodes;
    private final ClusterSharding sharding;

    private HandOver(ActorSystem<?> system, HandOverSettings settings) {
        this.system = system;
        this.settings = settings;
        this.nodes = LeavingNodes.listen(system);
        this.sharding = new HandOverSharding(system, nodes, settings);
    }

    /** Throws an IllegalArgumentException that names the first setting that cannot be used, and the rule. */
    public static void check(Config config) {
        HandOverSettings.from(config);
    }

    /** Takes part; to be called once, before the node joins. */
    public static HandOver on(ActorSystem<?> system) {
        var handOver =
                new HandOver(system, HandOverSettings.from(system.settings().config()));
        LastShards.endSoon(system.classicSystem(), handOver.settings.lastShardsTimeout());
        CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
        shutdown.addTask(CoordinatedShutdown.PhaseBeforeClusterShutdown(), "hand-over", handOver::beforeLeaving);
        return handOver;
    }

    /** With which all types are to be started, so that their shards are handed over so. */
    public ClusterSharding sharding() {
        return sharding;
    }

    private CompletionStage<Done> beforeLeaving() {
        long began = System.nanoTime();
        return drain(began).thenCompose(done -> EmptyRegions.end(system.classicSystem(), settings.stateTimeout()));
    }

    private CompletionStage<Done> drain(long beganNs) {
        boolean late = System.nanoTime() - beganNs >= settings.timeout().toNanos();
        if (late || !nodes.isOwnWithOthers()) {
            return CompletableFuture.completedFuture(Done.getInstance());
        }
        nodes.announceOwn();
        return areEmpty().thenCompose(empty -> {
            if (empty) {
                LOG.info("event=handed_over ms={}", (System.nanoTime() - beganNs) / 1_000_000);
                return CompletableFuture.completedFuture(Done.getInstance());
            }
            return Patterns.after(LOOK, system.classicSystem(), () -> drain(beganNs));
        });
    }

    private CompletionStage<Boolean> areEmpty() {
        List<CompletableFuture<Integer>> counts = Regions.all(system.classicSystem()).stream()
                .map(region -> Regions.shards(region, settings.stateTimeout()))
                .toList();
        return CompletableFuture.allOf(counts.toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> counts.stream().allMatch(count -> count.join() == 0));
    }
}
