package io.croupier.feed;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.ClusterSingleton;
import akka.cluster.typed.SingletonActor;
import akka.projection.HandlerRecoveryStrategy;
import akka.projection.Projection;
import akka.projection.ProjectionBehavior;
import akka.projection.ProjectionId;
import akka.projection.jdbc.javadsl.JdbcProjection;
import io.croupier.wallet.WalletIndex;
import java.util.UUID;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

/**
 * Starts the feed: one owner in the cluster, on its oldest node. That there is one is only a matter of cost: two at once, as in
 * a partition, fence each other in the database. A failed batch is tried again from the cursor after a pause; a fault of
 * the journal is noted in {@link FeedStatus} and tried again in the same way, so that the feed goes on when it is mended.
 */
public final class EventFeed {
    private static final String NAME = "EventFeed";
    private static final String DISPATCHER = "croupier.feed.blocking-dispatcher";
    private static final double JITTER = 0.2;

    private EventFeed() {}

    /**
     * Takes part in the feed; to be called on every node, unless {@code croupier.feed.enabled} is off.
     *
     * @param dataSource a small pool of the feed's own: three connections are enough
     */
    public static void start(ActorSystem<?> system, DataSource dataSource) {
        FeedSettings settings = FeedSettings.from(system.settings().config());
        if (settings.enabled()) {
            String owner = system.address() + "/" + UUID.randomUUID();
            ClusterSingleton.get(system)
                    .init(SingletonActor.of(
                                    Behaviors.supervise(
                                                    ProjectionBehavior.create(projection(system, dataSource, owner)))
                                            .onFailure(SupervisorStrategy.restartWithBackoff(
                                                    settings.minBackOff(), settings.maxBackOff(), JITTER)),
                                    NAME)
                            .withStopMessage(ProjectionBehavior.stopMessage()));
        }
    }

    /**
     * What wallets ask for what they have forgotten, also on a node that takes no part in the feed.
     *
     * @param dataSource one connection of it is in use at a time
     */
    public static WalletIndex index(ActorSystem<?> system, DataSource dataSource) {
        FeedSettings settings = FeedSettings.from(system.settings().config());
        return new TransactionIndex(
                dataSource,
                system.dispatchers().lookup(DispatcherSelector.fromConfig(DISPATCHER)),
                settings.indexBatch(),
                settings.indexWaiting());
    }

    /** The feed itself, for whoever sees to it that it runs. */
    static Projection<Page.Decoded> projection(ActorSystem<?> system, DataSource dataSource, String owner) {
        FeedSettings settings = FeedSettings.from(system.settings().config());
        Executor blocking = system.dispatchers().lookup(DispatcherSelector.fromConfig(DISPATCHER));
        CursorRow row = new CursorRow(owner, settings.restoreEpoch());
        return JdbcProjection.exactlyOnce(
                        ProjectionId.of(NAME, "journal"),
                        new FeedSource(system, dataSource, blocking, settings, row),
                        () -> FeedSession.begin(dataSource),
                        () -> new FeedHandler(new Projector(row)),
                        system)
                .withRecoveryStrategy(HandlerRecoveryStrategy.fail())
                .withRestartBackoff(settings.minBackOff(), settings.maxBackOff(), JITTER)
                .withStatusObserver(new FaultNotes(dataSource, blocking));
    }
}
