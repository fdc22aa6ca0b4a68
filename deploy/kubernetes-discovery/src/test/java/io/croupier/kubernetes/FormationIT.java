package io.croupier.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.croupier.kubernetes.fake.FakeApiServer;
import io.croupier.kubernetes.fake.FakeApiServer.Account;
import io.croupier.kubernetes.fake.FakeCell;
import io.croupier.kubernetes.fake.PodRuntime;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real nodes find each other through the API server: three at once become one cluster, and never two. */
class FormationIT {
    private static final int NODES = 3;
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final List<String> addresses = new ArrayList<>();
    private final List<Account> accounts = new ArrayList<>();
    private FakeApiServer server;
    private @Nullable Process nodes;

    /** A net of its own below 127.0.0.0/8: others may listen on the same ports elsewhere. */
    @BeforeEach
    void listen() {
        var random = ThreadLocalRandom.current();
        String net = "127." + random.nextInt(2, 255) + "." + random.nextInt(1, 255) + ".";
        PodRuntime runtime = new PodRuntime() {
            @Override
            public String start(Spec pod, Told told) {
                addresses.add(net + (addresses.size() + 1));
                return addresses.get(addresses.size() - 1);
            }

            @Override
            public void stop(Spec pod, Runnable gone) {
                gone.run();
            }
        };
        server = new FakeApiServer(directory, new FakeCell(NODES, 1, runtime));
        for (int i = 0; i < NODES; i++) {
            accounts.add(server.account(reader(i)));
        }
    }

    private static String reader(int node) {
        return "node-" + node;
    }

    private void start() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2",
                "-cp",
                System.getProperty("java.class.path"),
                FormationNodes.class.getName(),
                directory.toString()));
        for (int i = 0; i < NODES; i++) {
            command.add(reader(i));
            command.add(addresses.get(i));
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target", "formation-nodes.log").toFile());
        builder.environment()
                .putAll(Map.of(
                        "KUBERNETES_SERVICE_HOST", "127.0.0.1",
                        "KUBERNETES_SERVICE_PORT", Integer.toString(server.port()),
                        "CROUPIER_CONTACT_POINTS", Integer.toString(NODES)));
        nodes = builder.start();
    }

    @AfterEach
    void stop() {
        kill();
        server.close();
    }

    private void kill() {
        Process running = nodes;
        if (running != null) {
            running.destroyForcibly().onExit().join();
        }
    }

    /** The addresses that this node counts as members that are up; empty where it is in no cluster, or does not answer yet. */
    private Set<String> members(int node) {
        try {
            var request = HttpRequest.newBuilder(URI.create("http://" + addresses.get(node) + ":8558/cluster/members"))
                    .timeout(Duration.ofSeconds(10))
                    .build();
            JsonNode answer =
                    JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
            List<String> members = new ArrayList<>();
            answer.path("members").forEach(member -> {
                if (member.path("status").asText().equals("Up")) {
                    members.add(member.path("node").asText());
                }
            });
            return Set.copyOf(members);
        } catch (IOException notYet) {
            return Set.of();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private List<Set<String>> all() {
        return IntStream.range(0, NODES).mapToObj(this::members).toList();
    }

    private void awaitOneCluster() {
        await("one cluster of all", () -> all().stream().allMatch(members -> members.size() == NODES));
        assertThat(Set.copyOf(all()))
                .as("what the nodes take for their cluster")
                .hasSize(1);
    }

    /** Until each node has asked so many more times, which takes several times as long as a decision. */
    private void awaitQuestions(String outcome) {
        List<Long> before = IntStream.range(0, NODES)
                .mapToObj(node -> questions(node, outcome))
                .toList();
        await(
                "all nodes ask " + outcome,
                () -> IntStream.range(0, NODES).allMatch(node -> questions(node, outcome) >= before.get(node) + 15));
    }

    private long questions(int node, String outcome) {
        String line = reader(node) + " GET pods " + outcome;
        return server.asked().stream().filter(line::equals).count();
    }

    private void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("the time until " + what).isLessThan(deadline);
            assertThat(nodes != null && nodes.isAlive())
                    .as("the nodes' JVM runs, see target/formation-nodes.log")
                    .isTrue();
            try {
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(interrupted);
            }
        }
    }

    private void sees(int node, Integer... others) {
        Set<Integer> seen = Set.of(others);
        List<String> unseen = IntStream.range(0, NODES)
                .filter(other -> !seen.contains(other))
                .mapToObj(other -> "croupier-" + other)
                .toList();
        server.hide(reader(node), Set.copyOf(unseen));
    }

    @Test
    void podsThatSeeTooFewBeginNoClusterAndAllTogetherOne() throws IOException {
        IntStream.range(0, NODES).forEach(node -> sees(node, node));
        start();
        awaitQuestions("200");
        assertThat(all()).as("each sees itself alone").containsOnly(Set.of());

        sees(0, 0, 1);
        sees(1, 0, 1);
        awaitQuestions("200");
        assertThat(all()).as("two see each other").containsOnly(Set.of());

        IntStream.range(0, NODES).forEach(node -> sees(node, 0, 1, 2));
        awaitOneCluster();
    }

    /** Discovery keeps the token that it has read first; a node that cannot join ends after a while and is started again. */
    @Test
    void podsWhoseTokenHasExpiredBeginNoClusterUntilTheyAreStartedWithTheNext() throws IOException {
        server.expireTokens();
        start();
        await(
                "they are turned away",
                () -> server.asked().stream()
                                .filter("nobody GET pods 401"::equals)
                                .count()
                        >= 2 * NODES);
        assertThat(all()).containsOnly(Set.of());

        for (int i = 0; i < NODES; i++) {
            server.renew(accounts.get(i), reader(i));
        }
        kill();
        start();
        awaitOneCluster();
    }
}
