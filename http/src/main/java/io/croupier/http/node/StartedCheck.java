package io.croupier.http.node;

import akka.actor.ActorSystem;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The readiness check that a node passes once all its parts have started. It asks no database: a later outage of the
 * database degrades and alarms, and must not take every node out of service at once.
 */
public final class StartedCheck implements Supplier<CompletionStage<Boolean>> {
    private final NodeStarted started;

    /** Called by Akka Management. */
    public StartedCheck(ActorSystem system) {
        started = NodeStarted.of(system);
    }

    @Override
    public CompletionStage<Boolean> get() {
        return CompletableFuture.completedFuture(started.isStarted());
    }
}
