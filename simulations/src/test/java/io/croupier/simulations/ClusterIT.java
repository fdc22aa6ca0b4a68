package io.croupier.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.croupier.simulations.chaos.Signal;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * One cluster of three nodes on this machine that is rolled, killed at and paused while players bet through its front. Money is
 * counted; times are not.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterIT {
    private static final int PLAYERS = 8;
    private static final int BETTING_WINDOW_MS = 1_500;
    private static final int PAUSE_MS = 300;
    private static final int DEPOSITORS = 16;
    private static final long DEPOSIT_MINOR = 7;
    private static final Duration MEMBERS_LIMIT = Duration.ofMinutes(3);

    /** A dead node is found out sooner than by default; a busy machine is given its time all the same. */
    private static final String SETTINGS = """
            akka.cluster.failure-detector.acceptable-heartbeat-pause = 5 s
            akka.cluster.split-brain-resolver.stable-after = 3 s
            akka-persistence-jdbc.shared-databases.slick.db { numThreads = 4, maxConnections = 4 }
            """;

    private final HttpClient http = Casino.newHttpClient();
    private ClusterProgram cluster;
    private ClusterPlay play;

    @BeforeAll
    void start(@TempDir Path home) {
        String config = SETTINGS + ClusterPlay.config(BETTING_WINDOW_MS, PAUSE_MS);
        cluster = new ClusterProgram(System.getProperty("croupier.jar", ""), home, config, 3, http);
        play = new ClusterPlay(cluster.target(), cluster.journal(), http, PLAYERS, new SplittableRandom(11));
        play.seatEveryone();
        play.casino().dealer().pause();
        System.out.println(cluster.log());
    }

    @AfterAll
    void stop() {
        if (play != null) {
            play.close();
        }
        if (cluster != null) {
            System.out.println(cluster.log());
            cluster.close();
        }
    }

    @Test
    @Order(1)
    void threeNodesFormOneCluster() throws IOException {
        List<ClusterProgram.Node> nodes = statusOnceAll(1);

        assertThat(nodes).extracting(ClusterProgram.Node::number).containsExactly(1, 2, 3);
        Set<String> all = addresses(nodes);
        assertThat(all).containsExactlyInAnyOrder("127.0.0.2", "127.0.0.3", "127.0.0.4");
        for (ClusterProgram.Node node : nodes) {
            ClusterProgram.await(
                    MEMBERS_LIMIT,
                    "all members seen by " + node.address(),
                    () -> cluster.membersSeenBy(node.address()).equals(all));
        }
        // A cut between two nodes is a cut between their addresses.
        assertThat(talking()).containsAll(pairs(all));
        assertThat(cluster.command("kill", "9").exitCode()).isEqualTo(1);
        assertThat(cluster.command("kill", "none").exitCode()).isEqualTo(2);
    }

    @Test
    @Order(2)
    void aRollOfAllNodesLosesNoBetAndDoublesNone() {
        int before = play.accepted();
        Set<Long> pids = pids();
        play.casino().dealer().resume();
        play.casino().bettors().repeatWhatIsLost();
        play.casino().bettors().play(true);
        ClusterProgram.await(MEMBERS_LIMIT, "a flight in the air with a bet", this::fliesWithBet);

        Instant from = Instant.now();
        var rolling = CompletableFuture.supplyAsync(() -> cluster.command("roll"));
        ClusterProgram.await(
                MEMBERS_LIMIT,
                "the second node's turn",
                () -> rolling.isDone() || cluster.log().contains("roll 2 of 3"));
        // Flights can last for minutes: those that begin later would only be waited for.
        play.casino().bettors().play(false);
        ClusterProgram.Said roll = rolling.join();
        var rolled = new Flights.Span(from, Instant.now());

        assertThat(roll.exitCode()).as(roll.toString()).isZero();
        statusOnceAll(2);
        assertThat(pids()).hasSize(3).doesNotContainAnyElementsOf(pids);
        assertThat(play.accepted()).isGreaterThan(before + 100);
        Flights.Figures flights =
                judge("the roll").flights().figures(play.casino().history().stories(), List.of(rolled));
        System.out.println(flights);
        assertThat(flights.disturbed()).as("in the air during the roll").isPositive();
        assertThat(flights.tookOffOnce()).isEqualTo(flights.flights());
        assertThat(flights.early()).as("burst before their time").isZero();
        assertThat(flights.cashOuts()).isPositive();
        assertThat(flights.paid()).isEqualTo(flights.cashOuts());
    }

    @Test
    @Order(3)
    void aKilledNodeIsReplacedAndNothingAcknowledgedIsLost() {
        int before = play.accepted();
        play.casino().dealer().resume();
        play.casino().bettors().play(false);
        ClusterProgram.await(MEMBERS_LIMIT, "a bet before the kill", () -> play.accepted() > before);

        assertThat(cluster.command("kill", "2").exitCode()).isZero();
        assertThat(cluster.node(2).state()).startsWith("ended");
        ClusterProgram.Said add = cluster.command("add");

        assertThat(add.exitCode()).as(add.toString()).isZero();
        int back = play.accepted();
        ClusterProgram.await(MEMBERS_LIMIT, "a bet after the return", () -> play.accepted() > back);
        judge("the kill");
    }

    @Test
    @Order(4)
    void aNodeThatWasPausedUntilItWasRemovedEndsAndForksNoWallet() throws Exception {
        ClusterProgram.Node zombie = cluster.node(3);
        Api front = new Api(http, cluster.api("127.0.0.1"), Clock.systemUTC());
        String operator = cluster.target().operatorToken(front);
        List<JsonNode> players = new ArrayList<>();
        for (int i = 0; i < DEPOSITORS; i++) {
            players.add(front.post(
                            "/dev/players",
                            Json.object()
                                    .put("name", "zed" + i)
                                    .put("balanceMinor", 100)
                                    .put("currency", Casino.CURRENCY),
                            null)
                    .orFail("a new player"));
        }

        Signal.STOP.send(List.of(zombie.pid()));
        // They wait in its sockets, and are the first that it sees when it goes on.
        Api paused = new Api(http, cluster.api(zombie.address()), Clock.systemUTC());
        List<CompletableFuture<Api.Answer>> late = players.stream()
                .map(player -> CompletableFuture.supplyAsync(() -> deposit(paused, player, "late", operator)))
                .toList();
        Set<String> others = addresses(cluster.status().stream()
                .filter(node -> node.number() != zombie.number())
                .toList());
        ClusterProgram.await(
                MEMBERS_LIMIT,
                "a cluster without the paused node",
                () -> others.stream()
                        .allMatch(node -> cluster.membersSeenBy(node).equals(others)));
        players.forEach(player -> assertAccepted(decided(front, player, "others", operator)));
        Signal.CONT.send(List.of(zombie.pid()));

        ClusterProgram.await(
                MEMBERS_LIMIT,
                "the end of the removed node",
                () -> !cluster.node(zombie.number()).isRunning());
        assertThat(cluster.node(zombie.number()).state())
                .as("it ended by itself, as failed")
                .isEqualTo("ended(1)");
        late.forEach(CompletableFuture::join);
        for (JsonNode player : players) {
            Api.Answer again = decided(front, player, "late", operator);
            assertAccepted(again);
            assertThat(decided(front, player, "others", operator).replayed()).isTrue();
            JsonNode wallet =
                    front.get("/v1/me/wallet", Json.text(player, "token")).orFail("wallet");
            assertThat(Json.required(wallet, "balanceMinor"))
                    .as("%s, %s, stored %s", wallet, again, stored(Json.text(player, "playerId")))
                    .isEqualTo(100 + 2 * DEPOSIT_MINOR);
        }
        assertThat(play.journal().faults()).isEmpty();
        assertThat(play.journal().rivalWriters()).isEmpty();
        ClusterProgram.await(
                MEMBERS_LIMIT,
                "the others alone",
                () -> cluster.membersSeenBy("127.0.0.2").equals(others));
        assertThat(cluster.stop()).isZero();
    }

    private static Set<List<String>> pairs(Set<String> addresses) {
        return addresses.stream()
                .flatMap(one ->
                        addresses.stream().filter(other -> !other.equals(one)).map(other -> List.of(one, other)))
                .collect(Collectors.toSet());
    }

    /** The addresses of this machine between which connections stand, by the kernel's tables. */
    private static Set<List<String>> talking() throws IOException {
        Set<List<String>> pairs = new HashSet<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] columns = line.strip().split("\\s+", -1);
                if (columns[3].equals("01")) {
                    pairs.add(List.of(address(columns[1]), address(columns[2])));
                }
            }
        }
        return pairs;
    }

    /** An IPv4 address, also where it is mapped to IPv6: the last four bytes, in the order of this processor. */
    private static String address(String column) {
        String hex = column.substring(0, column.indexOf(':'));
        long bytes = Long.parseLong(hex.substring(hex.length() - 8), 16);
        return (bytes & 255) + "." + (bytes >> 8 & 255) + "." + (bytes >> 16 & 255) + "." + (bytes >> 24);
    }

    /** What they say once all are ready members of this version: a busy machine may leave one question unanswered. */
    private List<ClusterProgram.Node> statusOnceAll(int appVersion) {
        var said = new ArrayList<ClusterProgram.Node>();
        ClusterProgram.await(MEMBERS_LIMIT, "all ready with app-version " + appVersion, () -> {
            said.clear();
            said.addAll(cluster.status());
            return said.stream()
                    .allMatch(node -> node.isRunning()
                            && node.ready()
                            && node.member().equals("Up")
                            && node.appVersion() == appVersion);
        });
        return List.copyOf(said);
    }

    private static Api.Answer deposit(Api api, JsonNode player, String id, String operator) {
        return api.post(
                "/operator/v1/wallets/" + Json.text(player, "playerId") + "/deposits",
                Json.object()
                        .put("transactionId", id + "-" + Json.text(player, "playerId"))
                        .put("amountMinor", DEPOSIT_MINOR)
                        .put("currency", Casino.CURRENCY)
                        .put("reason", "zombie"),
                operator);
    }

    private static Api.Answer decided(Api api, JsonNode player, String id, String operator) {
        var answer = new Api.Answer[] {Api.Answer.LOST};
        ClusterProgram.await(MEMBERS_LIMIT, "an answer", () -> {
            answer[0] = deposit(api, player, id, operator);
            return answer[0].decided();
        });
        return answer[0];
    }

    /** What the journal holds of a wallet. */
    private List<String> stored(String playerId) throws SQLException {
        List<String> events = new ArrayList<>();
        try (Connection database = play.journal().connect()) {
            StoredEvent.each(
                    database,
                    "Wallet|" + playerId,
                    0,
                    event -> events.add(event.sequence() + " " + event.type() + " " + event.fields()));
        }
        return events;
    }

    private static void assertAccepted(Api.Answer answer) {
        assertThat(answer.ok()).as(answer.toString()).isTrue();
    }

    /** Asks for every answer that was lost, waits until all has ended, and holds every bet and every cent to the rules. */
    private ClusterJudge.Verdict judge(String after) {
        ClusterJudge.Verdict verdict = play.judge(List.of(), List.of());
        System.out.println(after + ": " + play.casino().history().stories().size() + " bets, " + play.accepted()
                + " accepted, "
                + verdict.asked()
                + " asked for again in the end, " + play.casino().bettors().repeated(verdict.late()) + ", rejected "
                + play.casino().history().rejections() + ", interrupted flights "
                + verdict.interrupted().size());
        assertThat(verdict.differences()).as(after).isEmpty();
        return verdict;
    }

    private boolean fliesWithBet() {
        return play.casino()
                .floor()
                .at(play.casino().tables().crash())
                .filter(now -> now.phase() == Floor.Phase.IN_FLIGHT)
                .filter(now -> play.casino().history().stories().stream()
                        .anyMatch(story ->
                                story.accepted() && story.placed().roundId().equals(now.roundId())))
                .isPresent();
    }

    private Set<Long> pids() {
        return cluster.status().stream().map(ClusterProgram.Node::pid).collect(Collectors.toSet());
    }

    private static Set<String> addresses(List<ClusterProgram.Node> nodes) {
        return nodes.stream().map(ClusterProgram.Node::address).collect(Collectors.toSet());
    }
}
