package io.croupier.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.croupier.http.TestNode;
import io.croupier.http.api.ApiClient.Answer;
import io.croupier.http.api.ApiClient.Person;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Limits, exclusion and freeze through every door: set over HTTP, met by a provider's bet and by one on the live port. */
class ProtectionIT {
    @RegisterExtension
    static final TestNode NODE = TestNode.shared();

    private static ApiClient api;
    private static Person olga;

    private final String unique = Long.toString(System.nanoTime(), 36);
    private Person ann;
    private String desk;
    private String provided;

    @BeforeAll
    static void connect() {
        api = new ApiClient(NODE.node().httpUri());
        olga = api.operator("operator");
    }

    @BeforeEach
    void annComes() {
        ann = api.player("ann", 10_000);
        desk = "/operator/v1/wallets/" + ann.id();
        provided = "/provider/v1/wallets/" + ann.id();
    }

    private static String limits(String id, String kind, String period, String most) {
        return "{\"transactionId\":\"" + id + "\",\"reason\":\"r\",\"limits\":[{\"kind\":\"" + kind + "\",\"period\":\""
                + period + "\"," + most + "}]}";
    }

    private Answer providersBet(String id, long minor) {
        return api.signed(
                provided + "/bets",
                "{\"transactionId\":\"" + id + "\",\"roundId\":\"g\",\"amountMinor\":" + minor
                        + ",\"currency\":\"EUR\"}");
    }

    private String act(String id, String more) {
        return "{\"transactionId\":\"" + id + "-" + unique + "\",\"reason\":\"asked for\"" + more + "}";
    }

    @Test
    void aRefusalSaysWhichLimitAndWhenItResets() {
        api.post("/v1/me/limits", ann, limits("l1", "loss", "day", "\"amountMinor\":500"))
                .is(200);
        providersBet("b1", 400).is(200);
        Answer refused = providersBet("b2", 101).is(422, "loss_limit");
        JsonNode limit = refused.json().path("limit");
        assertThat(limit.path("kind").textValue()).isEqualTo("loss");
        assertThat(limit.path("setBy").textValue()).isEqualTo("player");
        assertThat(limit.path("amountMinor").longValue()).isEqualTo(500);
        assertThat(limit.path("usedMinor").longValue()).isEqualTo(400);
        Instant resetsAt = Instant.parse(limit.path("resetsAt").textValue());
        assertThat(resetsAt).isEqualTo(resetsAt.truncatedTo(ChronoUnit.DAYS));
        assertThat(providersBet("b2", 101).is(422, "loss_limit").text()).isEqualTo(refused.text());
        api.signed(
                        provided + "/wins",
                        "{\"transactionId\":\"w1\",\"betTransactionId\":\"b1\",\"roundId\":\"g\",\"amountMinor\":50,"
                                + "\"currency\":\"EUR\"}")
                .is(200);
        providersBet("b3", 101).is(200);
    }

    @Test
    void theLowestOfPlayersAndOperatorsAppliesAndLooseningWaits() {
        api.post("/v1/me/limits", ann, limits("l1", "stake", "week", "\"amountMinor\":800"))
                .is(200);
        api.post(desk + "/limits", olga, limits("l-" + unique, "stake", "week", "\"amountMinor\":300"))
                .is(200);
        assertThat(providersBet("b1", 301)
                        .is(422, "stake_limit")
                        .json()
                        .path("limit")
                        .path("setBy")
                        .textValue())
                .isEqualTo("operator");
        api.post(desk + "/limits", olga, limits("m-" + unique, "stake", "week", "\"amountMinor\":null"))
                .is(200);
        providersBet("b2", 301).is(422, "stake_limit");
        JsonNode mine = api.get("/v1/me/limits", ann).is(200).json().path("limits");
        assertThat(mine).hasSize(2);
        JsonNode operators = mine.get(1);
        assertThat(operators.path("amountMinor").longValue()).isEqualTo(300);
        assertThat(operators.path("later").path("amountMinor").isNull()).isTrue();
        assertThat(Instant.parse(operators.path("later").path("from").textValue()))
                .isAfter(Instant.now().plus(23, ChronoUnit.HOURS));
    }

