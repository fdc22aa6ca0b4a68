package io.croupier.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.fasterxml.jackson.databind.JsonNode;
import io.croupier.feed.JournaledRound;
import io.croupier.http.TestNode;
import io.croupier.http.api.ApiClient.Answer;
import io.croupier.http.api.ApiClient.Person;
import io.croupier.http.reconciliation.ReconciliationWatch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** What an operator sees of what does not go on or does not fit, what waking does, and what the log says. */
class ReconciliationApiIT {
    private static final String TABLE = "provider-roulette-1";
    private static final String PATH = "/operator/v1/reconciliation";
    private static final Duration LONG_AGO = Duration.ofMinutes(10);

    @RegisterExtension
    static final TestNode NODE = TestNode.with(
            "croupier.reconciliation { heal = off, interval = 200 ms, look-back = 1 h, alarm-interval = 1 h }");

    private static ApiClient api;
    private static Person olga;

    private final String unique = UUID.randomUUID().toString();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> log = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            told.add(event.getLevel() + " " + event.getFormattedMessage());
        }
    };

    @BeforeAll
    static void connect() {
        api = new ApiClient(NODE.node().httpUri());
        olga = api.operator("operator");
    }

    @BeforeEach
    void listen() {
        log.start();
        ((Logger) LoggerFactory.getLogger(ReconciliationWatch.class)).addAppender(log);
    }

    @AfterEach
    void stop() {
        ((Logger) LoggerFactory.getLogger(ReconciliationWatch.class)).detachAppender(log);
    }

    /** As of a time after this call. */
    private static JsonNode look() {
        Instant asked = Instant.now();
        return Eventually.get(
                () -> api.get(PATH, olga).is(200).json(),
                found -> !found.get("asOf").isNull()
                        && Instant.parse(found.get("asOf").asText()).isAfter(asked));
    }

    private static List<JsonNode> findings(JsonNode looked) {
        List<JsonNode> all = new ArrayList<>();
        looked.get("lists").forEach(list -> list.get("findings").forEach(all::add));
        return all;
    }

    private static JsonNode only(JsonNode looked, String kind) {
        for (JsonNode list : looked.get("lists")) {
            if (list.get("kind").asText().equals(kind)) {
                assertThat(list.get("findings")).as(looked.toString()).hasSize(1);
                return list.get("findings").get(0);
            }
        }
        throw new AssertionError(looked.toString());
    }

    private static void nothingIsFound(JsonNode looked) {
        assertThat(findings(looked)).as(looked.toString()).isEmpty();
        assertThat(looked.get("alarm").booleanValue()).isFalse();
    }

    private void toldOf(String alarm) {
        Eventually.get(() -> told, lines -> lines.stream().anyMatch(line -> line.contains(alarm)));
        assertThat(told.stream().filter(line -> line.contains(alarm)))
                .as("told once in its interval, by many looks")
                .hasSize(1)
                .allMatch(line -> line.startsWith("ERROR event=reconciliation_alarm "));
    }

    private static void change(String sql, Object... parameters) throws SQLException {
        try (Connection connection = NODE.node().dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            assertThat(statement.executeUpdate()).isEqualTo(1);
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
        }
    }

    /** A round of three players' bets that is settled; the first has won. */
    private String settledRound(List<Person> players) {
        String roundId = "rec-" + UUID.randomUUID();
        String round = "/provider/v1/rounds/" + roundId;
        String body = "{\"roundId\":\"" + roundId + "\",\"tableId\":\"" + TABLE + "\",\"bettingClosesAt\":\""
                + Instant.now().plusSeconds(600) + "\"}";
        Eventually.get(() -> api.signed("/provider/v1/rounds", body), answer -> answer.status() == 201);
        for (int i = 0; i < players.size(); i++) {
            try (LiveClient player =
                    LiveClient.connected(NODE.node().liveUri(), players.get(i).token())) {
                player.say("{'type':'place_bet','betId':'b-" + roundId + "','table':'" + TABLE + "','roundId':'"
                        + roundId + "','selection':{'kind':'straight','numbers':[" + (17 + i)
                        + "]},'stakeMinor':10}");
                player.hear("bet_accepted");
            }
            nothingIsFound(look());
        }
        api.signed(round + "/result", "{\"resultId\":\"r1\",\"outcome\":{\"number\":17}}")
                .is(202);
        Eventually.get(
                () -> api.signedGet(round), answer -> answer.string("state").equals("settled"));
        return roundId;
    }

    private Answer heal(String transactionId, String more) {
        return api.post(
                PATH + "/heal",
                olga,
                "{\"transactionId\":\"" + transactionId + "\",\"reason\":\"players wait\"" + more + "}");
    }

    @Test
    void nothingIsFoundWhereAllGoesOnAndFits() {
        List<Person> players = List.of(api.player("ann", 1000), api.player("bob", 1000), api.player("cid", 1000));
        List<String> rounds = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            rounds.add(settledRound(players));
            nothingIsFound(look());
        }
        assertThat(told).noneMatch(line -> rounds.stream().anyMatch(line::contains));
    }

    @Test
    void aPayoutThatNobodyAsksForIsListedWokenAndGone() throws SQLException {
        String roundId = "lost-" + unique;
        String player = "p-" + unique;
        try (Connection connection = NODE.node().database().connect()) {
            JournaledRound.lost(connection, TABLE, "dev", roundId, player, LONG_AGO);
        }
        JsonNode looked = look();
        JsonNode payout = only(looked, "payout_unconfirmed");
        assertThat(payout.get("roundId").asText()).isEqualTo(roundId);
        assertThat(payout.get("table").asText()).isEqualTo(TABLE);
        assertThat(payout.get("playerId").asText()).isEqualTo(player);
        assertThat(payout.get("payoutMinor").asLong()).isEqualTo(200);
        assertThat(payout.get("paidMinor").asLong()).isZero();
        assertThat(payout.get("alarm").booleanValue()).isTrue();
        assertThat(only(looked, "round_overdue").get("state").asText()).isEqualTo("result");
        assertThat(findings(looked)).hasSize(2);
        toldOf("kind=payout_unconfirmed roundId=dev~" + roundId);
        toldOf("kind=round_overdue roundId=dev~" + roundId);

        assertThat(heal("other-" + unique, ",\"roundId\":\"another\"")
                        .is(200)
                        .json()
                        .get("woken"))
                .isEmpty();
        assertThat(findings(look())).as("nobody wakes it by looking").hasSize(2);
        Answer healed = heal("heal-" + unique, "").is(200);
        assertThat(healed.json().at("/woken/0/roundId").asText()).isEqualTo(roundId);
        Eventually.get(() -> look(), now -> findings(now).isEmpty());
        nothingIsFound(look());
        assertThat(NODE.node()
                        .wallets()
                        .wallet(player)
                        .toCompletableFuture()
                        .join()
                        .realMinor())
                .isEqualTo(1_000 - 100 + 200);

        Answer again = heal("heal-" + unique, "").is(200);
        assertThat(again.replayed()).isTrue();
        assertThat(again.text()).isEqualTo(healed.text());
        heal("heal-" + unique, ",\"roundId\":\"another\"").is(409, "transaction_conflict");
    }

    @Test
    void aPayoutThatIsGoneFromThePlayersTransactionsIsAlarmed() throws SQLException {
        Person ann = api.player("ann", 1000);
        String roundId = settledRound(List.of(ann));
        nothingIsFound(look());
        change("UPDATE player_transaction SET bet_id = 'gone' WHERE player_id = ? AND kind = 'win'", ann.id());
        try {
            JsonNode looked = look();
            JsonNode missing = only(looked, "payout_missing");
            assertThat(missing.get("roundId").asText()).isEqualTo(roundId);
            assertThat(missing.get("playerId").asText()).isEqualTo(ann.id());
            assertThat(missing.get("paidMinor").asLong()).isEqualTo(360);
            assertThat(looked.get("alarm").booleanValue()).isTrue();
            toldOf("kind=payout_missing roundId=dev~" + roundId);
            assertThat(heal("no-" + unique, "").is(200).json().get("woken")).isEmpty();
        } finally {
            change(
                    "UPDATE player_transaction SET bet_id = ? WHERE player_id = ? AND kind = 'win'",
                    "b-" + roundId,
                    ann.id());
        }
        nothingIsFound(look());
    }

    @Test
    void walletsThatSaySomethingElseThanTheBooksAreAlarmed() throws SQLException {
        String roundId = settledRound(List.of(api.player("ann", 1000), api.player("bob", 1000)));
        change("UPDATE played_round SET credited_minor = credited_minor + 1 WHERE round_id = ?", "dev~" + roundId);
        try {
            JsonNode differing = only(look(), "totals_differ");
            assertThat(differing.get("roundId").asText()).isEqualTo(roundId);
            assertThat(differing.get("stakedTotalMinor").asText()).isEqualTo("20");
            assertThat(differing.get("debitedTotalMinor").asText()).isEqualTo("20");
            assertThat(differing.get("paidTotalMinor").asText()).isEqualTo("360");
            assertThat(differing.get("creditedTotalMinor").asText()).isEqualTo("361");
            toldOf("kind=totals_differ roundId=dev~" + roundId);
        } finally {
            change("UPDATE played_round SET credited_minor = credited_minor - 1 WHERE round_id = ?", "dev~" + roundId);
        }
        nothingIsFound(look());
    }

    @Test
    void whatIsAskedForWrongIsRefused() {
        assertThat(api.get(PATH + "?kind=bet_undecided&limit=5", olga)
                        .is(200)
                        .json()
                        .get("lists"))
                .hasSize(1);
        api.get(PATH + "?kind=other", olga).is(400, "invalid_field");
        api.get(PATH + "?after=1/r//", olga).is(400, "invalid_field");
        api.get(PATH + "?kind=bet_undecided&after=x", olga).is(400, "invalid_field");
        api.get(PATH + "?kind=bet_undecided&after=1/r//", olga).is(200);
        api.get(PATH + "?limit=1001", olga).is(400, "invalid_field");
        api.get(PATH, api.player("eve", 10)).is(403, "forbidden");
        api.post(PATH + "/heal", olga, "{\"transactionId\":\"n-" + unique + "\"}")
                .is(400, "missing_field");
    }
}
