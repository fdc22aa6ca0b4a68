package io.croupier.simulations;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigFactory;
import io.croupier.http.cluster.NodeCertificates;
import io.croupier.http.front.Front;
import io.croupier.kubernetes.fake.FakeApiServer;
import io.croupier.kubernetes.fake.FakeCell;
import io.croupier.simulations.chaos.DatabaseServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * A cell as on Kubernetes: one PostgreSQL, the API server with its controllers, pods that are JVMs of the packaged program and
 * form their cluster through that server, and one address for clients.
 */
final class PodCell implements AutoCloseable {
    private static final int HTTP = 8080;
    private static final int LIVE = 8081;
    private static final int MANAGEMENT = 8558;
    private static final int KEY_BYTES = 32;
    private static final Duration LIMIT = Duration.ofMinutes(10);

    /** Of all cells: short waits where a busy machine can keep to them, and long ones where it cannot. */
    private static final String SETTINGS = """
            croupier.database.connect-timeout = 30 s
            akka.cluster.failure-detector.acceptable-heartbeat-pause = 10 s
            akka.cluster.split-brain-resolver.stable-after = 3 s
            akka.management.cluster.bootstrap.contact-point-discovery {
              stable-margin = 2 s, interval = 500 ms, exponential-backoff-max = 2 s }
            akka-persistence-jdbc.shared-databases.slick.db { numThreads = 4, maxConnections = 4 }
            croupier.node { join-timeout = 5 m, ready-timeout = 10 m, warm-up = 1 s }
            croupier.kubernetes.api.timeout = 10 s
            croupier.guard { look-interval = 500 ms, settle = 1 s, slo { longest-p95 = 60 s, most-failures = 0.05 } }
            """;

    private final HttpClient http;
    private final long began = System.nanoTime();
    private final DatabaseServer database;
    private final PodJvms pods;
    private final FakeCell kubernetes;
    private final FakeApiServer server;
    private final ActorSystem<Void> front;
    private final Thread stop = new Thread(this::end, "stop-pods");

    /** Everything but the pods runs; see {@link #begin}. */
    PodCell(Path home, int replicas, String config, HttpClient http) {
        this.http = http;
        this.database = DatabaseServer.in(home.resolve("database"));
        try {
            Files.createDirectories(home.resolve("accounts"));
            NodeCertificates.readyIn(home.resolve("tls"), Instant.now());
        } catch (IOException failure) {
            throw new SimulationException(home + " cannot be written: " + failure.getMessage(), failure);
        }
        this.pods = new PodJvms(
                System.getProperty("croupier.jar", ""), home, SETTINGS + config, environment(home, replicas), http);
        this.kubernetes = new FakeCell(replicas, 1, pods);
        this.server = new FakeApiServer(home.resolve("accounts"), kubernetes);
        this.front = ActorSystem.create(
                Behaviors.empty(),
                "front",
                ConfigFactory.parseString("akka.actor.provider = local").withFallback(ConfigFactory.load()));
        Runtime.getRuntime().addShutdownHook(stop);
        database.start();
        var limits = Front.Limits.of(front.settings().config());
        var doors = new Front(front, limits, pods::serving);
        for (int port : new int[] {HTTP, LIVE}) {
            doors.listen(pods.frontAddress(), port).toCompletableFuture().join();
        }
    }

    private Map<String, String> environment(Path home, int replicas) {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return Map.of(
                "CROUPIER_CLUSTER_FORMATION", "kubernetes",
                "CROUPIER_CONTACT_POINTS", Integer.toString(replicas),
                "CROUPIER_TLS_DIR", home.resolve("tls").toString(),
                "CROUPIER_DEV_MODE", "on",
                "CROUPIER_DEV_KEYS_DIR", home.toString(),
                "CROUPIER_CHECKPOINTS_DIR", home.resolve("checkpoints").toString(),
                "CROUPIER_MASTER_KEY", Base64.getEncoder().encodeToString(key),
                "CROUPIER_DB_URL", database.address().jdbcUrl(),
                "CROUPIER_DB_USER", database.address().user(),
                "CROUPIER_DB_PASSWORD", database.address().password());
    }

    /** Starts all pods at once. */
    void begin() {
        pods.begin(server);
    }

    PodJvms pods() {
        return pods;
    }

    FakeCell kubernetes() {
        return kubernetes;
    }

    FakeApiServer server() {
        return server;
    }

    DatabaseServer database() {
        return database;
    }

    /** Lets the pod of this ordinal see these pods, and no others, of {@code all}. */
    void sees(int all, int ordinal, Integer... seen) {
        Set<Integer> visible = Set.of(seen);
        Set<String> hidden = new TreeSet<>();
        for (int other = 0; other < all; other++) {
            if (!visible.contains(other)) {
                hidden.add(FakeCell.NAME + "-" + other);
            }
        }
        server.hide(FakeCell.NAME + "-" + ordinal, hidden);
    }

