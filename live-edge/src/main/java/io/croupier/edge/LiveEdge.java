package io.croupier.edge;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import io.croupier.edge.auth.TokenVerifier;
import io.croupier.round.domain.TableTerms;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The live port of one node: players' WebSockets, from the first byte to the entities behind them. Leaves with the actor
 * system: the port is unbound in the phase {@code service-unbind}, the sockets are sent away in
 * {@code service-requests-done}, whose time-out bounds how long that may take.
 */
public final class LiveEdge {
    private static final Duration SHUTDOWN_MARGIN = Duration.ofMillis(500);

    private final ActorSystem<?> system;
    private final EdgeSettings settings;
    private final ActorRef<Object> listener;
    private final InetSocketAddress address;
    private final EdgeCounters counters;

    private LiveEdge(
            ActorSystem<?> system,
            EdgeSettings settings,
            ActorRef<Object> listener,
            InetSocketAddress address,
            EdgeCounters counters) {
        this.system = system;
        this.settings = settings;
        this.listener = listener;
        this.address = address;
        this.counters = counters;
    }

    /**
     * Binds the port. The entities must have been initialised on this node, the players' streams with
     * {@link PlayerStreams#init}.
     *
     * @param tables the terms of a table by its id; called on sessions' threads, must not block
     * @param counters of this node's edge
     * @return fails with {@link java.net.BindException} where the port cannot be bound
     */
    public static CompletionStage<LiveEdge> start(
            ActorSystem<?> system,
            ClusterSharding sharding,
            Function<String, Optional<TableTerms>> tables,
            TokenVerifier verifier,
            EdgeSettings settings,
            EdgeCounters counters) {
        return start(system, Upstream.of(sharding), tables, verifier, settings, counters);
    }

    static CompletionStage<LiveEdge> start(
            ActorSystem<?> system,
            Upstream upstream,
            Function<String, Optional<TableTerms>> tables,
            TokenVerifier verifier,
            EdgeSettings settings,
            EdgeCounters counters) {
        ActorRef<Tables.Command> fanOuts = system.systemActorOf(
                Behaviors.supervise(Tables.create(upstream.tables(), settings.table()))
                        .onFailure(SupervisorStrategy.resume()),
                "live-tables",
                Props.empty());
        Conversation.Wiring wiring = new Conversation.Wiring(
                settings, upstream, fanOuts, tables, verifier, Clock.systemUTC(), System::nanoTime, counters);
        CompletableFuture<InetSocketAddress> bound = new CompletableFuture<>();
        ActorRef<Object> listener =
                system.systemActorOf(Listener.create(wiring, bound), "live-listener", Props.empty());
        return bound.thenApply(address -> {
            LiveEdge edge = new LiveEdge(system, settings, listener, address, counters);
            edge.leaveWithTheSystem();
            system.log().info("live port bound address={}", address);
            return edge;
        });
    }

    /** Where the port really is. */
    public InetSocketAddress address() {
        return address;
    }

    public EdgeCounters counters() {
        return counters;
    }

    /** Takes no more connections, sends the sockets away, and is done when the last one has gone. */
    public CompletionStage<Done> stop() {
        return unbind().thenCompose(done -> drain(settings.drainTime()));
    }

    private void leaveWithTheSystem() {
        CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
        shutdown.addTask(CoordinatedShutdown.PhaseServiceUnbind(), "live-unbind", this::unbind);
        String phase = CoordinatedShutdown.PhaseServiceRequestsDone();
        Duration most = Duration.ofNanos(shutdown.timeout(phase).toNanos())
                .minus(settings.session().closeTimeout())
                .minus(SHUTDOWN_MARGIN);
        Duration within = most.compareTo(settings.drainTime()) < 0 ? most : settings.drainTime();
        shutdown.addTask(phase, "live-drain", () -> drain(within.isNegative() ? Duration.ZERO : within));
    }

    private CompletionStage<Done> unbind() {
        CompletableFuture<Done> done = new CompletableFuture<>();
        listener.tell(new Listener.Unbind(done));
        return done;
    }

    private CompletionStage<Done> drain(Duration within) {
        CompletableFuture<Done> done = new CompletableFuture<>();
        listener.tell(new Listener.Drain(within, done));
        return done;
    }
}
