package io.croupier.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.http.TestNode;
import io.croupier.http.api.ApiClient.Person;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a node tells Prometheus after it has really served: exact counts, and nothing that the reference does not list. */
class MetricsIT {
    private static final Path DOCS = Path.of("../docs/reference/metrics.md");
    private static final Path DEPLOY = Path.of("../deploy/k8s");
    private static final Pattern OUR_METRIC = Pattern.compile("\\bcroupier_[a-z0-9_]+");
    private static final String TABLE = "provider-roulette-1";

    /** A node that does nothing by itself, so that each event of its journal is this test's. */
    @RegisterExtension
    static final TestNode NODE = TestNode.with("""
            croupier.metrics.sample-interval = 200 ms
            croupier.reconciliation.interval = 500 ms
            croupier.round.house-tables = [
              { table-id = provider-roulette-1, owner = dev, game = roulette, currency = EUR, books = 1
                min-stake-minor = 10, max-stake-minor = 50000, betting-window = 0s, pause = 0s }
            ]
            """);

    private final ApiClient api = new ApiClient(NODE.node().httpUri());

    private static Scrape scrape() {
        return Scrape.of(NODE.node().managementUri());
    }

    private static double requests(Scrape scrape, String door, String status) {
        return scrape.value("croupier_http_request_duration_seconds_count", door, status);
    }

    @Test
    void isServedAsPrometheusTextOnTheManagementPort() {
        Scrape scrape = scrape();

        assertThat(scrape.status()).isEqualTo(200);
        assertThat(scrape.contentType()).startsWith("text/plain; version=0.0.4");
    }

    @Test
    void countsEachRequestOnceByDoorAndClassOfStatus() {
        Person ann = api.player("ann", 1000);
        Person olga = api.operator("operator");
        Scrape before = scrape();
        for (int i = 0; i < 3; i++) {
            api.get("/v1/me/wallet", ann).is(200);
        }
        api.get("/v1/me/wallet").is(401);
        api.get("/v1/me/wallet").is(401);
        api.get("/operator/v1/audit", olga).is(200);
        api.get("/operator/v1/audit", ann).is(403);
        api.get("/no/where").is(404);
        api.signedGet("/provider/v1/wallets/" + ann.id()).is(200);
        api.signedGet("/provider/v1/wallets/nobody").is(404);
        Scrape after = scrape();

        assertThat(requests(after, "player", "2xx") - requests(before, "player", "2xx"))
                .isEqualTo(3);
        assertThat(requests(after, "player", "4xx") - requests(before, "player", "4xx"))
                .isEqualTo(2);
        assertThat(requests(after, "operator", "2xx") - requests(before, "operator", "2xx"))
                .isEqualTo(1);
        assertThat(requests(after, "operator", "4xx") - requests(before, "operator", "4xx"))
                .isEqualTo(1);
        assertThat(requests(after, "provider", "2xx") - requests(before, "provider", "2xx"))
                .isEqualTo(1);
        assertThat(requests(after, "provider", "4xx") - requests(before, "provider", "4xx"))
                .isEqualTo(1);
        assertThat(requests(after, "none", "4xx") - requests(before, "none", "4xx"))
                .isEqualTo(1);
        assertThat(after.value("croupier_http_requests_under_way")).isZero();
        Scrape sampled =
                Eventually.get(MetricsIT::scrape, scrape -> scrape.value("croupier_http_request_p95_seconds") > 0);
        assertThat(sampled.value("croupier_http_requests_per_second")).isPositive();
    }

    @Test
    void countsAProvidersBetsByTheirOutcome() {
        Person bob = api.player("bob", 1000);
        String bets = "/provider/v1/wallets/" + bob.id() + "/bets";
        String bet = "{\"transactionId\":\"%s\",\"roundId\":\"r\",\"amountMinor\":%d,\"currency\":\"EUR\"}";
        Scrape before = scrape();
        api.signed(bets, bet.formatted("m-1", 400)).is(200);
        api.signed(bets, bet.formatted("m-1", 400)).is(200);
        api.signed(bets, bet.formatted("m-2", 5000)).is(422, "insufficient_funds");
        api.signed(bets, bet.formatted("m-3", 5), "dev", "wrong-secret").is(401, "invalid_signature");
        Scrape after = scrape();

        assertThat(bets(after, "provider", "accepted") - bets(before, "provider", "accepted"))
                .isEqualTo(2);
        assertThat(bets(after, "provider", "rejected") - bets(before, "provider", "rejected"))
                .isEqualTo(1);
        assertThat(bets(after, "provider", "unknown")).isZero();
    }

