package io.croupier.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.croupier.http.TestNode;
import io.croupier.http.api.ApiClient.Answer;
import io.croupier.http.api.ApiClient.Person;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Bonuses and free bets through every door: granted by an operator, played over a provider's wallet and on the live port. */
class BonusesIT {
    private static final String UNTIL = ",\"expiresAt\":\"2199-01-01T00:00:00Z\"";

    @RegisterExtension
    static final TestNode NODE = TestNode.shared();

    private static ApiClient api;
    private static Person olga;

    private final String unique = Long.toString(System.nanoTime(), 36);
    private Person ann;
    private String desk;

    @BeforeAll
    static void connect() {
        api = new ApiClient(NODE.node().httpUri());
        olga = api.operator("operator");
    }

    @BeforeEach
    void annComes() {
        ann = api.player("ann", 1_000);
        desk = "/operator/v1/wallets/" + ann.id();
    }

    private String why(String id, String more) {
        return "{\"transactionId\":\"" + id + "-" + unique + "\",\"reason\":\"a promotion\"" + more + "}";
    }

    private String bonus(String id, long minor, int wageringX100) {
        return why(id, ",\"amountMinor\":" + minor + ",\"currency\":\"EUR\",\"wageringX100\":" + wageringX100 + UNTIL);
    }

    private String freeBets(String id, String table) {
        return why(id, ",\"count\":1,\"stakeMinor\":200,\"currency\":\"EUR\",\"tables\":[\"" + table + "\"]" + UNTIL);
    }

    private Answer provider(String call, String id, String more) {
        return api.signed(
                "/provider/v1/wallets/" + ann.id() + "/" + call,
                "{\"transactionId\":\"" + id + "\",\"roundId\":\"g\"" + more + "}");
    }

    private void has(long realMinor, long bonusMinor) {
        JsonNode wallet = api.get("/v1/me/wallet", ann).is(200).json();
        assertThat(wallet.path("realMinor").longValue()).isEqualTo(realMinor);
        assertThat(wallet.path("bonusMinor").longValue()).isEqualTo(bonusMinor);
    }

    private JsonNode onlyBonus() {
        JsonNode bonuses = api.get("/v1/me/bonuses", ann).is(200).json().path("bonuses");
        assertThat(bonuses).hasSize(1);
        return bonuses.get(0);
    }

    @Test
    void aBonusIsWageredAndBecomesRealMoney() {
        Answer first = api.post(desk + "/bonuses", olga, bonus("g", 500, 300)).is(200);
        assertThat(api.post(desk + "/bonuses", olga, bonus("g", 500, 300))
                        .is(200)
                        .text())
                .isEqualTo(first.text());
        api.post(desk + "/bonuses", olga, bonus("g", 501, 300)).is(409, "transaction_conflict");
        has(1_000, 500);
        provider("bets", "b1", ",\"amountMinor\":1200,\"currency\":\"EUR\"").is(200);
        assertThat(onlyBonus().path("wageredMinor").longValue()).isEqualTo(1_200);
        provider("rollbacks", "r1", ",\"betTransactionId\":\"b1\"").is(200);
        assertThat(onlyBonus().path("wageredMinor").longValue()).isZero();
        has(1_000, 500);
        provider("bets", "b2", ",\"amountMinor\":1200,\"currency\":\"EUR\"").is(200);
        provider("wins", "w2", ",\"betTransactionId\":\"b2\",\"amountMinor\":600,\"currency\":\"EUR\"")
                .is(200);
        has(500, 400);
        provider("bets", "b3", ",\"amountMinor\":300,\"currency\":\"EUR\"").is(200);
        has(600, 0);
        assertThat(onlyBonus().path("state").textValue()).isEqualTo("converted");
    }

    @Test
    void aBonusIsTakenBackOnce() {
        api.post(desk + "/bonuses", olga, bonus("g", 500, 300)).is(200);
        String forfeit = desk + "/bonuses/g-" + unique + "/forfeit";
        api.post(forfeit, olga, why("x", "")).is(200);
        api.post(forfeit, olga, why("y", "")).is(409, "bonus_ended");
        api.post(desk + "/bonuses/other/forfeit", olga, why("z", "")).is(404, "bonus_not_found");
        has(1_000, 0);
    }

    @Test
    void aFreeBetIsPlacedOnTheLivePort() {
        String table = "roulette-1";
        api.post(desk + "/free-bets", olga, freeBets("f", table)).is(200);
        try (LiveClient live = LiveClient.connected(NODE.node().liveUri(), ann.token())) {
            live.say("{'type':'subscribe','id':1,'table':'" + table + "'}");
            live.answer(1);
            String round = live.hear(message ->
                            message.path("event").path("type").asText().equals("round_opened"))
                    .path("event")
                    .path("roundId")
                    .textValue();
            String bet = "{'type':'place_bet','id':2,'betId':'b','table':'" + table + "','roundId':'" + round
                    + "','selection':{'kind':'red'},'stakeMinor':200";
            live.say(bet + ",'freeBetId':'f-" + unique + "'}");
            assertThat(live.answer(2).path("type").textValue()).isEqualTo("bet_accepted");
            live.say(bet.replace("'id':2", "'id':3") + "}");
            assertThat(live.answer(3).path("code").textValue()).isEqualTo("transaction_conflict");
            live.say(bet.replace("'id':2", "'id':4").replace("'b'", "'c'") + ",'freeBetId':'f-" + unique + "'}");
            assertThat(live.answer(4).path("code").textValue()).isEqualTo("free_bet_not_found");
            assertThat(api.get("/v1/me/bonuses", ann).is(200).json().path("freeBets"))
                    .isEmpty();
            JsonNode settled = live.hear("bet_settled");
            long payout = settled.path("payoutMinor").longValue();
            has(1_000 + Math.max(0, payout - 200), 0);
        }
    }

    @Test
    void aFieldThatBreaksItsRuleIsNamed() {
        api.post(desk + "/bonuses", olga, why("g", ",\"amountMinor\":5,\"currency\":\"EUR\"" + UNTIL))
                .is(400, "invalid_field");
        api.post(desk + "/free-bets", olga, freeBets("f", "not a table")).is(400, "invalid_field");
    }
}
