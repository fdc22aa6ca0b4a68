package io.croupier.http.node;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.management.javadsl.AkkaManagement;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.zaxxer.hikari.HikariDataSource;
import io.croupier.edge.EdgeSettings;
import io.croupier.feed.Checkpoints;
import io.croupier.feed.EventFeed;
import io.croupier.http.api.Api;
import io.croupier.http.database.DatabaseAccess;
import io.croupier.http.database.DatabaseFailure;
import io.croupier.http.database.DatabaseLock;
import io.croupier.http.handover.HandOver;
import io.croupier.http.readiness.CanaryWatch;
import io.croupier.http.readiness.Readiness.Part;
import io.croupier.http.reconciliation.ReconciliationSettings;
import io.croupier.http.reconciliation.ReconciliationWatch;
import io.croupier.http.reconciliation.Reconciliations;
import io.croupier.http.store.Blocking;
import io.croupier.round.TableDirectory;
import io.croupier.wallet.Wallets;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running node of Croupier: the database that it brought along or was pointed at, its actor system as a member
 * of a cluster, and its open ports. Several may run in one JVM, each with its own data directory and ports.
 *
 * <p>It starts from the bottom up: database beside the actor system (both take seconds), then schema, membership,
 * wallets, rounds, live edge, HTTP, and beside all of them the management port, which says what is missing; it stops from the top down, the database last.
 */
