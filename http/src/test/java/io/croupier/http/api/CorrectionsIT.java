package io.croupier.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.croupier.http.TestNode;
import io.croupier.http.api.ApiClient.Answer;
import io.croupier.http.api.ApiClient.Person;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A settled round that is settled again, and voided: over HTTP and on the players' sockets. */
class CorrectionsIT {
    private static final String TABLE = "provider-roulette-1";

    @RegisterExtension
    static final TestNode NODE = TestNode.shared();

    private static ApiClient api;
    private static Person olga;

    private final String roundId = "cor-" + UUID.randomUUID();
    private final String round = "/provider/v1/rounds/" + roundId;

    @BeforeAll
    static void connect() {
        api = new ApiClient(NODE.node().httpUri());
        olga = api.operator("operator");
    }

    private void openRound() {
        String body = "{\"roundId\":\"" + roundId + "\",\"tableId\":\"" + TABLE + "\",\"bettingClosesAt\":\""
                + Instant.now().plusSeconds(600) + "\"}";
        Eventually.get(() -> api.signed("/provider/v1/rounds", body), answer -> answer.status() == 201);
    }

    private static LiveClient socket(Person player) {
        return LiveClient.connected(NODE.node().liveUri(), player.token());
    }

    private void bet(LiveClient player, String betId, int number, long stakeMinor) {
        player.say("{'type':'place_bet','betId':'" + betId + "','table':'" + TABLE + "','roundId':'" + roundId
                + "','selection':{'kind':'straight','numbers':[" + number + "]},'stakeMinor':" + stakeMinor + "}");
        player.hear("bet_accepted");
    }

    private static String outcome(String resultId, int number) {
        return "\"resultId\":\"" + resultId + "\",\"outcome\":{\"number\":" + number + "}";
    }

    private Answer correct(String resultId, String replaces, int number) {
        return api.signed(
                round + "/correction", "{" + outcome(resultId, number) + ",\"replaces\":\"" + replaces + "\"}");
    }

    private Answer operator(String command, String content) {
        String[] parts = command.split("\\?", -1);
        return api.post(
                "/operator/v1/rounds/" + roundId + "/" + command,
                olga,
                "{\"transactionId\":\"" + parts[0] + "-" + roundId + "\",\"reason\":\"camera shows it\"," + content
                        + "\"table\":\"" + TABLE + "\"}");
    }

    private Answer settled(int version) {
        return Eventually.get(
                () -> api.signedGet(round),
                answer -> answer.minor("resultVersion") == version
                        && List.of("settled", "voided").contains(answer.string("state")));
    }

    private static long balance(Person player) {
        return api.get("/v1/me/wallet", player).is(200).minor("balanceMinor");
    }

    private static JsonNode settledBet(LiveClient player, int version) {
        return player.hear(message -> message.path("type").asText().equals("bet_settled")
                && message.path("resultVersion").asInt() == version);
    }

    private static JsonNode tableEvent(LiveClient player, String type, String roundId) {
        return player.hear(message -> message.at("/event/type").asText().equals(type)
                        && message.at("/event/roundId").asText().equals(roundId))
                .get("event");
    }

    private static void moneyAddsUp() {
        JsonNode audit = Eventually.get(
                        () -> api.get("/operator/v1/audit", olga).is(200),
                        answer -> answer.json().get("consistent").booleanValue())
                .json();
        assertThat(audit.get("inconsistencies")).isEmpty();
        audit.get("currencies")
                .forEach(c -> assertThat(c.get("sumMinor").asText()).isEqualTo("0"));
    }

