package io.croupier.http.cluster;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.croupier.http.front.Front;
import io.croupier.http.node.NodeSettings;
import io.croupier.http.node.Ports;
import io.croupier.http.node.SharedDatabase;
import io.croupier.http.node.StartFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A cluster on this machine: what the nodes share, the nodes, the front before them, and the port that takes commands. All of
 * it ends with this program, and the database last.
 */
final class LocalCluster implements AutoCloseable {
    /** What clients connect to; the nodes have 127.0.0.2 and so on. */
    private static final String FRONT = "127.0.0.1";

    private static final long FRONT_END_S = 10;

    private final NodeSettings settings;
    private final Consumer<String> console;
    private final SharedDatabase database;
    private final ActorSystem<Void> system;
    private final Nodes nodes;
    private final Admission admission;
    private final ScheduledExecutorService prober;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch stopAsked = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    /** Of the caller who asked for the end, beside the console. */
    private volatile Consumer<String> alsoTold = line -> {};

    private LocalCluster(
            NodeSettings settings, ClusterLimits limits, SharedDatabase database, Path keys, Consumer<String> console) {
        this.settings = settings;
        this.console = console;
        this.database = database;
        Config own = ConfigFactory.parseString("akka.actor.provider = local").withFallback(settings.config());
        this.system = ActorSystem.create(Behaviors.empty(), "front", own);
        NodeProbe probe = new NodeProbe(settings.ports().management(), limits.probeTimeout());
        this.admission = new Admission(probe);
        this.nodes = new Nodes(
                limits,
                directory(settings),
                settings.ports().remoting(),
                shared(settings, database, keys),
                probe,
                admission,
                console);
        this.prober = Executors.newSingleThreadScheduledExecutor(action -> {
            var thread = new Thread(action, "readiness");
            thread.setDaemon(true);
            return thread;
        });
        long interval = limits.probeInterval().toMillis();
        var unused = prober.scheduleWithFixedDelay(
                () -> admission.look(nodes.livingAddresses()), interval, interval, TimeUnit.MILLISECONDS);
    }

    /**
     * Starts {@code count} nodes, and returns when they are one cluster and clients are let in.
     *
     * @param console is told what is done, one line each, from several threads
     * @param starting is given the cluster when it has its database and no node yet: whoever ends the program from then on must
     *     close it, which gives the start up
     * @throws ClusterFailure or {@link StartFailure} with one line on what is in the way; then nothing is left running
     */
    static LocalCluster start(
            NodeSettings configured, int count, Consumer<String> console, Consumer<LocalCluster> starting) {
        ClusterLimits limits = ClusterLimits.of(configured.config());
        NodeSettings settings = configured.onFreePorts(FRONT);
        Path keys = settings.dataDirectory().resolve("remoting-tls");
        SharedDatabase database = SharedDatabase.open(
                settings, directory(settings), limits.maxNodes(), limits.earlierRunTimeout(), console);
        LocalCluster cluster;
        try {
            NodeCertificates.readyIn(keys, Instant.now());
            cluster = new LocalCluster(settings, limits, database, keys, console);
        } catch (IOException failure) {
            database.close();
            throw new ClusterFailure("the nodes' keys in " + keys + " can't be made: " + failure, failure);
        } catch (RuntimeException failure) {
            database.close();
            throw failure;
        }
        try {
            starting.accept(cluster);
            cluster.listen();
            cluster.nodes.startFirst(count, console);
            return cluster;
        } catch (RuntimeException failure) {
            cluster.close();
            throw failure;
        }
    }

    private static Path directory(NodeSettings settings) {
        return settings.dataDirectory().resolve("nodes");
    }

