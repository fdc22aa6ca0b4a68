package io.croupier.http.readiness;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import akka.pattern.Patterns;
import io.croupier.http.readiness.Readiness.Part;
import io.croupier.http.store.Blocking;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that an event of this node's start is stored, and that another connection than the journal's sees it: then this node
 * reaches its shards, the journal takes writes, and they are committed where readers look. The feed is not asked for it: one
 * that is held up must not keep nodes from starting, and has alarms of its own.
 */
public final class CanaryWatch {
    private static final String SEEN = "SELECT EXISTS (SELECT 1 FROM event_journal WHERE persistence_id = '"
            + Canary.PERSISTENCE_ID + "' AND sequence_number >= ? AND NOT deleted)";

    private final ActorSystem<?> system;
    private final EntityRef<Canary.Command> canary;
    private final Blocking database;
    private final Duration askTimeout;
    private final Duration pause;
    private final Readiness readiness;

    /**
     * Makes this node host the canary; to be called on every node.
     *
     * @param database of the journal, over connections of its own
     * @param askTimeout how long one event may take
     * @param pause between two tries
     */
    public CanaryWatch(
            ActorSystem<?> system,
            ClusterSharding sharding,
            Blocking database,
            Duration askTimeout,
            Duration pause,
            Clock clock) {
        this.system = system;
        this.database = database;
        this.askTimeout = askTimeout;
        this.pause = pause;
        this.readiness = Readiness.of(Adapter.toClassic(system));
        this.canary = Canary.init(sharding, clock);
    }

    /** Done when an event was seen; tries again for as long as it takes, and says meanwhile why it waits. */
    public CompletionStage<Done> seen() {
        return once().handle((done, failure) -> {
                    if (failure == null) {
                        readiness.reached(Part.CANARY);
                        return CompletableFuture.<Done>completedFuture(done);
                    }
                    readiness.failed(Part.CANARY, reason(failure));
                    return Patterns.<Done>after(pause, system.classicSystem(), this::seen);
                })
                .thenCompose(next -> next);
    }

    /** One event, stored and seen. Fails where either does not come in time. */
    public CompletionStage<Done> once() {
        String node = String.valueOf(system.address());
        return canary.<Canary.Stored>ask(replyTo -> new Canary.Sing(node, replyTo), askTimeout)
                .thenCompose(stored -> database.submit(connection -> isThere(connection, stored.sequenceNumber())))
                .thenApply(there -> {
                    if (!there) {
                        throw new IllegalStateException("an event that was stored is not in the journal");
                    }
                    return Done.getInstance();
                });
    }

    private static boolean isThere(Connection connection, long sequenceNumber) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SEEN)) {
            select.setLong(1, sequenceNumber);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    static String reason(Throwable failure) {
        @Nullable Throwable inner = failure;
        while (inner instanceof CompletionException && inner.getCause() != null) {
            inner = inner.getCause();
        }
        String message = inner == null ? "" : String.valueOf(inner.getMessage());
        return message.lines().findFirst().orElse("");
    }
}