    private static double bets(Scrape scrape, String door, String outcome) {
        return scrape.value("croupier_bets_total", door, outcome);
    }

    @Test
    void countsSocketsTheirBetsAndOpenRounds() {
        Person eve = api.player("eve", 1000);
        String round = "m" + System.nanoTime();
        api.signed(
                        "/provider/v1/rounds",
                        "{\"roundId\":\"" + round + "\",\"tableId\":\"" + TABLE + "\",\"bettingClosesAt\":\""
                                + Instant.now().plusSeconds(600) + "\"}")
                .is(201);
        Eventually.get(MetricsIT::scrape, scrape -> scrape.value("croupier_open_rounds") == 1);
        Scrape before = scrape();
        assertThat(before.value("croupier_live_sockets")).isZero();
        try (LiveClient socket = LiveClient.connected(NODE.node().liveUri(), eve.token())) {
            socket.say("{'type':'subscribe','id':1,'table':'" + TABLE + "'}");
            socket.answer(1);
            place(socket, 2, round, "b-1", 100);
            assertThat(socket.answer(2).path("type").asText()).isEqualTo("bet_accepted");
            place(socket, 3, round, "b-2", 100);
            assertThat(socket.answer(3).path("type").asText()).isEqualTo("bet_accepted");
            place(socket, 4, round, "b-3", 1);
            assertThat(socket.answer(4).path("type").asText()).isEqualTo("bet_rejected");
            Scrape open = scrape();
            assertThat(open.value("croupier_live_sockets")).isEqualTo(1);
            assertThat(bets(open, "player", "accepted") - bets(before, "player", "accepted"))
                    .isEqualTo(2);
            assertThat(bets(open, "player", "rejected") - bets(before, "player", "rejected"))
                    .isEqualTo(1);
            assertThat(commands(open) - commands(before))
                    .as("one that is refused before a book is asked is none")
                    .isBetween(2.0, 3.0);
            assertThat(open.value("croupier_live_command_duration_seconds_count", "unknown"))
                    .isZero();
            assertThat(open.value("croupier_live_messages_received_total")
                            - before.value("croupier_live_messages_received_total"))
                    .isEqualTo(5);
            assertThat(open.value("croupier_live_sockets_cut_total", "slow")).isZero();
        }
        Eventually.get(MetricsIT::scrape, scrape -> scrape.value("croupier_live_sockets") == 0);
        api.signed("/provider/v1/rounds/" + round + "/void", "{\"reason\":\"test\"}")
                .is(202);
        Eventually.get(MetricsIT::scrape, scrape -> scrape.value("croupier_open_rounds") == 0);
    }

    private static double commands(Scrape scrape) {
        return scrape.value("croupier_live_command_duration_seconds_count", "answered");
    }

    private static void place(LiveClient socket, int id, String round, String bet, long stakeMinor) {
        socket.say("{'type':'place_bet','id':" + id + ",'betId':'" + bet + "','table':'" + TABLE + "','roundId':'"
                + round + "','selection':{'kind':'red'},'stakeMinor':" + stakeMinor + "}");
    }

    @Test
    void countsTheJournalsEventsAndKnowsHowTheFeedIs() {
        api.player("joe", 1000);

        Scrape scrape = Eventually.get(
                MetricsIT::scrape, seen -> seen.value("croupier_journal_events_total") == storedEvents());
        assertThat(scrape.value("croupier_journal_write_duration_seconds_count"))
                .isBetween(1.0, scrape.value("croupier_journal_events_total"));
        assertThat(scrape.value("croupier_journal_failed_writes_total")).isZero();
        assertThat(scrape.value("croupier_database_up")).isEqualTo(1);
        assertThat(scrape.value("croupier_feed_lag_seconds")).isBetween(0.0, 30.0);
        assertThat(scrape.value("croupier_feed_held_up")).isZero();
        assertThat(scrape.value("croupier_feed_fault")).isZero();
        assertThat(scrape.value("croupier_pool_size", "journal")).isEqualTo(8);
    }