public final class CroupierNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CroupierNode.class);
    private static final String SYSTEM_NAME = "croupier";

    private final NodeSettings settings;
    private final DataDirectory lock;
    private final NodeDatabase database;
    private final ActorSystem<Void> system;
    private final HikariDataSource dataSource;
    private final HikariDataSource feedPool;
    private final CompletableFuture<DatabaseLock> databaseLock;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable Api api;

    private CroupierNode(
            NodeSettings settings,
            DataDirectory lock,
            NodeDatabase database,
            ActorSystem<Void> system,
            HikariDataSource dataSource,
            HikariDataSource feedPool,
            CompletableFuture<DatabaseLock> databaseLock) {
        this.settings = settings;
        this.lock = lock;
        this.database = database;
        this.system = system;
        this.dataSource = dataSource;
        this.feedPool = feedPool;
        this.databaseLock = databaseLock;
    }

    /** As {@link #start(NodeSettings, Consumer)}, in silence. */
    public static CroupierNode start(NodeSettings settings) {
        return start(settings, line -> LOG.debug("start: {}", line));
    }

    /**
     * Starts a node and returns when it is ready for requests.
     *
     * @param progress told of each step that is done, from several threads
     * @throws StartFailure when it can't; then nothing of it is left running
     */
    public static CroupierNode start(NodeSettings configured, Consumer<String> progress) {
        return start(configured, progress, node -> {});
    }

    /**
     * As {@link #start(NodeSettings, Consumer)}.
     *
     * @param joining is given the node before it becomes a member, which may be long before it serves requests: from then on it may
     *     own wallets, and whoever ends it must close it
     */
    public static CroupierNode start(
            NodeSettings configured, Consumer<String> progress, Consumer<CroupierNode> joining) {
        requireUsable(configured.config());
        MasterKey.check(configured);
        configured.formation().check(configured);
        Config tls = RemotingTls.settings(configured.config());
        NodeSettings settings = configured.on(configured.ports().claimed(configured.bind()));
        DataDirectory lock = DataDirectory.take(settings.dataDirectory());
        try {
            NodeDatabase database = NodeDatabase.of(settings, progress);
            return start(settings, tls, lock, database, progress, joining);
        } catch (DatabaseFailure failure) {
            lock.close();
            throw new StartFailure(String.valueOf(failure.getMessage()), failure);
        } catch (RuntimeException failure) {
            lock.close();
            throw failure;
        }
    }

    private static CroupierNode start(
            NodeSettings settings,
            Config tls,
            DataDirectory lock,
            NodeDatabase database,
            Consumer<String> progress,
            Consumer<CroupierNode> joining) {
        CompletableFuture<DatabaseLock> ready = new CompletableFuture<>();
        Thread starter = new Thread(() -> complete(ready, () -> begin(settings, database, progress)), "database-start");
        starter.start();
        ActorSystem<Void> system;
        try {
            system = ActorSystem.create(
                    Behaviors.empty(), SYSTEM_NAME, tls.withFallback(akkaSettings(settings, database.access())));
        } catch (RuntimeException failure) {
            release(ready);
            database.close();
            throw new StartFailure("the actor system does not start: " + rootMessage(failure), failure);
        }
        Config pool = settings.config().getConfig("croupier.database");
        CroupierNode node = new CroupierNode(
                settings,
                lock,
                database,
                system,
                database.access().pool(pool.getInt("pool-size"), pool.getDuration("pool-wait")),
                database.access().pool(pool.getInt("feed-pool-size"), pool.getDuration("pool-wait")),
                ready);
        try {
            node.join(progress, joining);
            return node;
        } catch (RuntimeException failure) {
            node.close();
            throw toldAsSetting(failure);
        }
    }

    /** The schema is touched only by whoever may serve it. */
    private static DatabaseLock begin(NodeSettings settings, NodeDatabase database, Consumer<String> progress) {
        database.begin(progress);
        DatabaseLock lock = DatabaseLock.take(
                database.access(),
                settings.formation() == Formation.SINGLE,
                DatabaseLock.Settings.from(settings.config()),
                progress);
        try {
            database.migrate(progress);
            return lock;
        } catch (RuntimeException failure) {
            lock.close();
            throw failure;
        }
    }

    /** Waits for the database's start, which cannot be broken off. */
    private static void release(CompletableFuture<DatabaseLock> lock) {
        lock.handle((taken, failure) -> Optional.ofNullable(taken)).join().ifPresent(DatabaseLock::close);
    }

    /** Reads what is needed late in the start: what cannot be used is told before anything has begun. */
    private static void requireUsable(Config config) {
        try {
            ReconciliationSettings.from(config);
            EdgeSettings.from(config);
            HandOver.check(config);
            DatabaseLock.Settings.from(config);
        } catch (RuntimeException failure) {
            throw toldAsSetting(failure);
        }
    }

    private static RuntimeException toldAsSetting(RuntimeException failure) {
        return failure instanceof IllegalArgumentException || failure instanceof ConfigException
                ? new StartFailure("a setting cannot be used: " + failure.getMessage(), failure)
                : failure;
    }

    private void join(Consumer<String> progress, Consumer<CroupierNode> joining) {
        Duration limit = settings.joinTimeout();
        var figures = new NodeFigures(system);
        figures.process(dataSource, feedPool);
        var steps = new ReadySteps(system, settings.config());
        HandOver handOver = HandOver.on(system);
        // From now on whoever asks is told what the node waits for.
        HttpClasses.initialise();
        await("the management port", AkkaManagement.get(system).start(), limit);
        DatabaseLock lock = await("the database", databaseLock, Duration.ofDays(1));
        lock.watch(this::leave);
        steps.reached(Part.DATABASE);
        joining.accept(this);
        Blocking blocking = blocking();
        settings.formation().join(system, SignsOfLife.of(system, blocking));
        CompletableFuture<Done> member = Membership.up(system);
        await("membership of the cluster", member, limit);
        steps.reached(Part.MEMBERSHIP);
        progress.accept("member of the cluster at " + system.address());
        Services services = new Services(settings, system, handOver.sharding(), dataSource, Clock.systemUTC(), figures);
        TableDirectory tables = await("the directory of tables", services.entities(), limit);
        EventFeed.start(system, feedPool);
        Checkpoints.start(
                system,
                feedPool,
                CheckpointAccess.folder(settings),
                CheckpointAccess.key(settings, MasterKey.of(settings)));
        watchMoney(figures, blocking);
        CanaryWatch canary = steps.canary(handOver.sharding(), blocking);
        progress.accept("wallets, rounds and tables are up");
        Api opened = openDoors(services, tables, progress);
        figures.underWay(opened::requestsUnderWay);
        figures.guard(opened.guard());
        steps.reached(Part.PORTS);
        await("the shards' coordinators", steps.sharding(), settings.readyTimeout());
        await("an event through the journal", canary.seen(), settings.readyTimeout());
        if (opened.guard().isPresent()) {
            figures.pulse(steps.pulse(canary));
        }
        steps.warmUp(opened.uncountedRoutes(), canary, wallets());
        handOver.started();
    }

    /** Somebody else serves the database. */
    private void leave() {
        var unused = CoordinatedShutdown.get(system).runAll(CoordinatedShutdown.unknownReason());
    }

    private Blocking blocking() {
        return new Blocking(
                dataSource, system.dispatchers().lookup(DispatcherSelector.fromConfig(Api.BLOCKING_DISPATCHER)));
    }

    private void watchMoney(NodeFigures figures, Blocking blocking) {
        ReconciliationWatch.start(system, Reconciliations.of(system, blocking), Clock.systemUTC(), figures.watch());
        figures.database(database.access());
    }

    private Api openDoors(Services services, TableDirectory tables, Consumer<String> progress) {
        Duration limit = settings.joinTimeout();
        await("the live port", services.live(tables), limit);
        Api opened = await("the providers' keys", services.api(tables), limit);
        api = opened;
        ServerBinding http = await(
                "the HTTP port",
                Http.get(system)
                        .newServerAt(settings.bind(), settings.ports().http())
                        .bind(opened.routes()),
                limit);
        http.addToCoordinatedShutdown(settings.config().getDuration("croupier.http.drain-timeout"), system);
        progress.accept("ports are open");
        return opened;
    }

    public ActorSystem<Void> system() {
        return system;
    }

    public ClusterSharding sharding() {
        return ClusterSharding.get(system);
    }

    /** All wallets of the cluster. */
    public Wallets wallets() {
        return new Wallets(system, sharding());
    }

    /** The HTTP API that it serves. */
    public Api api() {
        return Objects.requireNonNull(api, "the node is not open yet");
    }

    /** With the ports that it really listens on. */
    public NodeSettings settings() {
        return settings;
    }

    /** How to reach its database, for a connection of one's own. */
    public DatabaseAccess database() {
        return database.access();
    }

    /** Whether the others have removed it from the cluster, and it is on its way out. */
    public boolean isDowned() {
        return CoordinatedShutdown.get(system)
                .getShutdownReason()
                .filter(reason -> reason == CoordinatedShutdown.clusterDowningReason())
                .isPresent();
    }

    /** How long it may stand still before others can have taken over what it has; empty where there are no others. */
    public Optional<Duration> longestPause() {
        Config cluster = system.settings().config().getConfig("akka.cluster");
        return settings.formation() == Formation.SINGLE
                ? Optional.empty()
                : Optional.of(cluster.getDuration("failure-detector.acceptable-heartbeat-pause")
                        .plus(cluster.getDuration("split-brain-resolver.stable-after")));
    }

    /** Runs {@code action} as soon as it begins to leave, whether it was asked to or was removed. */
    public void whenLeaving(Runnable action) {
        CoordinatedShutdown.get(system).addTask(CoordinatedShutdown.PhaseBeforeServiceUnbind(), "leaving", () -> {
            action.run();
            return CompletableFuture.completedFuture(Done.getInstance());
        });
    }

    /** Its small pool for plain SQL. */
    public DataSource dataSource() {
        return dataSource;
    }

    /** {@code http://host:port} of the API and the pages. */
    public URI httpUri() {
        return uri("http", settings.ports().http());
    }

    /** {@code ws://host:port} of the live WebSocket, without its path. */
    public URI liveUri() {
        return uri("ws", settings.ports().live());
    }

    /** {@code http://host:port} of the management port. */
    public URI managementUri() {
        return uri("http", settings.ports().management());
    }

    /** Completes when the actor system has ended, by {@link #close()} or because the cluster removed it. */
    public CompletionStage<Done> whenTerminated() {
        return system.getWhenTerminated();
    }

    /** Drains and closes the ports, leaves the cluster, stops the actors, then the database. Idempotent. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            CoordinatedShutdown.get(system)
                    .runAll(CoordinatedShutdown.jvmExitReason())
                    .toCompletableFuture()
                    .get(settings.stopTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException failure) {
            LOG.error("the actor system did not stop in order: reason={}", failure.toString());
        } finally {
            dataSource.close();
            feedPool.close();
            release(databaseLock);
            try {
                database.close();
            } finally {
                lock.close();
            }
        }
    }

    private URI uri(String scheme, int port) {
        String host = settings.isLocal() ? settings.bind() : settings.advertise();
        return URI.create(scheme + "://" + host + ":" + port);
    }

    private static Config akkaSettings(NodeSettings settings, DatabaseAccess database) {
        String slick = "akka-persistence-jdbc.shared-databases.slick.db.";
        return ConfigFactory.parseMap(Map.ofEntries(
                        Map.entry("akka.remote.artery.canonical.hostname", settings.advertise()),
                        Map.entry(
                                "akka.remote.artery.canonical.port",
                                settings.ports().remoting()),
                        Map.entry("akka.remote.artery.bind.hostname", settings.bind()),
                        Map.entry(
                                "akka.remote.artery.bind.port", settings.ports().remoting()),
                        Map.entry("akka.management.http.hostname", settings.advertise()),
                        Map.entry("akka.management.http.port", settings.ports().management()),
                        Map.entry("akka.management.http.bind-hostname", settings.bind()),
                        Map.entry(
                                "akka.management.http.bind-port",
                                settings.ports().management()),
                        Map.entry("croupier.edge.build", BuildInfo.current().version()),
                        Map.entry(slick + "url", database.jdbcUrl()),
                        Map.entry(slick + "user", database.user()),
                        Map.entry(slick + "password", database.password())))
                .withFallback(settings.config());
    }

    private static <T> void complete(CompletableFuture<T> future, Supplier<T> action) {
        try {
            future.complete(action.get());
        } catch (RuntimeException failure) {
            future.completeExceptionally(failure);
        }
    }

    private static <T> T await(String what, CompletionStage<T> stage, Duration limit) {
        try {
            return stage.toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted while starting " + what, interrupted);
        } catch (TimeoutException late) {
            throw new StartFailure(what + " took longer than " + limit.toSeconds() + " s", late);
        } catch (ExecutionException | CompletionException failure) {
            if (failure.getCause() instanceof DatabaseFailure cause) {
                throw new StartFailure(String.valueOf(cause.getMessage()), cause);
            }
            throw new StartFailure(what + ": " + rootMessage(failure), failure);
        }
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root).lines().findFirst().orElse("");
    }
}
