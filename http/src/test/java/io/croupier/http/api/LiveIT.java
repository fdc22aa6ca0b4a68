package io.croupier.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.croupier.http.TestNode;
import io.croupier.http.api.ApiClient.Answer;
import io.croupier.http.api.ApiClient.Person;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The live WebSocket of a whole node: every message is as documented, and nothing that is wrong moves a cent. */
class LiveIT {
    private static final String TABLE = "provider-roulette-1";

    @RegisterExtension
    static final TestNode NODE = TestNode.with("""
            croupier.api.rate-limit { per-second = 20, burst = 200 }
            croupier.round.house-tables = [
              { table-id = roulette-1, owner = house, game = roulette, currency = EUR, books = 2
                min-stake-minor = 10, max-stake-minor = 50000, betting-window = 2500ms, pause = 500ms }
              { table-id = crash-1, owner = house, game = crash, currency = EUR, books = 2
                min-stake-minor = 10, max-stake-minor = 50000, betting-window = 2500ms, pause = 500ms }
              { table-id = provider-roulette-1, owner = dev, game = roulette, currency = EUR, books = 2
                min-stake-minor = 10, max-stake-minor = 50000, betting-window = 0s, pause = 0s }
            ]
            """);

    private static ApiClient api;
    private static TestTokens tokens;
    private static Person ann;
    private static URI live;
    private static String open;
    private static String closed;
    private static String voided;

    @BeforeAll
    static void connect() {
        api = new ApiClient(NODE.node().httpUri());
        tokens = new TestTokens(NODE.node());
        live = NODE.node().liveUri();
        ann = api.player("ann", 1_000);
        closed = round("live-closed");
        command(closed, "close", "{}");
        voided = round("live-voided");
        command(voided, "void", "{\"reason\":\"test\"}");
        open = round("live-open");
    }

    private static String round(String roundId) {
        String body = "{\"roundId\":\"" + roundId + "\",\"tableId\":\"" + TABLE + "\",\"bettingClosesAt\":\""
                + Instant.now().plusSeconds(600) + "\"}";
        Eventually.get(() -> api.signed("/provider/v1/rounds", body), answer -> answer.status() == 201);
        return roundId;
    }

    private static void command(String roundId, String command, String body) {
        api.signed("/provider/v1/rounds/" + roundId + "/" + command, body).is(202);
    }

    @AfterAll
    static void noMoneyHasMoved() {
        assertThat(api.get("/v1/me/wallet", ann).is(200).minor("balanceMinor")).isEqualTo(1_000);
        JsonNode audit =
                api.get("/operator/v1/audit", api.operator("operator")).is(200).json();
        assertThat(audit.path("consistent").booleanValue()).as(audit.toString()).isTrue();
    }

    private static String bet(int id, String betId, String table, String roundId, String selection, String stake) {
        return "{'type':'place_bet','id':" + id + ",'betId':'" + betId + "','table':'" + table + "','roundId':'"
                + roundId + "','selection':" + selection + ",'stakeMinor':" + stake + "}";
    }

    private static JsonNode decided(LiveClient socket, int id, String bet) {
        socket.say(bet);
        return socket.hear(message -> message.path("id").asInt(-1) == id
                && !message.path("type").asText().equals("bet_unknown"));
    }

    @Test
    void everythingThatAGameTellsIsAsDescribed() {
        Person bob = api.player("bob", 100_000);
        try (LiveClient socket = LiveClient.connected(live, bob.token())) {
            for (String table : List.of("roulette-1", "crash-1", TABLE)) {
                socket.say("{'type':'subscribe','id':1,'table':'" + table + "'}");
                socket.hear("subscribed");
            }
            String betId = acceptedAtRoulette(socket);
            JsonNode settled =
                    socket.hear(message -> message.path("type").asText().equals("bet_settled")
                            && message.path("betId").asText().equals(betId));
            long payout = settled.path("payoutMinor").asLong();
            // A lost bet changes no balance, so it tells none.
            assertThat(settled.path("balanceMinor").asLong(99_500)).isEqualTo(99_500 + payout);
            String flight = opened(socket, "crash-1");
            decided(socket, 3, bet(3, "c1", "crash-1", flight, "{'kind':'crash','autoCashOutX100':101}", "500"));
            socket.hear("table_state");
            socket.say("{'type':'cash_out','id':4,'betId':'c1','table':'crash-1','roundId':'" + flight + "'}");
            assertThat(socket.answer(4).path("type").asText()).matches("cashed_out|cash_out_rejected");
            socket.say("{'type':'refresh','id':5,'token':'" + bob.token() + "'}");
            socket.hear("refreshed");
            socket.say("{'type':'ping','id':6}");
            socket.hear("pong");
            socket.say("{'type':'unsubscribe','id':7,'table':'roulette-1'}");
            socket.hear("unsubscribed");
            decided(socket, 8, bet(8, "v1", TABLE, open, "{'kind':'straight','numbers':[7]}", "500"));
            api.post(
                            "/operator/v1/wallets/" + bob.id() + "/deposits",
                            api.operator("operator"),
                            "{\"transactionId\":\"live-d\",\"amountMinor\":5,\"currency\":\"EUR\",\"reason\":\"r\"}")
                    .is(200);
            socket.hear("wallet_updated");
        }
    }

