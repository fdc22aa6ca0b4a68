package io.croupier.kubernetes.guard;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Down;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.croupier.kubernetes.api.ApiSettings;
import io.croupier.kubernetes.api.KubernetesApi;
import io.croupier.kubernetes.fake.FakeApiServer;
import io.croupier.kubernetes.fake.FakeApiServer.Account;
import io.croupier.kubernetes.fake.FakeCell;
import io.croupier.kubernetes.fake.SimulatedPods;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** A guard on real actor systems against a real API server, over pods that are simulated, and a cluster that consists of them. */
final class Cell implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    static final Duration SETTLE = Duration.ofMillis(150);

    final SimulatedPods pods = new SimulatedPods(40);
    final FakeCell kubernetes;
    final FakeApiServer server;
    final Account account;

    private final Map<String, Vitals> vitals = new ConcurrentHashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private volatile String unreachable = "";

    /** A node by itself: two actor systems of one name count as equal. */
    private record Node(ActorSystem<Void> system, Guard guard) {}

    Cell(Path directory, int replicas) {
        kubernetes = new FakeCell(replicas, 1, pods);
        server = new FakeApiServer(directory, kubernetes);
        account = server.account("guard");
    }

    /** A node that takes part in the guard; the first one is a cluster, others join it. */
    ActorSystem<Void> node() {
        Config config = ConfigFactory.parseString("""
                akka {
                  actor { provider = cluster, allow-java-serialization = off }
                  remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                  # Termination is a crash here: nobody leaves.
                  coordinated-shutdown { run-by-jvm-shutdown-hook = off, run-by-actor-system-terminate = off }
                  loglevel = WARNING
                }
                """).withFallback(ConfigFactory.load());
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "guards", config);
        Cluster cluster = Cluster.get(system);
        ActorSystem<Void> seed = nodes.isEmpty() ? system : nodes.get(0).system;
        cluster.manager().tell(Join.create(Cluster.get(seed).selfMember().address()));
        await("the node is up", () -> cluster.selfMember().status().equals(MemberStatus.up()));
        GuardSettings settings = new GuardSettings(
                FakeCell.NAME,
                FakeCell.NAME,
                "app.kubernetes.io/name=croupier",
                Duration.ofMillis(100),
                SETTLE,
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                new ServiceLevel(0.01, Duration.ofMillis(500), 10, Duration.ofMillis(200)));
        ApiSettings api = new ApiSettings(
                URI.create("https://127.0.0.1:" + server.port()),
                account.token(),
                account.ca(),
                account.namespace(),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30));
        nodes.add(new Node(
                system,
                Guard.start(
                        system,
                        settings,
                        () -> new KubernetesApi(api),
                        () -> () -> CompletableFuture.completedFuture(look()),
                        Clock.systemUTC(),
                        Duration.ofSeconds(10))));
        return system;
    }

    /** Each pod that is ready is a member, the first one the oldest. */
    private ClusterFacts look() {
        List<Member> members = new ArrayList<>();
        Map<String, Vitals> told = new HashMap<>();
        for (SimulatedPods.Started pod : pods.started()) {
            members.add(new Member(pod.address(), true, !pod.name().equals(unreachable), members.size()));
            told.put(pod.address(), vitals.getOrDefault(pod.name(), new Vitals(100, 0, 20, null)));
        }
        return new ClusterFacts(members.isEmpty() ? "" : members.get(0).address(), members, "", told);
    }

    /** What this pod says of itself from now on. */
    void says(String pod, Vitals own) {
        vitals.put(pod, own);
    }

    void unreachable(String pod) {
        unreachable = pod;
    }

    /** Ends a node as by a crash, and lets the others declare it dead. */
    void crash(ActorSystem<Void> system) {
        var address = Cluster.get(system).selfMember().address();
        nodes.removeIf(node -> node.system == system);
        system.terminate();
        nodes.forEach(other -> Cluster.get(other.system).manager().tell(new Down(address)));
    }

    private Guard guard() {
        return nodes.get(0).guard;
    }

    /** Whether the node that has the guard shows that it cannot see. */
    boolean blind() {
        return guard().blind();
    }

    RolloutStatus status() {
        return guard().status().toCompletableFuture().join();
    }

    /** The status, when it is as wanted. */
    RolloutStatus await(String what, Predicate<RolloutStatus> wanted) {
        RolloutStatus[] last = new RolloutStatus[1];
        await(what, () -> {
            try {
                last[0] = status();
                return wanted.test(last[0]);
            } catch (CompletionException notNow) {
                return false;
            }
        });
        return last[0];
    }

    Altered tell(String transactionId, Mode mode, boolean ignoreSlo) {
        return guard().alter(new Change(transactionId, mode, "olga", "match day", ignoreSlo))
                .toCompletableFuture()
                .join();
    }

    void awaitSteady() {
        await("all is well and the budget open", status -> status.phase() == Phase.STEADY && status.open());
    }

    void awaitRolled() {
        await("rolled", kubernetes::rolled);
        awaitSteady();
    }

    void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + LIMIT.toSeconds() + " s: " + what + "; history "
                        + kubernetes.history() + " budget " + kubernetes.budget());
            }
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(interrupted);
            }
        }
    }

    @Override
    public void close() {
        nodes.forEach(node -> node.system.terminate());
        nodes.forEach(
                node -> node.system.getWhenTerminated().toCompletableFuture().join());
        server.close();
        pods.close();
    }
}
