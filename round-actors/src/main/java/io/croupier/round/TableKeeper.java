package io.croupier.round;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.ClusterEvent.MemberEvent;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import io.croupier.round.domain.TableTerms;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps all tables running, as one actor of the cluster: tells each now and then to wake, since a table that nobody follows
 * must play on after its shard has moved or its node has died. Creates the configured tables first.
 */
final class TableKeeper extends AbstractBehavior<TableKeeper.Command> {
    private static final Logger log = LoggerFactory.getLogger(TableKeeper.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    sealed interface Command {}

    private record WakeAll() implements Command {}

    /** A member of the cluster has come, or is on its way out, or has gone. */
    private record MembersChanged() implements Command {}

    private record Create(TableTerms terms) implements Command {}

    private record Answered(TableTerms terms, RoundEntity.@Nullable Reply reply) implements Command {}

    private final TimerScheduler<Command> timers;
    private final TableDirectory directory;
    private final List<Duration> wakeAfterChange;

    static Behavior<Command> create(TableDirectory directory, DirectorySettings settings) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new TableKeeper(context, timers, directory, settings)));
    }

    private TableKeeper(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            TableDirectory directory,
            DirectorySettings settings) {
        super(context);
        this.timers = timers;
        this.directory = directory;
        this.wakeAfterChange = settings.wakeAfterChange();
        Cluster.get(context.getSystem())
                .subscriptions()
                .tell(Subscribe.create(
                        context.messageAdapter(MemberEvent.class, event -> new MembersChanged()), MemberEvent.class));
        settings.houseTables().forEach(terms -> context.getSelf().tell(new Create(terms)));
        context.pipeToSelf(directory.loaded(), (done, failure) -> new WakeAll());
        timers.startTimerWithFixedDelay(new WakeAll(), settings.wakeInterval());
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(WakeAll.class, message -> wakeAll())
                .onMessage(MembersChanged.class, message -> onMembersChanged())
                .onMessage(Create.class, this::onCreate)
                .onMessage(Answered.class, this::onAnswered)
                .build();
    }

    private Behavior<Command> wakeAll() {
        directory.wakeAll();
        return this;
    }

    private Behavior<Command> onMembersChanged() {
        wakeAfterChange.forEach(delay -> timers.startSingleTimer(delay, new WakeAll(), delay));
        return this;
    }

    private Behavior<Command> onCreate(Create message) {
        getContext()
                .pipeToSelf(
                        directory.create(message.terms()), (reply, failure) -> new Answered(message.terms(), reply));
        return this;
    }

    private Behavior<Command> onAnswered(Answered answer) {
        String tableId = answer.terms().tableId();
        if (answer.reply() instanceof RoundEntity.Receipt) {
            return this;
        }
        if (answer.reply() instanceof RoundEntity.Refused refused && !refused.retryable()) {
            log.warn(
                    "tableId={} code={} field={} {} (croupier.round.house-tables)",
                    tableId,
                    refused.code(),
                    refused.field(),
                    refused.detail());
            return this;
        }
        timers.startSingleTimer(tableId, new Create(answer.terms()), RETRY);
        return this;
    }
}
