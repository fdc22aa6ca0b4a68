package io.croupier.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.http.TestNode;
import io.croupier.http.api.ApiClient.Answer;
import io.croupier.http.api.ApiClient.Person;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The running program and the OpenAPI file say the same. {@link ApiClient} holds every single answer against the file. */
class OpenApiIT {
    @RegisterExtension
    static final TestNode NODE = TestNode.shared();

    private static ApiClient api;

    @BeforeAll
    static void connect() {
        api = new ApiClient(NODE.node().httpUri());
    }

    @Test
    void everyOperationIsDocumentedAndEveryDocumentedOneExists() {
        assertThat(new TreeSet<>(NODE.node().api().operations()))
                .isEqualTo(OpenApiFile.published().operations());
    }

    @Test
    void theProgramServesBothFilesAndThePage() {
        assertThat(api.get("/openapi.yaml").is(200).text()).startsWith("openapi: 3.1.0");
        assertThat(api.get("/asyncapi.yaml").is(200).text()).startsWith("asyncapi:");
        Answer page = api.get("/").is(200);
        assertThat(page.text()).contains("<title>Croupier</title>");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'")
                .contains("frame-ancestors 'none'");
        assertThat(api.get("/main.js")
                        .is(200)
                        .headers()
                        .firstValue("Content-Type")
                        .orElse(""))
                .startsWith("application/javascript");
        String tag = page.headers().firstValue("ETag").orElse("");
        assertThat(api.send("GET", "/", "", Map.of("If-None-Match", tag))
                        .is(304)
                        .text())
                .isEmpty();
        api.get("/none.js").is(404, "not_found");
        api.get("/application.conf").is(404, "not_found");
    }

    @Test
    void theConfigurationTellsTheLivePort() {
        Answer config = api.get("/v1/config").is(200);
        assertThat(config.json().path("livePort").intValue())
                .isEqualTo(NODE.node().liveUri().getPort());
        assertThat(config.json().path("devMode").booleanValue()).isTrue();
    }