    @Test
    void eachVersionMovesEachBetsDifferenceOnceAndEveryoneIsTold() {
        Person ann = api.player("ann", 1000);
        Person bob = api.player("bob", 1000);
        openRound();
        try (LiveClient anns = socket(ann);
                LiveClient bobs = socket(bob);
                LiveClient table = socket(bob)) {
            table.say("{'type':'subscribe','table':'" + TABLE + "'}");
            table.hear("subscribed");
            bet(anns, "b-" + roundId, 17, 100);
            bet(bobs, "b-" + roundId, 18, 50);
            correct("r2", "r1", 18).is(409, "result_superseded");
            api.signed(round + "/result", "{" + outcome("r1", 17) + "}").is(202);
            settled(1);
            assertThat(List.of(balance(ann), balance(bob))).containsExactly(4500L, 950L);
            moneyAddsUp();

            Answer receipt = correct("r2", "r1", 18).is(202);
            assertThat(receipt.text())
                    .isEqualTo("{\"roundId\":\"" + roundId
                            + "\",\"command\":\"correction\",\"resultId\":\"r2\",\"accepted\":true}");
            assertThat(tableEvent(table, "round_corrected", roundId)
                            .at("/outcome/number")
                            .asInt())
                    .isEqualTo(18);
            assertThat(settled(2).minor("paidMinor")).isEqualTo(1800);
            assertThat(settledBet(anns, 2).get("balanceMinor").asLong()).isEqualTo(900);
            assertThat(settledBet(bobs, 2).get("payoutMinor").asLong()).isEqualTo(1800);
            assertThat(List.of(balance(ann), balance(bob))).containsExactly(900L, 2750L);
            Answer again = correct("r2", "r1", 18).is(202);
            assertThat(again.text()).isEqualTo(receipt.text());
            assertThat(again.replayed()).isTrue();
            correct("r2", "r1", 19).is(409, "transaction_conflict");
            correct("r3", "r1", 19).is(409, "result_superseded");
            assertThat(api.signed(round + "/result", "{" + outcome("r1", 17) + "}")
                            .is(202)
                            .replayed())
                    .isTrue();
            moneyAddsUp();

            correct("r3", "r2", 17).is(202);
            settled(3);
            assertThat(List.of(balance(ann), balance(bob))).containsExactly(4500L, 950L);
            moneyAddsUp();

            api.signed(round + "/void", "{\"reason\":\"wheel broke\"}").is(202);
            settled(4);
            assertThat(tableEvent(table, "round_voided", roundId).get("reason").asText())
                    .isEqualTo("wheel broke");
            assertThat(settledBet(anns, 4).get("state").asText()).isEqualTo("voided");
            assertThat(List.of(balance(ann), balance(bob))).containsExactly(1000L, 1000L);
            correct("r4", "r3", 17).is(409, "round_voided");
            moneyAddsUp();
        }
        List<String> entries = new ArrayList<>();
        long sum = 0;
        for (JsonNode entry : api.history("/v1/me/transactions", ann).get("transactions")) {
            sum += entry.get("amountMinor").asLong();
            if (entry.get("kind").asText().equals("correction")) {
                assertThat(entry.get("betId").asText()).isEqualTo("b-" + roundId);
                assertThat(entry.get("roundId").asText()).isEqualTo(roundId);
                entries.add(entry.get("amountMinor").asText());
            }
        }
        assertThat(entries).containsExactly("-3500", "3600", "-3600");
        assertThat(sum).isEqualTo(1000);
    }

