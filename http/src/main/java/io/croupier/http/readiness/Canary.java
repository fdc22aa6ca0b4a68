package io.croupier.http.readiness;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import io.croupier.wallet.ClusterMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * One sharded, persistent entity of the whole cluster that stores an event for whoever asks: over the same sharding, the same writer
 * and into the same table as a wallet, and with no effect. Its older events are deleted, the only ones that ever are: a few
 * rows remain. The event feed passes them over ({@code io.croupier.feed}), since their numbers have gaps.
 */
final class Canary extends EventSourcedBehavior<Canary.Command, CanaryEvent, CanaryEvent> {
    static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "Canary");
    /** In the journal. */
    static final String PERSISTENCE_ID = "Canary|canary";

    private static final String ENTITY = "canary";
    /** At most twice as many rows and one more remain. */
    private static final int KEPT = 10;

    private static final CanaryEvent SILENCE = new CanaryEvent.Sang("", Instant.EPOCH);
    private static final Duration MIN_BACK_OFF = Duration.ofMillis(200);
    private static final Duration MAX_BACK_OFF = Duration.ofSeconds(5);
    private static final double JITTER = 0.2;

    /** What it can be told. */
    sealed interface Command extends ClusterMessage {}

    /** Store an event for this node; answered with its number once it is stored. */
    record Sing(String node, ActorRef<Stored> replyTo) implements Command {}

    /** Sharding asks the entity to stop. */
    enum Stop implements Command {
        INSTANCE
    }

    /** The event is stored under this number. */
    record Stored(long sequenceNumber) implements ClusterMessage {}

    private final ActorContext<Command> context;
    private final Clock clock;

    private Canary(ActorContext<Command> context, Clock clock) {
        super(
                PersistenceId.of(KEY.name(), ENTITY),
                SupervisorStrategy.restartWithBackoff(MIN_BACK_OFF, MAX_BACK_OFF, JITTER));
        this.context = context;
        this.clock = clock;
    }

    /** Takes part; to be called on every node. Returns the one canary. */
    static EntityRef<Command> init(ClusterSharding sharding, Clock clock) {
        sharding.init(Entity.of(KEY, entity -> create(clock)).withStopMessage(Stop.INSTANCE));
        return sharding.entityRefFor(KEY, ENTITY);
    }

    private static Behavior<Command> create(Clock clock) {
        return Behaviors.setup(context -> new Canary(context, clock));
    }

    @Override
    public CanaryEvent emptyState() {
        return SILENCE;
    }

    @Override
    public CommandHandler<Command, CanaryEvent, CanaryEvent> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(
                        Sing.class,
                        sing -> Effect()
                                .persist(new CanaryEvent.Sang(sing.node(), Instant.ofEpochMilli(clock.millis())))
                                .thenReply(sing.replyTo(), now -> new Stored(lastSequenceNumber(context))))
                .onCommand(Stop.class, stop -> Effect().stop())
                .build();
    }

    @Override
    public EventHandler<CanaryEvent, CanaryEvent> eventHandler() {
        return (before, event) -> event;
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(KEPT, 1).withDeleteEventsOnSnapshot();
    }
}