    /** The machines of these pods are gone with them; the pods are made again. */
    void loseMachines(List<String> names) {
        names.forEach(pods::loseMachine);
        names.forEach(kubernetes::lose);
    }

    /** How often this pod has asked for the others, and was told. */
    private long questions(String pod) {
        String line = pod + " GET pods 200";
        return server.asked().stream().filter(line::equals).count();
    }

    /** Until each of these pods has asked so many times more. */
    void awaitQuestions(List<String> names, int more) {
        Map<String, Long> before = names.stream().collect(Collectors.toMap(pod -> pod, this::questions));
        await(
                "all ask again",
                () -> before.entrySet().stream().allMatch(pod -> questions(pod.getKey()) >= pod.getValue() + more));
    }

    /** What clients connect to. */
    Target target() {
        return new Target(
                api(pods.frontAddress()),
                URI.create("ws://" + pods.frontAddress() + ":" + LIVE + "/live"),
                Api.ProviderKey.DEV,
                null,
                List.of(),
                true,
                null);
    }

    URI api(String address) {
        return URI.create("http://" + address + ":" + HTTP);
    }

    /**
     * What one node takes for its cluster.
     *
     * @param up addresses of the full members
     * @param others whether there is anybody else, or anybody whom it cannot reach
     * @param oldest the address of the oldest, empty where it knows none
     */
    record View(Set<String> up, boolean others, String oldest) {
        static final View NONE = new View(Set.of(), false, "");
    }

    /** As the node at this address says; {@link View#NONE} where it is in no cluster, or does not answer. */
    View viewOf(String address) {
        return get("http://" + address + ":" + MANAGEMENT + "/cluster/members")
                .map(body -> view(Json.parse(body)))
                .orElse(View.NONE);
    }

    private static View view(JsonNode answer) {
        Set<String> up = new TreeSet<>();
        boolean others = answer.path("unreachable").size() > 0;
        for (JsonNode member : answer.path("members")) {
            if (Json.text(member, "status").equals("Up")) {
                up.add(host(Json.text(member, "node")));
            } else {
                others = true;
            }
        }
        return new View(up, others, host(Json.text(answer, "oldest")));
    }

    private static String host(String node) {
        return node.replaceAll(".*@|:.*", "");
    }

    /** Whether this node answers at all: from then on it says truly whether it is in a cluster. */
    boolean answers(String address) {
        return get("http://" + address + ":" + MANAGEMENT + "/alive").isPresent();
    }

    private Optional<String> get(String uri) {
        var request = HttpRequest.newBuilder(URI.create(uri))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
        } catch (IOException silent) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SimulationException("interrupted", interrupted);
        }
    }

    /** The addresses of all pods. */
    Set<String> addresses() {
        return pods.all().stream().map(PodJvm::address).collect(Collectors.toSet());
    }

    /**
     * What all pods take for their cluster.
     *
     * @throws SimulationException where two of them are in clusters that have nobody in common
     */
    List<View> views() {
        List<View> views = addresses().stream().map(this::viewOf).toList();
        for (View one : views) {
            for (View other : views) {
                if (!one.up.isEmpty() && !other.up.isEmpty() && Collections.disjoint(one.up, other.up)) {
                    throw new SimulationException("two clusters: " + one.up + " and " + other.up);
                }
            }
        }
        return views;
    }

    /** Until there are so many pods, all ready, and each sees exactly these as full members and reaches them. */
    void awaitOneCluster(int size) {
        await("one cluster of " + size, () -> {
            Set<String> all = addresses();
            return all.size() == size
                    && pods.serving().size() == size
                    && views().stream().allMatch(view -> view.up.equals(all) && !view.others);
        });
        say("one cluster of " + size + ": " + new TreeSet<>(addresses()) + ", JVMs started again: " + restarts());
    }

    void await(String what, BooleanSupplier condition) {
        try {
            ClusterProgram.await(LIMIT, what, condition);
        } catch (SimulationException late) {
            throw new SimulationException(late.getMessage() + "\n" + picture(), late);
        }
    }

    /** Everything that helps to see why something did not come. */
    private String picture() {
        return kubernetes.history() + "\n" + kubernetes.budget() + "\n"
                + pods.all().stream()
                        .map(pod -> pod.spec().name() + " at " + pod.address() + " serves=" + pod.serves()
                                + " restarts=" + pod.restarts() + " sees " + viewOf(pod.address()) + "\n"
                                + pod.lastLines())
                        .collect(Collectors.joining("\n"));
    }

    /** How often JVMs ended unasked and were started again, over all pods that there are. */
    int restarts() {
        return pods.all().stream().mapToInt(PodJvm::restarts).sum();
    }

    /** Prints what was seen, with the time since the cell was made. */
    void say(String what) {
        System.out.println(String.format(Locale.ROOT, "%7.1f s  %s", (System.nanoTime() - began) / 1e9, what));
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(stop);
        } catch (IllegalStateException ending) {
            // It runs already, and waits for the same end.
        }
    }

    private synchronized void end() {
        pods.close();
        front.terminate();
        server.close();
        database.close();
    }
}