    @Test
    void aDryRunIsWhatThenHappens() {
        Person ann = api.player("ann", 1000);
        Person bob = api.player("bob", 1000);
        openRound();
        try (LiveClient anns = socket(ann);
                LiveClient bobs = socket(bob)) {
            bet(anns, "b-" + roundId, 17, 100);
            bet(bobs, "b-" + roundId, 18, 50);
        }
        String correction = outcome("r2", 18) + ",\"replaces\":\"r1\",";
        operator("correction?dryRun=true", correction).is(409, "result_superseded");
        api.signed(round + "/result", "{" + outcome("r1", 17) + "}").is(202);
        settled(1);
        for (int i = 0; i < 2; i++) {
            assertThat(operator("correction?dryRun=true", correction).is(200).text())
                    .isEqualTo("{\"roundId\":\"" + roundId + "\",\"dryRun\":true,\"bets\":2,\"paidMoreMinor\":1800,"
                            + "\"takenBackMinor\":3600,\"currency\":\"EUR\"}");
        }
        operator(
                        "correction?dryRun=true",
                        "\"resultId\":\"r2\",\"replaces\":\"r1\",\"payouts\":[{\"playerId\":\"" + ann.id()
                                + "\",\"betId\":\"none\",\"payoutMinor\":1}],")
                .is(404, "bet_not_found");
        operator("correction?dryRun=perhaps", correction).is(400, "invalid_field");
        assertThat(List.of(balance(ann), balance(bob))).containsExactly(4500L, 950L);
        assertThat(settled(1).string("resultId")).isEqualTo("r1");
        operator("correction", correction.replace("18", "99")).is(400, "invalid_field");
        Answer done = operator("correction", correction).is(202);
        assertThat(operator("correction", correction).is(202).text()).isEqualTo(done.text());
        settled(2);
        assertThat(List.of(balance(ann), balance(bob))).containsExactly(4500L - 3600, 950L + 1800);
        assertThat(operator("void?dryRun=true", "").is(200).minor("takenBackMinor"))
                .isEqualTo(1750);
        operator("void", "").is(202);
        settled(3);
        assertThat(List.of(balance(ann), balance(bob))).containsExactly(1000L, 1000L);
        assertThat(operator("void?dryRun=true", "").is(200).minor("bets")).isZero();
        moneyAddsUp();
    }

    @Test
    void whatAPlayerHasSpentStaysADebtThatLaterWinsPayOff() {
        Person ann = api.player("ann", 1000);
        openRound();
        try (LiveClient anns = socket(ann)) {
            bet(anns, "b-" + roundId, 17, 100);
            api.signed(round + "/result", "{" + outcome("r1", 17) + "}").is(202);
            settled(1);
            String wallet = "/provider/v1/wallets/" + ann.id();
            String bet = "{\"transactionId\":\"spent\",\"roundId\":\"g\",\"amountMinor\":4400,\"currency\":\"EUR\"}";
            api.signed(wallet + "/bets", bet).is(200);
            correct("r2", "r1", 18).is(202);
            settled(2);
            JsonNode heard = anns.hear(message -> message.path("type").asText().equals("wallet_updated")
                    && message.path("debtMinor").asLong() > 0);
            assertThat(heard.get("debtMinor").asLong()).isEqualTo(3500);
            assertThat(heard.get("balanceMinor").asLong()).isZero();
            moneyAddsUp();
            String win = "{\"transactionId\":\"won\",\"betTransactionId\":\"spent\",\"roundId\":\"g\",\"amountMinor\":"
                    + "5000,\"currency\":\"EUR\"}";
            assertThat(api.signed(wallet + "/wins", win).is(200).minor("balanceMinor"))
                    .isEqualTo(1500);
            assertThat(api.get("/v1/me/wallet", ann).minor("debtMinor")).isZero();
            moneyAddsUp();
        }
    }

    @Test
    void aRoundOfTheHouseIsVoidedButNeverCorrected() {
        JsonNode shown;
        try (LiveClient live = socket(api.player("eve", 10))) {
            live.say("{'type':'subscribe','table':'roulette-1'}");
            shown = live.hear(message -> message.at("/event/type").asText().equals("round_settled"));
            String house = shown.at("/event/roundId").asText();
            String path = "/operator/v1/rounds/" + house;
            String body = "{\"transactionId\":\"%s-" + house + "\",\"reason\":\"x\",\"table\":\"roulette-1\",%s}";
            api.post(path + "/correction", olga, body.formatted("c", outcome("r2", 1) + ",\"replaces\":\"r1\""))
                    .is(403, "not_your_table");
            api.post(path + "/void", olga, body.formatted("v", "\"more\":1")).is(202);
            tableEvent(live, "round_voided", house);
        }
    }
}
