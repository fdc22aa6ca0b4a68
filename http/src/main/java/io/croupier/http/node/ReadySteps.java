package io.croupier.http.node;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.cluster.sharding.ClusterShardingHealthCheck;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.http.javadsl.server.Route;
import akka.pattern.Patterns;
import com.typesafe.config.Config;
import io.croupier.http.readiness.CanaryPulse;
import io.croupier.http.readiness.CanaryWatch;
import io.croupier.http.readiness.Readiness;
import io.croupier.http.readiness.Readiness.Part;
import io.croupier.http.readiness.WarmUp;
import io.croupier.http.store.Blocking;
import io.croupier.wallet.Wallets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import scala.jdk.javaapi.FutureConverters;

/** The steps by which a node becomes ready, each told to {@link Readiness} when it is done, and the one by which it is no more. */
final class ReadySteps {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final ActorSystem<?> system;
    private final Readiness readiness;
    private final ClusterShardingHealthCheck regions;
    private final Duration askTimeout;
    private final Duration pause;
    private final Duration interval;
    private final Duration staleAfter;
    private final Duration warmUp;
    private final Duration leaveNotice;

    /** @param config with {@code croupier.node}, checked here */
    ReadySteps(ActorSystem<?> system, Config config) {
        Config node = config.getConfig("croupier.node");
        this.system = system;
        this.readiness = Readiness.of(Adapter.toClassic(system));
        this.regions = new ClusterShardingHealthCheck(Adapter.toClassic(system));
        this.askTimeout = positive("canary.timeout", node.getDuration("canary.timeout"));
        this.pause = positive("canary.pause", node.getDuration("canary.pause"));
        this.interval = positive("canary.interval", node.getDuration("canary.interval"));
        this.staleAfter = node.getDuration("canary.stale-after");
        if (staleAfter.compareTo(interval.plus(askTimeout)) <= 0) {
            throw new IllegalArgumentException("canary.stale-after=" + staleAfter + " must be longer than interval="
                    + interval + " and timeout=" + askTimeout + " together (croupier.node.canary.stale-after)");
        }
        this.warmUp = node.getDuration("warm-up");
        this.leaveNotice = node.getDuration("leave-notice");
        leaveWithTheSystem();
    }

    private static Duration positive(String key, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(key + "=" + value + " must be positive (croupier.node." + key + ")");
        }
        return value;
    }

    /** Before any port unbinds; whoever asks meanwhile is told that the node leaves. */
    private void leaveWithTheSystem() {
        CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
        String phase = CoordinatedShutdown.PhaseBeforeServiceUnbind();
        Duration most = Duration.ofNanos(shutdown.timeout(phase).toNanos());
        if (leaveNotice.isNegative() || leaveNotice.compareTo(most) >= 0) {
            throw new IllegalArgumentException("leave-notice=" + leaveNotice + " must be 0 or more and shorter than "
                    + most + " (croupier.node.leave-notice, akka.coordinated-shutdown.phases." + phase + ")");
        }
        shutdown.addTask(phase, "readiness", () -> {
            readiness.leave();
            return Patterns.after(
                    leaveNotice, system.classicSystem(), () -> CompletableFuture.completedFuture(Done.getInstance()));
        });
    }

    void reached(Part part) {
        readiness.reached(part);
    }

    /** Done when every region has found its coordinator. */
    CompletionStage<Done> sharding() {
        return FutureConverters.asJava(regions.apply())
                .handle((found, failure) -> failure == null && Boolean.TRUE.equals(found))
                .thenCompose(found -> {
                    if (found) {
                        readiness.reached(Part.SHARDING);
                        return CompletableFuture.completedFuture(Done.getInstance());
                    }
                    return Patterns.after(BETWEEN_LOOKS, system.classicSystem(), this::sharding);
                });
    }

    /** Makes this node host the canary; once it is a member. */
    CanaryWatch canary(ClusterSharding sharding, Blocking database) {
        return new CanaryWatch(system, sharding, database, askTimeout, pause, Clock.systemUTC());
    }

    /** Goes on asking the canary, for as long as the node runs; once it was seen. */
    CanaryPulse pulse(CanaryWatch canary) {
        var pulse = new CanaryPulse(canary::once, staleAfter, System::nanoTime);
        system.scheduler().scheduleWithFixedDelay(interval, interval, pulse::beat, system.executionContext());
        return pulse;
    }

    /** Blocks the caller's thread while the node warms up. */
    void warmUp(Route routes, CanaryWatch canary, Wallets wallets) {
        new WarmUp(system, routes, canary, wallets, Clock.systemUTC()).run(warmUp);
        readiness.reached(Part.WARM_UP);
    }
}