    /** Every operation once with an answer that is no error, or with the documented error of a round that is not there. */
    @Test
    void everyOperationAnswersAsDocumented() {
        Person ann = api.player("ann", 1000);
        Person olga = api.operator("operator");
        String wallet = "/provider/v1/wallets/" + ann.id();
        String id = Long.toString(System.nanoTime(), 36);
        String amount = "\"roundId\":\"g\",\"amountMinor\":5,\"currency\":\"EUR\"}";
        api.signedGet(wallet).is(200);
        api.signed(wallet + "/bets", "{\"transactionId\":\"b\"," + amount).is(200);
        api.signed(wallet + "/wins", "{\"transactionId\":\"w\",\"betTransactionId\":\"b\"," + amount)
                .is(200);
        api.signed(wallet + "/rollbacks", "{\"transactionId\":\"r\",\"betTransactionId\":\"x\",\"roundId\":\"g\"}")
                .is(200);
        api.signed(
                        "/provider/v1/rounds",
                        "{\"roundId\":\"g\",\"tableId\":\"none\",\"bettingClosesAt\":\"2030-01-01T00:00:00Z\"}")
                .is(404, "unknown_table");
        api.signedGet("/provider/v1/rounds/none").is(404);
        api.signedGet("/provider/v1/rounds/none/bets").is(404);
        api.signed("/provider/v1/rounds/none/close", "{}").is(404);
        api.signed("/provider/v1/rounds/none/result", "{\"resultId\":\"a\",\"outcome\":{\"number\":1}}")
                .is(404);
        String correction = "\"resultId\":\"b\",\"replaces\":\"a\",\"outcome\":{\"number\":1}}";
        api.signed("/provider/v1/rounds/none/correction", "{" + correction).is(404);
        api.signed("/provider/v1/rounds/none/void", "{\"reason\":\"x\"}").is(404);
        api.get("/v1/me/wallet", ann).is(200);
        String limits = "\"limits\":[{\"kind\":\"loss\",\"period\":\"day\",\"amountMinor\":9}]}";
        api.post("/v1/me/limits", ann, "{\"transactionId\":\"l\"," + limits).is(200);
        api.get("/v1/me/limits", ann).is(200);
        api.post("/v1/me/exclusion", ann, "{\"transactionId\":\"x\",\"until\":null}")
                .is(200);
        String desk = "/operator/v1/wallets/" + ann.id();
        String why = "{\"transactionId\":\"%s-" + id + "\",\"reason\":\"asked for\"";
        api.post(desk + "/limits", olga, why.formatted("l") + "," + limits).is(200);
        api.get(desk + "/limits", olga).is(200);
        api.post(desk + "/exclusion", olga, why.formatted("x") + ",\"until\":null}")
                .is(200);
        api.post(desk + "/freeze", olga, why.formatted("f") + "}").is(200);
        api.post(desk + "/unfreeze", olga, why.formatted("u") + "}").is(200);
        api.get("/v1/me/transactions", ann).is(200);
        api.get("/v1/me/bets", ann).is(200);
        api.get("/v1/me/bets/none", ann).is(404, "bet_not_found");
        api.get("/v1/tables", ann).is(200);
        api.get("/v1/rounds/none", ann).is(404, "round_not_found");
        String change = "{\"transactionId\":\"" + id + "%s\",\"reason\":\"test\",";
        String money = "\"amountMinor\":5,\"currency\":\"EUR\"}";
        String operator = "/operator/v1/";
        api.post(
                        operator + "players",
                        olga,
                        change.formatted("1") + "\"playerId\":\"" + id + "\",\"currency\":\"EUR\"}")
                .is(201);
        api.post(operator + "wallets/" + id + "/deposits", olga, change.formatted("2") + money)
                .is(200);
        api.post(operator + "wallets/" + id + "/withdrawals", olga, change.formatted("3") + money)
                .is(200);
        String until = ",\"expiresAt\":\"2199-01-01T00:00:00Z\",\"currency\":\"EUR\"}";
        String mine = operator + "wallets/" + id;
        api.post(mine + "/bonuses", olga, change.formatted("b") + "\"wageringX100\":300,\"amountMinor\":5" + until)
                .is(200);
        api.post(
                        mine + "/free-bets",
                        olga,
                        change.formatted("s") + "\"count\":2,\"stakeMinor\":9,\"tables\":[\"t\"]" + until)
                .is(200);
        api.get(mine + "/bonuses", olga).is(200);
        api.post(mine + "/bonuses/" + id + "b/forfeit", olga, change.formatted("t") + "\"more\":1}")
                .is(200);
        api.get("/v1/me/bonuses", ann).is(200);
        api.post(
                        operator + "provider-keys",
                        olga,
                        change.formatted("4") + "\"keyId\":\"" + id + "\",\"provider\":\"p\"}")
                .is(201);
        api.post(operator + "provider-keys/" + id + "/disable", olga, change.formatted("d") + "\"more\":1}")
                .is(200);
        api.post(
                        operator + "tables",
                        olga,
                        change.formatted("5") + "\"tableId\":\"" + id + "\",\"owner\":\"p\",\"game\":\"roulette\","
                                + "\"currency\":\"EUR\",\"minStakeMinor\":1,\"maxStakeMinor\":10}")
                .is(201);
        api.post(operator + "rounds/none/void", olga, change.formatted("6") + "\"more\":1}")
                .is(404);
        api.post(operator + "rounds/none/correction", olga, change.formatted("7") + correction)
                .is(404);
        api.get(operator + "audit", olga).is(200);
        api.get(operator + "reconciliation", olga).is(200);
        api.post(operator + "reconciliation/heal", olga, change.formatted("8") + "\"more\":1}")
                .is(200);
        // Here is nothing to roll; RolloutIT has the answers of a cell.
        api.get(operator + "rollout", olga).is(422, "refused");
        for (String verb : List.of("pause", "resume", "freeze")) {
            api.post(operator + "rollout/" + verb, olga, change.formatted("9") + "\"more\":1}")
                    .is(422, "refused");
        }
        api.get("/v1/config").is(200);
        api.get("/openapi.yaml").is(200);
        api.get("/asyncapi.yaml").is(200);
        api.get("/").is(200);
        api.get("/style.css").is(200);
        Set<String> driven = new TreeSet<>();
        OpenApiFile.published().answered().forEach(answer -> driven.add(answer.substring(0, answer.lastIndexOf(' '))));
        assertThat(driven).containsAll(OpenApiFile.published().operations());
    }
}
