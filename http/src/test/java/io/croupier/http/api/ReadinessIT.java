package io.croupier.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import io.croupier.http.TestNode;
import io.croupier.http.api.ApiClient.Answer;
import io.croupier.http.api.ApiClient.Person;
import io.croupier.http.database.EmbeddedDatabase;
import io.croupier.http.database.EmbeddedSettings;
import io.croupier.http.database.FreePort;
import io.croupier.http.database.Migrations;
import io.croupier.http.node.BuildInfo;
import io.croupier.http.node.CroupierNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One node's life as its readiness tells it, with a database that is held back, frozen, and there again. */
class ReadinessIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path directory;

    private static EmbeddedDatabase database;
    private static URI management;

    /** What {@code /ready} said; status 0: nothing answered. */
    private record Readiness(int status, String body) {
        boolean lacksOnly(String... parts) {
            return status == 503 && parts().equals(List.of(parts));
        }

        List<String> parts() {
            try {
                JsonNode missing = JSON.readTree(body).path("missing");
                List<String> parts = new ArrayList<>();
                missing.forEach(each -> parts.add(each.path("part").asText()));
                return parts;
            } catch (IOException e) {
                throw new UncheckedIOException(body, e);
            }
        }
    }

    @BeforeAll
    static void startDatabase() throws IOException {
        database = EmbeddedDatabase.in(
                directory.resolve("database"),
                EmbeddedSettings.from(ConfigFactory.parseString(
                                "croupier.database.embedded { max-wal-size = 512MB, shared-buffers = 64MB }")
                        .withFallback(ConfigFactory.load())),
                BuildInfo.current().postgres(),
                Duration.ofSeconds(30),
                Duration.ofSeconds(120),
                line -> {});
        database.start();
        Migrations.run(database.access());
        management = URI.create("http://127.0.0.1:" + FreePort.of(InetAddress.getLoopbackAddress()));
    }

    @AfterAll
    static void stopDatabase() {
        database.close();
    }

    private static CroupierNode start() {
        return CroupierNode.start(TestNode.settings(directory.resolve("node"), """
                croupier {
                  management.port = %d
                  master-key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
                  database { url = "%s", user = "%s", password = "%s" }
                  metrics { sample-interval = 200 ms, recent = 10 s, database-down-after = 2 s }
                  node { canary { timeout = 2 s, pause = 100 ms }, warm-up = 1 s }
                  round.house-tables = []
                }
                """.formatted(
                        management.getPort(),
                        database.access().jdbcUrl(),
                        database.access().user(),
                        database.access().password())));
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(management.resolve(path))
                .timeout(Duration.ofSeconds(10))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static Readiness readiness() {
        try {
            HttpResponse<String> response = get("/ready");
            return new Readiness(response.statusCode(), response.body());
        } catch (IOException notYet) {
            return new Readiness(0, "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Holds a lock until it is closed. */
    private static Connection locked(String lock) throws SQLException {
        Connection connection = database.access().connect();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(lock);
        }
        return connection;
    }

    @Test
    void isReadyOnlyWithACanarySeenStaysSoWithoutADatabaseAndEndsBeforeThePorts() throws Exception {
        CompletableFuture<CroupierNode> starting;
        try (Connection held = locked("LOCK TABLE event_journal IN EXCLUSIVE MODE")) {
            starting = CompletableFuture.supplyAsync(ReadinessIT::start);
            Readiness waits = Eventually.get(
                    ReadinessIT::readiness, seen -> seen.lacksOnly("canary", "warm_up") || starting.isDone());
            assertThat(waits.parts()).as(waits.body()).containsExactly("canary", "warm_up");
            assertThat(get("/alive").statusCode()).isEqualTo(200);
            Readiness told = Eventually.get(
                    ReadinessIT::readiness, seen -> !seen.body().contains("no event of this start was stored yet"));
            assertThat(told.status()).isEqualTo(503);
            assertThat(starting).isNotDone();
            held.rollback();
        }
        try (CroupierNode node = starting.join()) {
            assertThat(readiness()).isEqualTo(new Readiness(200, "{\"missing\":[],\"ready\":true}"));
            staysReadyWhileTheDatabaseIsFrozen();
            servesWhatIsUnderWayWhenItLeaves(node);
        }
    }

    private static void staysReadyWhileTheDatabaseIsFrozen() throws IOException, InterruptedException {
        Eventually.get(() -> Scrape.of(management), scrape -> scrape.value("croupier_database_up") == 1);
        List<Long> server = server();
        signal("STOP", server);
        try {
            Scrape out =
                    Eventually.get(() -> Scrape.of(management), scrape -> scrape.value("croupier_database_up") == 0);
            assertThat(out.value("croupier_ready")).isEqualTo(1);
            assertThat(readiness().status()).isEqualTo(200);
            assertThat(get("/alive").statusCode()).isEqualTo(200);
        } finally {
            signal("CONT", server);
        }
        Eventually.get(() -> Scrape.of(management), scrape -> scrape.value("croupier_database_up") == 1);
    }

    /** PostgreSQL's main process and all that it has begun. */
    private static List<Long> server() throws IOException {
        Optional<Path> file;
        try (Stream<Path> files = Files.walk(directory.resolve("database"))) {
            file = files.filter(each -> each.endsWith("postmaster.pid")).findFirst();
        }
        long pid = Long.parseLong(Files.readAllLines(file.orElseThrow()).get(0).strip());
        ProcessHandle main = ProcessHandle.of(pid).orElseThrow();
        return Stream.concat(Stream.of(main), main.descendants())
                .map(ProcessHandle::pid)
                .toList();
    }

    /** By the shell's own kill: a program of that name may not be installed. */
    private static void signal(String name, List<Long> pids) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("/bin/sh", "-c", "kill -s " + name + " \"$@\"", "sh"));
        pids.forEach(pid -> words.add(Long.toString(pid)));
        assertThat(new ProcessBuilder(words).inheritIO().start().waitFor()).isZero();
    }

    private static void servesWhatIsUnderWayWhenItLeaves(CroupierNode node) throws Exception {
        ApiClient api = new ApiClient(node.httpUri());
        Person ann = api.player("ann", 1000);
        CompletableFuture<Answer> underWay;
        CompletableFuture<Void> leaving;
        try (Connection held = locked("LOCK TABLE player_transaction IN ACCESS EXCLUSIVE MODE")) {
            underWay = CompletableFuture.supplyAsync(() -> api.get("/v1/me/transactions", ann));
            Eventually.get(
                    () -> Scrape.of(management), scrape -> scrape.value("croupier_http_requests_under_way") == 1);
            leaving = CompletableFuture.runAsync(node::close);
            Readiness leaves = Eventually.get(ReadinessIT::readiness, seen -> seen.status() != 200);
            assertThat(leaves.status()).as(leaves.body()).isEqualTo(503);
            assertThat(leaves.parts()).contains("staying");
            assertThat(get("/alive").statusCode()).isEqualTo(200);
            assertThat(underWay).isNotDone();
            held.rollback();
        }
        underWay.join().is(200);
        leaving.join();
    }
}
