package io.croupier.http.handover;

import akka.Done;
import akka.actor.Cancellable;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.pattern.Patterns;
import com.typesafe.config.Config;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the shards of a node that leaves to the others, a few at a time, before its regions would let go of all at once. What is
 * left after {@code croupier.node.hand-over.timeout} goes with them. And keeps shards away from a node that has just come, until
 * it is ready.
 *
 * <p>A node says that it leaves as soon as it is told to, and from then on it is given nothing new. Its regions go only when each
 * type's coordinator has said that nothing is left there. One that goes without shards, while a coordinator is just giving it one,
 * is waited for in vain (Akka 2.8.5): it tells that it hands over and stops at once, the coordinator takes its end for the consent
 * to let go of the shard, asks it for the shard, and nobody reaches that until {@code handoff-timeout} is over.
 */
public final class HandOver {
    private static final Logger LOG = LoggerFactory.getLogger(HandOver.class);
    private static final Duration AGAIN = Duration.ofMillis(200);

    private final ActorSystem<?> system;
    private final HandOverSettings settings;
    private final NodeStates nodes;
    private final ClusterSharding sharding;
    private final Cancellable starting;

    private HandOver(ActorSystem<?> system, HandOverSettings settings) {
        this.system = system;
        this.settings = settings;
        this.nodes = NodeStates.listen(system);
        this.sharding = new HandOverSharding(system, nodes, settings);
        this.starting = system.scheduler()
                .scheduleWithFixedDelay(Duration.ZERO, AGAIN, nodes::announceStart, system.executionContext());
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
        if (!handOver.settings.timeout().isZero()) {
            shutdown.addTask(CoordinatedShutdown.PhaseBeforeServiceUnbind(), "hand-over-begins", handOver::begin);
            shutdown.addTask(CoordinatedShutdown.PhaseBeforeClusterShutdown(), "hand-over", handOver::end);
        }
        return handOver;
    }

    /** With which all types are to be started, so that their shards are handed over so. */
    public ClusterSharding sharding() {
        return sharding;
    }

    /** As this node knows them. */
    NodeStates nodes() {
        return nodes;
    }

    /** From now on this node may be given shards where there are others. */
    public void started() {
        starting.cancel();
    }

    /** While ports close, shards may already move. */
    private CompletionStage<Done> begin() {
        // Until the end: when it has left, nobody heeds it any more.
        system.scheduler()
                .scheduleWithFixedDelay(Duration.ZERO, AGAIN, nodes::announceLeave, system.executionContext());
        return done();
    }

    private CompletionStage<Done> end() {
        return await(System.nanoTime());
    }

    private CompletionStage<Done> await(long beganNs) {
        long waitedNs = System.nanoTime() - beganNs;
        if (!nodes.isOwnWithOthers()) {
            return done();
        }
        Set<String> left = new TreeSet<>(akka.cluster.sharding.ClusterSharding.get(system.classicSystem())
                .getShardTypeNames());
        left.removeAll(nodes.emptyTypes());
        if (left.isEmpty()) {
            LOG.info("event=handed_over waitedMs={}", waitedNs / 1_000_000);
            return done();
        }
        if (waitedNs >= settings.timeout().toNanos()) {
            LOG.warn("event=handed_over_in_part waitedMs={} left={}", waitedNs / 1_000_000, left);
            return done();
        }
        return Patterns.after(AGAIN, system.classicSystem(), () -> await(beganNs));
    }

    private static CompletionStage<Done> done() {
        return CompletableFuture.completedFuture(Done.getInstance());
    }
}