    /** What all nodes are told, by the settings' names. */
    private static Map<String, String> shared(NodeSettings settings, SharedDatabase database, Path keys) {
        Ports ports = settings.ports();
        Map<String, String> all = new HashMap<>();
        all.put("croupier.http.port", Integer.toString(ports.http()));
        all.put("croupier.live.port", Integer.toString(ports.live()));
        all.put("croupier.management.port", Integer.toString(ports.management()));
        all.put("croupier.remoting.port", Integer.toString(ports.remoting()));
        all.put("croupier.database.url", database.access().jdbcUrl());
        all.put("croupier.database.user", database.access().user());
        all.put("croupier.database.password", database.access().password());
        all.put("croupier.master-key", database.masterKey());
        all.put("croupier.dev-mode", settings.devMode() ? "on" : "off");
        all.put("croupier.dev-keys-dir", settings.dataDirectory().toString());
        all.put("croupier.cluster.formation", "nodes");
        all.put("croupier.remoting.tls.directory", keys.toString());
        all.put("croupier.remoting.tls.key-file", NodeCertificates.KEY);
        all.put("croupier.remoting.tls.certificate-file", NodeCertificates.CERTIFICATE);
        all.put("croupier.remoting.tls.authority-file", NodeCertificates.AUTHORITY);
        all.put("croupier.node.stop-at-end-of-input", "on");
        if (settings.config().getString("croupier.checkpoints.folder").isEmpty()) {
            all.put(
                    "croupier.checkpoints.folder",
                    settings.dataDirectory().resolve("checkpoints").toString());
        }
        return all;
    }

    private void listen() {
        var front = new Front(system, Front.Limits.of(settings.config()), admission::ready);
        Ports ports = settings.ports();
        for (int port : new int[] {ports.http(), ports.live(), ports.management()}) {
            CompletionStage<Done> listening = front.listen(FRONT, port);
            try {
                listening.toCompletableFuture().join();
            } catch (CompletionException busy) {
                throw new ClusterFailure(
                        "port " + port + " on " + FRONT
                                + " can't be used: set CROUPIER_HTTP_PORT, CROUPIER_LIVE_PORT or"
                                + " CROUPIER_MANAGEMENT_PORT to a free one",
                        busy);
            }
        }
    }

    NodeSettings settings() {
        return settings;
    }

    /** Takes commands until it is closed. */
    ControlPort takeCommands() {
        return ControlPort.open(settings.dataDirectory(), this::command);
    }

    private void command(List<String> words, Consumer<String> progress) {
        switch (words.get(0)) {
            case "status" -> nodes.status().forEach(progress);
            case "add" -> nodes.add(both(progress));
            case "kill" -> nodes.kill(Integer.parseInt(words.get(1)), both(progress));
            case "roll" -> nodes.roll(both(progress));
            case "stop" -> {
                alsoTold = progress;
                stopAsked.countDown();
                awaitStopped();
            }
            default -> throw new ClusterFailure("there is no command '" + words.get(0) + "'");
        }
    }

    private Consumer<String> both(Consumer<String> progress) {
        return line -> {
            console.accept(line);
            progress.accept(line);
        };
    }

    private void awaitStopped() {
        try {
            stopped.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when somebody has asked for the end. */
    void awaitStop() throws InterruptedException {
        stopAsked.await();
    }

    /**
     * Stops the nodes, the youngest first, then the front, then the database; where no client was ever let in, the nodes are killed,
     * since nobody would miss them. Returns when all is done, to whoever else calls it too.
     */
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            awaitStopped();
            return;
        }
        Consumer<String> told = line -> both(alsoTold).accept(line);
        try {
            if (!admission.isOpen()) {
                nodes.killAll();
            }
            nodes.stopAll(told);
            prober.shutdownNow();
            system.terminate();
            system.getWhenTerminated()
                    .toCompletableFuture()
                    .completeOnTimeout(Done.getInstance(), FRONT_END_S, TimeUnit.SECONDS)
                    .join();
        } finally {
            database.close();
            told.accept("the cluster has stopped");
            stopped.countDown();
        }
    }
}
