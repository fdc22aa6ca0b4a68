package io.croupier.kubernetes.guard;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.ClusterSingleton;
import akka.cluster.typed.SingletonActor;
import com.typesafe.config.Config;
import io.croupier.kubernetes.api.ApiSettings;
import io.croupier.kubernetes.api.KubernetesApi;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * The availability guard: one actor of the cluster, on its oldest node, that keeps the disruption budget at 0 unless all is
 * well, and replaces the pods of an old revision one by one. Every node takes part; one of them has it at a time.
 */
public final class Guard {
    private static final String NAME = "AvailabilityGuard";

    private final ActorSystem<?> system;
    private final ActorRef<GuardActor.Command> singleton;
    private final Duration answerLimit;
    private final AtomicBoolean blind;

    private Guard(
            ActorSystem<?> system, ActorRef<GuardActor.Command> singleton, Duration answerLimit, AtomicBoolean blind) {
        this.system = system;
        this.singleton = singleton;
        this.answerLimit = answerLimit;
        this.blind = blind;
    }

    /** Whether {@code croupier.guard.enabled} says that a node takes part. */
    public static boolean wanted(Config config) {
        return config.getBoolean("croupier.guard.enabled");
    }

    /**
     * Takes part; to be called on every node.
     *
     * @param own how this node serves
     * @throws IllegalArgumentException which names the setting that is wrong
     */
    public static Guard start(ActorSystem<?> system, NodeVitals own, Clock clock) {
        Config config = system.settings().config();
        GuardSettings settings = GuardSettings.from(config);
        ApiSettings api = ApiSettings.from(config);
        system.systemActorOf(VitalsActor.behavior(AkkaClusterView.own(system), own), "guard-vitals", Props.empty());
        return start(
                system,
                settings,
                () -> new KubernetesApi(api),
                () -> new AkkaClusterView(system, settings.askTimeout(), settings.shardPatience(), clock),
                clock,
                api.timeout().multipliedBy(2).plus(settings.askTimeout()));
    }

    /** The same over a cluster that is seen otherwise. */
    static Guard start(
            ActorSystem<?> system,
            GuardSettings settings,
            Supplier<KubernetesApi> api,
            Supplier<ClusterView> view,
            Clock clock,
            Duration answerLimit) {
        var blind = new AtomicBoolean();
        var behavior = Behaviors.supervise(Behaviors.<GuardActor.Command>setup(
                        context -> GuardActor.behavior(api, view.get(), settings, clock, blind::set)))
                .onFailure(SupervisorStrategy.restartWithBackoff(settings.lookInterval(), Duration.ofSeconds(30), 0.2));
        var singleton = ClusterSingleton.get(system)
                .init(SingletonActor.of(behavior, NAME).withStopMessage(GuardActor.Stop.INSTANCE));
        return new Guard(system, singleton, answerLimit, blind);
    }

    /** Whether the guard is at work on this node and cannot see: its last look, or what came of it, has failed. */
    public boolean blind() {
        return blind.get();
    }

    /** How it stands; fails with a {@link TimeoutException} where the guard does not answer, as while it moves. */
    public CompletionStage<RolloutStatus> status() {
        return AskPattern.<GuardActor.Command, RolloutStatus>ask(
                singleton, GuardActor.Status::new, answerLimit, system.scheduler());
    }

    /**
     * Makes a change, and answers when it is kept for ever. Fails with a {@link TimeoutException} where nobody knows whether it is:
     * the same change may be asked for again.
     */
    public CompletionStage<Altered> alter(Change change) {
        return AskPattern.<GuardActor.Command, Altered>ask(
                singleton, replyTo -> new GuardActor.Alter(change, replyTo), answerLimit, system.scheduler());
    }
}