    /** A bet that was in time; a busy machine may be late for a round, and then tries the next one. */
    private static String acceptedAtRoulette(LiveClient socket) {
        for (int i = 0; i < 10; i++) {
            String betId = "r" + i;
            String round = opened(socket, "roulette-1");
            JsonNode answer = decided(socket, 2, bet(2, betId, "roulette-1", round, "{'kind':'red'}", "500"));
            if (answer.path("type").asText().equals("bet_accepted")) {
                return betId;
            }
            assertThat(answer.path("code").asText()).isEqualTo("betting_closed");
        }
        throw new AssertionError("late for ten rounds");
    }

    private static String opened(LiveClient socket, String table) {
        return socket.hear(message -> message.path("table").asText().equals(table)
                        && message.path("event").path("type").asText().equals("round_opened"))
                .path("event")
                .path("roundId")
                .asText();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "nowhere             | OPEN   | {'kind':'red'}                       | 100  | unknown_table",
                "provider-roulette-1 | none   | {'kind':'red'}                       | 100  | round_not_found",
                "provider-roulette-1 | CLOSED | {'kind':'red'}                       | 100  | betting_closed",
                "provider-roulette-1 | VOIDED | {'kind':'red'}                       | 100  | round_voided",
                "provider-roulette-1 | OPEN   | {'kind':'blue'}                      | 100  | invalid_selection",
                "provider-roulette-1 | OPEN   | {'kind':'crash'}                     | 100  | invalid_selection",
                "provider-roulette-1 | OPEN   | {'kind':'straight','numbers':[37]}   | 100  | invalid_selection",
                "provider-roulette-1 | OPEN   | {'kind':'red'}                       | 9    | stake_limit",
                "provider-roulette-1 | OPEN   | {'kind':'red'}                       | 50001 | stake_limit",
                "provider-roulette-1 | OPEN   | {'kind':'red'}                       | 1001 | insufficient_funds"
            })
    void aBetThatCannotBeTakenIsRejectedWithItsCode(
            String table, String round, String selection, String stake, String code) {
        String roundId =
                Map.of("OPEN", open, "CLOSED", closed, "VOIDED", voided).getOrDefault(round, round);
        String betId = "no-" + Integer.toHexString((table + round + selection + stake).hashCode());
        try (LiveClient socket = LiveClient.connected(live, ann.token())) {
            JsonNode first = decided(socket, 1, bet(1, betId, table, roundId, selection, stake));
            assertThat(first.path("type").asText()).as(first.toString()).isEqualTo("bet_rejected");
            assertThat(first.path("code").asText()).isEqualTo(code);
            assertThat(first.path("retryable").asBoolean()).isFalse();
            JsonNode again = decided(socket, 2, bet(2, betId, table, roundId, selection, stake));
            assertThat(again.path("code").asText()).isEqualTo(code);
        }
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "1.5", "1e2", "9007199254740992", "99999999999999999999", "true", "null", "'''5'''"})
    void aStakeThatIsNoPositiveIntegerIsNamed(String stake) {
        try (LiveClient socket = LiveClient.connected(live, ann.token())) {
            socket.say(bet(1, "typed", TABLE, open, "{'kind':'red'}", stake));
            JsonNode error = socket.answer(1);
            assertThat(error.path("type").asText()).as(error.toString()).isEqualTo("error");
            assertThat(error.path("field").asText()).isEqualTo("stakeMinor");
        }
    }

    @Test
    void aPlayerWithoutAWalletOrWithAnotherCurrencyCannotBet() {
        String stranger = tokens.player("stranger-" + System.nanoTime());
        try (LiveClient socket = new LiveClient(live)) {
            socket.say("{'type':'connect','token':'" + stranger + "'}");
            assertThat(socket.hear("connected").path("wallet").isNull()).isTrue();
            JsonNode answer = decided(socket, 1, bet(1, "b1", TABLE, open, "{'kind':'red'}", "100"));
            assertThat(answer.path("code").asText()).as(answer.toString()).isEqualTo("unknown_player");
        }
        Person sue = api.player("sue", 1_000, "USD");
        try (LiveClient socket = LiveClient.connected(live, sue.token())) {
            JsonNode answer = decided(socket, 1, bet(1, "b1", TABLE, open, "{'kind':'red'}", "100"));
            assertThat(answer.path("code").asText()).as(answer.toString()).isEqualTo("wrong_currency");
        }
        assertThat(api.get("/v1/me/wallet", sue).minor("balanceMinor")).isEqualTo(1_000);
    }

    /** What a refused bet was on is forgotten by its book. */
    private static JsonNode without(JsonNode bet, String field) {
        return ((ObjectNode) bet.deepCopy()).without(field);
    }

    @Test
    void aRefusedBetIsToldTheSameWayByItsIdAndInTheList() {
        Person cat = api.player("cat", 1_000);
        try (LiveClient socket = LiveClient.connected(live, cat.token())) {
            decided(socket, 1, bet(1, "late", TABLE, closed, "{'kind':'red'}", "100"));
            decided(socket, 2, bet(2, "poor", TABLE, open, "{'kind':'red'}", "2000"));
            JsonNode other = decided(socket, 3, bet(3, "late", TABLE, open, "{'kind':'red'}", "100"));
            assertThat(other.path("code").asText()).as(other.toString()).isEqualTo("transaction_conflict");
        }
        for (JsonNode listed : api.history("/v1/me/bets", cat).get("bets")) {
            JsonNode alone = api.get("/v1/me/bets/" + listed.get("betId").asText(), cat)
                    .is(200)
                    .json();
            assertThat(without(alone, "selection")).isEqualTo(without(listed, "selection"));
        }
        assertThat(api.get("/v1/me/bets/late", cat).minor("stakeMinor")).isEqualTo(100);
        assertThat(api.get("/v1/me/bets/poor", cat).minor("stakeMinor")).isEqualTo(2_000);
    }

    @Test
    void tokensThatDoNotHoldOpenNothing() {
        List<String> wrong = new ArrayList<>(tokens.wrong(ann.id()).values());
        wrong.add("a.b.c");
        for (String token : wrong) {
            try (LiveClient socket = new LiveClient(live)) {
                socket.say("{'type':'connect','token':'" + token + "'}");
                assertThat(socket.closeCode()).isEqualTo(4500);
            }
        }
        try (LiveClient socket = new LiveClient(live)) {
            socket.say(bet(1, "b1", TABLE, open, "{'kind':'red'}", "100"));
            assertThat(socket.closeCode()).isEqualTo(4500);
        }
    }

    @Test
    void binaryAndOversizedMessagesEndTheSession() {
        try (LiveClient socket = LiveClient.connected(live, ann.token())) {
            socket.sayBinary(new byte[] {1, 2, 3});
            assertThat(socket.closeCode()).isEqualTo(4501);
        }
        try (LiveClient socket = LiveClient.connected(live, ann.token())) {
            socket.say("{'type':'ping','padding':'" + "x".repeat(17_000) + "'}");
            assertThat(socket.closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void aFloodOverHttpIsToldWhenToComeAgain() {
        Person dan = api.player("dan", 10);
        Answer last = api.get("/v1/me/wallet", dan);
        for (int i = 0; i < 5_000 && last.status() == 200; i++) {
            last = api.get("/v1/me/wallet", dan);
        }
        assertThat(last.is(429, "rate_limited").headers().firstValue("Retry-After"))
                .isPresent();
        api.get("/v1/me/wallet", ann).is(200);
    }

    @Test
    void aFloodOverTheSocketEndsTheSession() {
        try (LiveClient socket = LiveClient.connected(live, ann.token())) {
            try {
                for (int i = 0; i < 400; i++) {
                    socket.say("{'type':'ping','id':" + i + "}");
                }
            } catch (CompletionException ended) {
                // The server may end the session before the last ping is sent.
            }
            socket.hear(message -> message.path("code").asText().equals("rate_limited"));
            assertThat(socket.closeCode()).isEqualTo(4501);
        }
    }
}
