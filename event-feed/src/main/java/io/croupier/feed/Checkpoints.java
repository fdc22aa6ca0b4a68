package io.croupier.feed;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.ClusterSingleton;
import akka.cluster.typed.SingletonActor;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Makes a checkpoint every so often: one owner in the cluster. One that fails is told of, and tried again at the next time. */
public final class Checkpoints {
    private static final String NAME = "Checkpoints";
    private static final String DISPATCHER = "croupier.feed.blocking-dispatcher";

    private final ActorContext<Command> context;
    private final CheckpointWriter writer;
    private final DataSource dataSource;
    private final Executor blocking;
    private boolean working;

    private sealed interface Command {}

    private enum Due implements Command {
        INSTANCE
    }

    private record Done(@Nullable Checkpoint made, @Nullable Throwable failure) implements Command {}

    private Checkpoints(
            ActorContext<Command> context, CheckpointWriter writer, DataSource dataSource, Executor blocking) {
        this.context = context;
        this.writer = writer;
        this.dataSource = dataSource;
        this.blocking = blocking;
    }

    /**
     * Takes part; to be called on every node.
     *
     * @param folder outside of the database, the same for all nodes
     */
    public static void start(ActorSystem<?> system, DataSource dataSource, Path folder, CheckpointKey key) {
        CheckpointSettings settings = CheckpointSettings.from(system.settings().config());
        Executor blocking = system.dispatchers().lookup(DispatcherSelector.fromConfig(DISPATCHER));
        var writer = new CheckpointWriter(folder, key, settings.keep());
        ClusterSingleton.get(system)
                .init(SingletonActor.of(behavior(settings.interval(), writer, dataSource, blocking), NAME));
    }

    private static Behavior<Command> behavior(
            Duration interval, CheckpointWriter writer, DataSource dataSource, Executor blocking) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(Due.INSTANCE, interval);
            var checkpoints = new Checkpoints(context, writer, dataSource, blocking);
            return Behaviors.receive(Command.class)
                    .onMessage(Due.class, due -> checkpoints.due())
                    .onMessage(Done.class, checkpoints::done)
                    .build();
        }));
    }

    private Behavior<Command> due() {
        if (!working) {
            working = true;
            context.pipeToSelf(CompletableFuture.supplyAsync(this::write, blocking), Done::new);
        }
        return Behaviors.same();
    }

    /** Null where another node makes it right now. */
    private @Nullable Checkpoint write() {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            return writer.write(connection).orElse(null);
        } catch (SQLException | IOException e) {
            throw new CompletionException(e);
        }
    }

    private Behavior<Command> done(Done done) {
        working = false;
        if (done.failure != null) {
            context.getLog().error("no checkpoint could be made; it is tried again at the next time", done.failure);
        } else if (done.made != null) {
            context.getLog().info("checkpoint={} wallets={}", done.made.number(), done.made.wallets());
        }
        return Behaviors.same();
    }
}
