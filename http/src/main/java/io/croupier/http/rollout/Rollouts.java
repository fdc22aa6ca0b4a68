package io.croupier.http.rollout;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import io.croupier.kubernetes.guard.Guard;
import java.time.Clock;
import java.util.Optional;

/** This node's part in the availability guard, one for each actor system. */
public final class Rollouts implements Extension {
    private static final Id ID = new Id();

    private final ServedRequests served = new ServedRequests(System::nanoTime);
    private final Optional<Guard> guard;

    private static final class Id extends ExtensionId<Rollouts> {
        @Override
        public Rollouts createExtension(ActorSystem<?> system) {
            return new Rollouts(system);
        }
    }

    private Rollouts(ActorSystem<?> system) {
        guard = Guard.wanted(system.settings().config())
                ? Optional.of(Guard.start(system, served, Clock.systemUTC()))
                : Optional.empty();
    }

    /**
     * Takes part in the guard from the first call on, where {@code croupier.guard.enabled} says so.
     *
     * @throws IllegalArgumentException which names the setting that is wrong
     */
    public static Rollouts of(ActorSystem<?> system) {
        return ID.apply(system);
    }

    /** To be told of every answer. */
    public ServedRequests served() {
        return served;
    }

    /** Empty where this node takes no part. */
    public Optional<Guard> guard() {
        return guard;
    }
}
