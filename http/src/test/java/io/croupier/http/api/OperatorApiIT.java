package io.croupier.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.croupier.http.TestNode;
import io.croupier.http.api.ApiClient.Answer;
import io.croupier.http.api.ApiClient.Person;
import io.croupier.http.store.Blocking;
import io.croupier.http.store.OperatorActions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OperatorApiIT {
    @RegisterExtension
    static final TestNode NODE = TestNode.shared();

    private static ApiClient api;
    private static Person olga;

    private final String unique = Long.toString(System.nanoTime(), 36);

    @BeforeAll
    static void connect() {
        api = new ApiClient(NODE.node().httpUri());
        olga = api.operator("operator");
    }

    private String openBody(String transactionId, String playerId) {
        return "{\"transactionId\":\"" + transactionId + "\",\"reason\":\"new\",\"playerId\":\"" + playerId
                + "\",\"currency\":\"EUR\"}";
    }

    private static String move(String transactionId, long minor) {
        return "{\"transactionId\":\"" + transactionId + "\",\"amountMinor\":" + minor
                + ",\"currency\":\"EUR\",\"reason\":\"at the desk\"}";
    }

    private String opened() {
        String playerId = "p-" + unique;
        api.post("/operator/v1/players", olga, openBody("open-" + unique, playerId))
                .is(201);
        return "/operator/v1/wallets/" + playerId;
    }

    @Test
    void aPlayerIsOpenedOnce() {
        String playerId = "p-" + unique;
        Answer first = api.post("/operator/v1/players", olga, openBody("o-" + unique, playerId))
                .is(201);
        assertThat(first.minor("balanceMinor")).isZero();
        Answer again = api.post("/operator/v1/players", olga, openBody("o-" + unique, playerId))
                .is(201);
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.replayed()).isTrue();
        api.post("/operator/v1/players", olga, openBody("o2-" + unique, playerId))
                .is(409, "player_exists");
    }

    @Test
    void moneyComesInAndGoesOutOncePerId() {
        String wallet = opened();
        Answer in =
                api.post(wallet + "/deposits", olga, move("d-" + unique, 500)).is(200);
        assertThat(in.minor("balanceMinor")).isEqualTo(500);
        Answer again =
                api.post(wallet + "/deposits", olga, move("d-" + unique, 500)).is(200);
        assertThat(again.text()).isEqualTo(in.text());
        assertThat(again.replayed()).isTrue();
        Answer out = api.post(wallet + "/withdrawals", olga, move("w-" + unique, 200))
                .is(200);
        assertThat(out.minor("amountMinor")).isEqualTo(-200);
        assertThat(out.minor("balanceMinor")).isEqualTo(300);
        Answer refused = api.post(wallet + "/withdrawals", olga, move("w2-" + unique, 301))
                .is(422, "insufficient_funds");
        api.post(wallet + "/deposits", olga, move("d2-" + unique, 1000)).is(200);
        Answer still = api.post(wallet + "/withdrawals", olga, move("w2-" + unique, 301))
                .is(422, "insufficient_funds");
        assertThat(still.text()).isEqualTo(refused.text());
        assertThat(still.replayed()).isTrue();
    }

    @Test
    void aCurrencyMustBeKnown() {
        String body = "{\"transactionId\":\"c-" + unique + "\",\"reason\":\"r\",\"playerId\":\"c-" + unique
                + "\",\"currency\":\"QQQ\"}";
        assertThat(api.post("/operator/v1/players", olga, body)
                        .is(400, "invalid_field")
                        .string("field"))
                .isEqualTo("currency");
        api.post("/dev/players", "{\"name\":\"ann\",\"balanceMinor\":0,\"currency\":\"QQQ\"}")
                .is(400, "invalid_field");
        api.post("/operator/v1/players", olga, body.replace("QQQ", "JPY")).is(201);
    }

    @Test
    void anAnswerIsKeptThoughAnEqualRequestBesideItCameToNothing() {
        var actions = new OperatorActions(new Blocking(NODE.node().dataSource(), Runnable::run), Clock.systemUTC());
        String id = "race-" + unique;
        var action = new OperatorActions.Action(id, "olga", "deposit", "ann", "{}", "r");
        assertThat(actions.begin(action).toCompletableFuture().join()).isInstanceOf(OperatorActions.Begun.Go.class);
        assertThat(actions.begin(action).toCompletableFuture().join()).isInstanceOf(OperatorActions.Begun.Go.class);
        actions.forget(id).toCompletableFuture().join();
        actions.answer(action, 200, "done").toCompletableFuture().join();
        assertThat(actions.begin(action).toCompletableFuture().join())
                .isEqualTo(new OperatorActions.Begun.Done(200, "done"));
        actions.forget(id).toCompletableFuture().join();
        var other = new OperatorActions.Action(id, "olga", "deposit", "bob", "{}", "r");
        assertThat(actions.begin(other).toCompletableFuture().join())
                .isInstanceOf(OperatorActions.Begun.Conflict.class);
    }

    @Test
    void anIdMeansOneActionOverAllOperators() {
        String wallet = opened();
        api.post(wallet + "/deposits", olga, move("x-" + unique, 500)).is(200);
        Answer conflict = api.post(wallet + "/withdrawals", olga, move("x-" + unique, 500))
                .is(409, "transaction_conflict");
        assertThat(conflict.json().at("/original/action").asText()).isEqualTo("deposit");
        Person other = api.operator("admin");
        api.post(wallet + "/deposits", other, move("x-" + unique, 501)).is(409, "transaction_conflict");
        assertThat(api.post(wallet + "/deposits", other, move("x-" + unique, 500))
                        .is(200)
                        .replayed())
                .isTrue();
    }

    @Test
    void twentyAtOnceWithOneIdAreOneDeposit() {
        String wallet = opened();
        ExecutorService threads = Executors.newFixedThreadPool(20);
        try {
            List<Answer> answers = IntStream.range(0, 20)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> api.post(wallet + "/deposits", olga, move("t-" + unique, 7)), threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
            assertThat(answers).allMatch(answer -> answer.status() == 200);
            assertThat(answers.stream().map(Answer::text).distinct()).hasSize(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void everyChangeLeavesATrail() throws SQLException {
        String wallet = opened();
        api.post(wallet + "/deposits", olga, move("trail-" + unique, 500)).is(200);
        try (Connection connection = NODE.node().dataSource().getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT operator_id, action, target, reason, status FROM operator_action"
                                + " WHERE transaction_id = ?")) {
            select.setString(1, "trail-" + unique);
            try (ResultSet row = select.executeQuery()) {
                assertThat(row.next()).isTrue();
                assertThat(row.getString(1)).isEqualTo(olga.id());
                assertThat(row.getString(2)).isEqualTo("deposit");
                assertThat(row.getString(3)).isEqualTo("p-" + unique);
                assertThat(row.getString(4)).isEqualTo("at the desk");
                assertThat(row.getInt(5)).isEqualTo(200);
            }
        }
    }

    @Test
    void aNewProviderKeySignsAtOnceBesideTheOldAndTellsItsSecretOnce() throws SQLException {
        String body = "{\"transactionId\":\"k-" + unique + "\",\"reason\":\"new provider\",\"keyId\":\"key-" + unique
                + "\",\"provider\":\"acme\"}";
        Answer made = api.post("/operator/v1/provider-keys", olga, body).is(201);
        String secret = made.string("secret");
        assertThat(secret).hasSizeGreaterThan(40);
        Answer again = api.post("/operator/v1/provider-keys", olga, body).is(201);
        assertThat(again.json().has("secret")).isFalse();
        assertThat(again.replayed()).isTrue();

        Person ann = api.player("ann", 100);
        String bet = "{\"transactionId\":\"b1\",\"roundId\":\"g\",\"amountMinor\":5,\"currency\":\"EUR\"}";
        String bets = "/provider/v1/wallets/" + ann.id() + "/bets";
        api.signed(bets, bet, "key-" + unique, secret).is(200);
        String second = body.replace("k-" + unique, "k2-" + unique)
                .replace("key-" + unique, "key2-" + unique)
                .replace("\"provider\"", "\"secret\":\"shared one\",\"provider\"");
        api.post("/operator/v1/provider-keys", olga, second).is(201);
        api.post("/operator/v1/provider-keys", olga, second.replace("shared one", "another one"))
                .is(409, "transaction_conflict");
        assertThat(storedAnywhere("shared one")).isFalse();
        assertThat(api.signed(bets, bet, "key2-" + unique, "shared one").is(200).replayed())
                .isTrue();
        assertThat(api.signed(bets, bet).is(200).replayed())
                .as("another provider's name space")
                .isFalse();

        api.post("/operator/v1/provider-keys", olga, body.replace("k-" + unique, "k3-" + unique))
                .is(409, "key_exists");
        assertThat(storedAnywhere(secret)).isFalse();
    }

    @Test
    void aDisabledProviderKeySignsNothingMoreAndTheNextOneGoesOn() {
        String keyId = "leaked-" + unique;
        String made = "{\"transactionId\":\"l-" + unique + "\",\"reason\":\"new provider\",\"keyId\":\"" + keyId
                + "\",\"provider\":\"acme\"}";
        String secret =
                api.post("/operator/v1/provider-keys", olga, made).is(201).string("secret");
        String next = made.replace("l-" + unique, "n-" + unique).replace(keyId, "next-" + unique);
        String nextSecret =
                api.post("/operator/v1/provider-keys", olga, next).is(201).string("secret");
        Person ann = api.player("ann", 100);
        String bet =
                "{\"transactionId\":\"b-" + unique + "\",\"roundId\":\"g\",\"amountMinor\":5,\"currency\":\"EUR\"}";
        String bets = "/provider/v1/wallets/" + ann.id() + "/bets";
        api.signed(bets, bet, keyId, secret).is(200);

        String disable = "{\"transactionId\":\"d-" + unique + "\",\"reason\":\"its secret was seen\"}";
        String path = "/operator/v1/provider-keys/" + keyId + "/disable";
        assertThat(api.post(path, olga, disable).is(200).string("keyId")).isEqualTo(keyId);
        assertThat(api.post(path, olga, disable).is(200).replayed()).isTrue();

        api.signed(bets, bet, keyId, secret).is(401, "unknown_key");
        assertThat(api.signed(bets, bet, "next-" + unique, nextSecret).is(200).replayed())
                .isTrue();
        api.post("/operator/v1/provider-keys", olga, made.replace("l-" + unique, "l2-" + unique))
                .is(409, "key_exists");
        api.post(
                        "/operator/v1/provider-keys/none-" + unique + "/disable",
                        olga,
                        disable.replace("d-" + unique, "d2-" + unique))
                .is(404, "key_not_found");
        api.post(path, ann, disable).is(403, "forbidden");
    }

    private static boolean storedAnywhere(String secret) throws SQLException {
        try (Connection connection = NODE.node().dataSource().getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT 1 FROM operator_action WHERE body LIKE ? OR content LIKE ?"
                                + " UNION SELECT 1 FROM provider_key WHERE encode(secret_encrypted, 'escape') LIKE ?")) {
            for (int i = 1; i <= 3; i++) {
                select.setString(i, "%" + secret + "%");
            }
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    @Test
    void noProviderIsTheHouse() {
        String body = "{\"transactionId\":\"h-" + unique + "\",\"reason\":\"x\",\"keyId\":\"h-" + unique
                + "\",\"provider\":\"house\"}";
        assertThat(api.post("/operator/v1/provider-keys", olga, body)
                        .is(400, "invalid_field")
                        .string("field"))
                .isEqualTo("provider");
    }

    @Test
    void onlyOperatorsComeIn() {
        Person ann = api.player("ann", 100);
        Person auditor = api.operator("auditor");
        for (Person other : List.of(ann, auditor)) {
            api.get("/operator/v1/audit", other).is(403, "forbidden");
            api.post("/operator/v1/players", other, openBody("f-" + unique, "f-" + unique))
                    .is(403, "forbidden");
        }
        api.get("/operator/v1/audit").is(401, "unauthenticated");
        api.get("/v1/me/wallet", olga).is(403, "forbidden");
    }

    @Test
    void aChangeNeedsIdAndReason() {
        String wallet = opened();
        String body = move("n-" + unique, 5);
        assertThat(api.post(wallet + "/deposits", olga, body.replace("reason", "why"))
                        .is(400, "missing_field")
                        .string("field"))
                .isEqualTo("reason");
        assertThat(api.post(wallet + "/deposits", olga, body.replace("transactionId", "id"))
                        .is(400, "missing_field")
                        .string("field"))
                .isEqualTo("transactionId");
    }

    @Test
    void aTableIsCreatedOnceAndListed() {
        String body = "{\"transactionId\":\"t-" + unique + "\",\"reason\":\"new table\",\"tableId\":\"table-" + unique
                + "\",\"owner\":\"acme\",\"game\":\"roulette\",\"currency\":\"EUR\",\"minStakeMinor\":1,"
                + "\"maxStakeMinor\":1000}";
        Answer made = api.post("/operator/v1/tables", olga, body).is(201);
        assertThat(made.string("owner")).isEqualTo("provider");
        assertThat(api.post("/operator/v1/tables", olga, body).is(201).text()).isEqualTo(made.text());
        api.post("/operator/v1/tables", olga, body.replace("1000", "2000")).is(409, "transaction_conflict");
        assertThat(api.post(
                                "/operator/v1/tables",
                                olga,
                                body.replace("\"t-", "\"t2-").replace("1000", "2000"))
                        .is(409, "transaction_conflict")
                        .json()
                        .at("/original/maxStakeMinor")
                        .asLong())
                .isEqualTo(1000);
        api.post("/operator/v1/tables", olga, body.replace("\"t-", "\"t4-").replace("\"EUR\"", "\"QQQ\""))
                .is(400, "invalid_field");
        api.post("/operator/v1/tables", olga, body.replace("\"t-", "\"t3-").replace("\"roulette\"", "\"chess\""))
                .is(400, "invalid_field");
        Person ann = api.player("ann", 100);
        assertThat(api.get("/v1/tables", ann).is(200).json().findValuesAsText("table"))
                .contains("table-" + unique);
    }

    @Test
    void theAuditAddsUpAndFollowsTheCashier() {
        String wallet = opened();
        JsonNode before = euro();
        api.post(wallet + "/deposits", olga, move("a-" + unique, 12_345)).is(200);
        JsonNode after = Eventually.get(OperatorApiIT::euro, euro -> moved(before, euro, "cashierMinor") == -12_345);
        assertThat(moved(before, after, "playersMinor")).isEqualTo(12_345);
        assertThat(after.path("sumMinor").asText()).isEqualTo("0");
    }

    private static long moved(JsonNode before, JsonNode after, String column) {
        return after.path(column).asLong() - before.path(column).asLong();
    }

    /** Not one from before this call: an audit is kept for a second, and would miss what was moved since. */
    private static JsonNode euro() {
        Instant asked = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        JsonNode audit = Eventually.get(
                () -> api.get("/operator/v1/audit", olga).is(200).json(),
                found -> !Instant.parse(found.path("asOf").asText()).isBefore(asked));
        assertThat(audit.path("consistent").booleanValue()).as(audit.toString()).isTrue();
        for (JsonNode currency : audit.path("currencies")) {
            if (currency.path("currency").asText().equals("EUR")) {
                return currency;
            }
        }
        throw new AssertionError("no EUR in " + audit);
    }
}