    @Test
    void theSameLimitsUnderTheSameIdAreOneRequest() {
        String body = limits("l1", "time", "session", "\"seconds\":60");
        Answer first = api.post("/v1/me/limits", ann, body).is(200);
        Answer again = api.post("/v1/me/limits", ann, body).is(200);
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.replayed()).isTrue();
        api.post("/v1/me/limits", ann, limits("l1", "time", "session", "\"seconds\":61"))
                .is(409, "transaction_conflict");
        assertThat(api.history("/v1/me/transactions", ann).path("transactions")).hasSize(1);
    }

    @Test
    void whatIsNoLimitIsRefusedWithItsField() {
        invalid(limits("l", "time", "day", "\"seconds\":5"), "limits[0].period");
        invalid(limits("l", "loss", "session", "\"amountMinor\":5"), "limits[0].period");
        invalid(limits("l", "luck", "day", "\"amountMinor\":5"), "limits[0].kind");
        invalid(limits("l", "loss", "year", "\"amountMinor\":5"), "limits[0].period");
        invalid(limits("l", "loss", "day", "\"amountMinor\":-1"), "limits[0].amountMinor");
        invalid(limits("l", "time", "session", "\"seconds\":86401"), "limits[0].seconds");
        invalid("{\"transactionId\":\"l\",\"limits\":[]}", "limits");
        String twice = "{\"kind\":\"loss\",\"period\":\"day\",\"amountMinor\":1}";
        invalid("{\"transactionId\":\"l\",\"limits\":[" + twice + "," + twice + "]}", "limits[1].kind");
        assertThat(api.post("/v1/me/limits", ann, limits("l", "loss", "day", "\"seconds\":1"))
                        .is(400, "missing_field")
                        .string("field"))
                .isEqualTo("limits[0].amountMinor");
        assertThat(api.get("/v1/me/limits", ann).is(200).json().path("limits")).isEmpty();
    }

    private void invalid(String body, String field) {
        assertThat(api.post("/v1/me/limits", ann, body).is(400, "invalid_field").string("field"))
                .isEqualTo(field);
    }

    @Test
    void aFrozenWalletStillTakesAWin() {
        providersBet("b1", 100).is(200);
        api.post(desk + "/freeze", olga, act("f", "")).is(200);
        Answer refused = providersBet("b2", 1).is(422, "player_blocked");
        assertThat(refused.json().path("block").path("kind").textValue()).isEqualTo("freeze");
        api.post(desk + "/deposits", olga, act("d", ",\"amountMinor\":5,\"currency\":\"EUR\""))
                .is(422, "player_blocked");
        api.post(desk + "/withdrawals", olga, act("w", ",\"amountMinor\":5,\"currency\":\"EUR\""))
                .is(422, "player_blocked");
        api.signed(
                        provided + "/wins",
                        "{\"transactionId\":\"w1\",\"betTransactionId\":\"b1\",\"roundId\":\"g\",\"amountMinor\":250,"
                                + "\"currency\":\"EUR\"}")
                .is(200);
        assertThat(api.get(desk + "/limits", olga).is(200).json().path("frozen").booleanValue())
                .isTrue();
        api.post(desk + "/unfreeze", olga, act("u", "")).is(200);
        providersBet("b3", 1).is(200);
    }

    @Test
    void anExclusionGetsLongerAndNeverShorter() {
        api.post("/v1/me/exclusion", ann, "{\"transactionId\":\"x0\",\"until\":\"2026-01-01T00:00:00Z\"}")
                .is(422, "exclusion_too_short");
        api.post("/v1/me/exclusion", ann, "{\"transactionId\":\"x1\",\"until\":\"2100-01-01T00:00:00Z\"}")
                .is(200);
        api.post("/v1/me/exclusion", ann, "{\"transactionId\":\"x2\",\"until\":\"2099-01-01T00:00:00Z\"}")
                .is(422, "exclusion_stands");
        assertThat(providersBet("b1", 1)
                        .is(422, "player_blocked")
                        .json()
                        .path("block")
                        .path("until")
                        .textValue())
                .isEqualTo("2100-01-01T00:00:00.000Z");
        api.post(desk + "/exclusion", olga, act("x", ",\"until\":null")).is(200);
        JsonNode now = api.get("/v1/me/limits", ann).is(200).json();
        assertThat(now.path("excluded").booleanValue()).isTrue();
        assertThat(now.path("excludedUntil").isNull()).isTrue();
    }

    @Test
    void aBetOnTheLivePortMeetsTheSameLimitAndAlwaysTheSameAnswer() {
        api.post("/v1/me/limits", ann, limits("l1", "turnover", "month", "\"amountMinor\":0"))
                .is(200);
        String round = "protected-" + unique;
        Eventually.get(
                () -> api.signed(
                        "/provider/v1/rounds",
                        "{\"roundId\":\"" + round + "\",\"tableId\":\"provider-roulette-1\",\"bettingClosesAt\":\""
                                + Instant.now().plusSeconds(600) + "\"}"),
                answer -> answer.status() == 201);
        String bet = "{\"type\":\"place_bet\",\"id\":%d,\"betId\":\"b1\",\"table\":\"provider-roulette-1\","
                + "\"roundId\":\"" + round + "\",\"selection\":{\"kind\":\"red\"},\"stakeMinor\":100}";
        try (var live = LiveClient.connected(NODE.node().liveUri(), ann.token())) {
            live.say(bet.formatted(1));
            JsonNode first = live.answer(1);
            assertThat(first.path("type").textValue()).isEqualTo("bet_rejected");
            assertThat(first.path("code").textValue()).isEqualTo("turnover_limit");
            assertThat(first.path("limit").path("period").textValue()).isEqualTo("month");
            live.say(bet.formatted(2));
            assertThat(live.answer(2).path("limit")).isEqualTo(first.path("limit"));
        }
        api.signed("/provider/v1/rounds/" + round + "/void", "{\"reason\":\"over\"}")
                .is(202);
    }
}