    /** All that were ever stored: the sequence counts those too that were deleted. */
    private static double storedEvents() {
        try (Connection connection = NODE.node().dataSource().getConnection();
                ResultSet row = connection
                        .createStatement()
                        .executeQuery("SELECT last_value FROM event_journal_ordering_seq")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void seesTheDatabaseWhileCallersKeepAllConnectionsOfTheApiBusy() throws SQLException {
        double before = scrape().value("croupier_open_rounds");
        List<Connection> busy = new ArrayList<>();
        try {
            int all = NODE.node().settings().config().getInt("croupier.database.pool-size");
            while (busy.size() < all) {
                busy.add(NODE.node().dataSource().getConnection());
            }
            execute(busy.get(0), """
                    INSERT INTO played_round (round_id, table_id, owner, game, currency, stage, opened_at, betting_closes_at, stage_at)
                    VALUES ('busy', 'none', 'dev', 'roulette', 'EUR', 'open', now(), now() + interval '1 hour', now())""");
            Eventually.get(MetricsIT::scrape, scrape -> scrape.value("croupier_open_rounds") == before + 1);
            execute(busy.get(0), "DELETE FROM played_round WHERE round_id = 'busy'");
            Scrape after = Eventually.get(MetricsIT::scrape, scrape -> scrape.value("croupier_open_rounds") == before);
            assertThat(after.value("croupier_database_up")).isEqualTo(1);
            assertThat(after.value("croupier_pool_connections", "api", "idle")).isZero();
        } finally {
            for (Connection each : busy) {
                each.close();
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    @Test
    void knowsTheClusterTheBuildAndTheWatch() {
        Scrape scrape = Eventually.get(MetricsIT::scrape, seen -> seen.has("croupier_reconciliation_alarms"));

        assertThat(scrape.value("croupier_cluster_members", "up")).isEqualTo(1);
        assertThat(scrape.value("croupier_cluster_members", "leaving")).isZero();
        assertThat(scrape.value("croupier_cluster_unreachable_members")).isZero();
        assertThat(scrape.value("croupier_reconciliation_alarms", "totals_differ"))
                .isZero();
        assertThat(scrape.value("croupier_reconciliation_looks_total", "done")).isPositive();
        assertThat(scrape.has("croupier_build_info")).isTrue();
    }

    @Test
    void everyMetricThatAnAlarmOrTheAutoscalerNamesIsExported() throws IOException {
        Scrape scrape = Eventually.get(MetricsIT::scrape, seen -> seen.has("croupier_reconciliation_alarms"));
        TreeSet<String> named = new TreeSet<>();
        for (Path file : List.of(
                DEPLOY.resolve("alarms/alarms.yaml"), DEPLOY.resolve("components/autoscaling/autoscaler.yaml"))) {
            OUR_METRIC.matcher(Files.readString(file)).results().forEach(found -> named.add(found.group()));
        }

        assertThat(named)
                .hasSizeGreaterThan(3)
                .allSatisfy(name -> assertThat(scrape.has(name)).as(name).isTrue());
    }

    /** What the JVM and its system tell of themselves may be less elsewhere; ours is the same everywhere. */
    @Test
    void theReferenceListsEveryMetricAsItIs() throws IOException {
        Scrape scrape = Eventually.get(MetricsIT::scrape, seen -> seen.has("croupier_reconciliation_alarms"));
        List<String> exported = scrape.types().entrySet().stream()
                .map(family -> row(family.getKey(), family.getValue(), scrape.labels(family.getKey())))
                .toList();
        List<String> listed = Files.readAllLines(DOCS).stream()
                .filter(line -> line.startsWith("| `"))
                .map(MetricsIT::withoutMeaning)
                .toList();

        assertThat(listed).doesNotHaveDuplicates().containsAll(exported);
        assertThat(ours(listed)).containsExactlyInAnyOrderElementsOf(ours(exported));
    }

    private static List<String> ours(List<String> rows) {
        return rows.stream().filter(row -> row.startsWith("| `croupier_")).toList();
    }

    /** Name, type and labels; the unit is the name's last word but {@code total}, as everywhere in Prometheus. */
    private static String row(String name, String type, List<String> labels) {
        return "| `" + name + "` | " + type + " | " + unit(name) + " | " + String.join(", ", labels) + " |";
    }

    private static String unit(String name) {
        List<String> words = List.of(name.split("_", -1));
        return Stream.of("seconds", "bytes").filter(words::contains).findFirst().orElse("");
    }

    private static String withoutMeaning(String row) {
        String[] cells = row.split("\\|", -1);
        return String.join("|", List.of(cells).subList(0, 5)) + "|";
    }
}
