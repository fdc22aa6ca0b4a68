package io.croupier.round;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import io.croupier.round.domain.TableRules;
import io.croupier.round.domain.TableTerms;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Keeps a node's copy of the directory: asks for what came behind what it has, quickly until it has all once. */
final class DirectoryFollower extends AbstractBehavior<DirectoryFollower.Command> {
    private static final Duration SOON = Duration.ofMillis(100);

    sealed interface Command {}

    private record Look() implements Command {}

    private record Seen(DirectoryEntity.@Nullable Page page) implements Command {}

    private final TimerScheduler<Command> timers;
    private final TableDirectory directory;
    private final Duration interval;
    /** Tables of the configuration that are on their way into the directory. */
    private final Set<String> expected;

    private int seen;
    private boolean complete;

    static Behavior<Command> create(TableDirectory directory, DirectorySettings settings) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new DirectoryFollower(context, timers, directory, settings)));
    }

    private DirectoryFollower(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            TableDirectory directory,
            DirectorySettings settings) {
        super(context);
        this.timers = timers;
        this.directory = directory;
        this.interval = settings.refreshInterval();
        this.expected = settings.houseTables().stream()
                .filter(terms -> TableRules.broken(terms) == null)
                .map(TableTerms::tableId)
                .collect(Collectors.toSet());
        look();
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Look.class, message -> look())
                .onMessage(Seen.class, this::onSeen)
                .build();
    }

    private Behavior<Command> look() {
        getContext().pipeToSelf(directory.page(seen), (page, failure) -> new Seen(page));
        return this;
    }

    private Behavior<Command> onSeen(Seen answer) {
        DirectoryEntity.Page page = answer.page();
        if (page == null) {
            timers.startSingleTimer(new Look(), complete ? interval : SOON);
            return this;
        }
        if (!page.tables().isEmpty()) {
            directory.add(page.tables());
            seen += page.tables().size();
        }
        if (seen < page.total()) {
            return look();
        }
        complete = complete || directory.knows(expected);
        if (complete) {
            directory.complete();
        }
        timers.startSingleTimer(new Look(), complete ? interval : SOON);
        return this;
    }
}
