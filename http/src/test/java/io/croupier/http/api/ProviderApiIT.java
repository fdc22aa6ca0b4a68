package io.croupier.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.http.TestNode;
import io.croupier.http.api.ApiClient.Answer;
import io.croupier.http.api.ApiClient.Person;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderApiIT {
    @RegisterExtension
    static final TestNode NODE = TestNode.shared();

    private static ApiClient api;
    private static ExecutorService threads;

    @BeforeAll
    static void connect() {
        api = new ApiClient(NODE.node().httpUri());
        threads = Executors.newFixedThreadPool(20);
    }

    @AfterAll
    static void stop() {
        threads.shutdownNow();
    }

    private static String wallet(Person player) {
        return "/provider/v1/wallets/" + player.id();
    }

    private static Answer bet(Person player, String id, long minor) {
        return api.signed(wallet(player) + "/bets", betBody(id, minor, "EUR"));
    }

    private static String betBody(String id, long minor, String currency) {
        return "{\"transactionId\":\"" + id + "\",\"roundId\":\"g-1\",\"amountMinor\":" + minor + ",\"currency\":\""
                + currency + "\"}";
    }

    private static Answer win(Person player, String id, String betId, long minor) {
        return api.signed(
                wallet(player) + "/wins",
                "{\"transactionId\":\"" + id + "\",\"betTransactionId\":\"" + betId
                        + "\",\"roundId\":\"g-1\",\"amountMinor\":" + minor + ",\"currency\":\"EUR\"}");
    }

    private static Answer rollback(Person player, String id, String betId) {
        return api.signed(
                wallet(player) + "/rollbacks",
                "{\"transactionId\":\"" + id + "\",\"betTransactionId\":\"" + betId + "\",\"roundId\":\"g-1\"}");
    }

    private static long balance(Person player) {
        return api.signedGet(wallet(player)).is(200).minor("balanceMinor");
    }

    @Nested
    class SeamlessWallet {
        @Test
        void aBetAndItsWinsMoveTheBalance() {
            Person ann = api.player("ann", 1000);
            Answer bet = bet(ann, "b1", 300).is(200);
            assertThat(bet.string("status")).isEqualTo("accepted");
            assertThat(bet.string("transactionId")).isEqualTo("b1");
            assertThat(bet.minor("amountMinor")).isEqualTo(-300);
            assertThat(bet.minor("balanceMinor")).isEqualTo(700);
            assertThat(win(ann, "w1", "b1", 500).is(200).minor("balanceMinor")).isEqualTo(1200);
            assertThat(win(ann, "w2", "b1", 0).is(200).minor("balanceMinor")).isEqualTo(1200);
            assertThat(balance(ann)).isEqualTo(1200);
        }

        @Test
        void aBetOfNothingIsABet() {
            Person ann = api.player("ann", 10);
            bet(ann, "free", 0).is(200);
            win(ann, "w", "free", 7).is(200);
            assertThat(balance(ann)).isEqualTo(17);
        }

        @Test
        void theSameRequestGetsTheSameAnswerForEver() {
            Person ann = api.player("ann", 1000);
            Answer first = bet(ann, "b1", 300).is(200);
            assertThat(first.replayed()).isFalse();
            bet(ann, "b2", 100).is(200);
            Answer again = bet(ann, "b1", 300).is(200);
            assertThat(again.replayed()).isTrue();
            assertThat(again.text()).isEqualTo(first.text());
            assertThat(balance(ann)).isEqualTo(600);
        }

        @Test
        void aRefusalIsReplayedEvenWhenTheMoneyHasCome() {
            Person ann = api.player("ann", 100);
            Answer refused = bet(ann, "b1", 300).is(422, "insufficient_funds");
            assertThat(refused.minor("balanceMinor")).isEqualTo(100);
            bet(ann, "b0", 0).is(200);
            win(ann, "w0", "b0", 1000).is(200);
            Answer again = bet(ann, "b1", 300).is(422, "insufficient_funds");
            assertThat(again.text()).isEqualTo(refused.text());
            assertThat(again.replayed()).isTrue();
        }

        @Test
        void anIdWithOtherContentIsAConflictThatNamesTheOriginal() {
            Person ann = api.player("ann", 1000);
            bet(ann, "b1", 300).is(200);
            Answer conflict = bet(ann, "b1", 301).is(409, "transaction_conflict");
            assertThat(conflict.json().at("/original/transactionId").asText()).isEqualTo("b1");
            assertThat(conflict.json().at("/original/kind").asText()).isEqualTo("bet");
            assertThat(conflict.json().at("/original/amountMinor").asLong()).isEqualTo(-300);
            win(ann, "b1", "b1", 300).is(409, "transaction_conflict");
            String otherRound = betBody("b1", 300, "EUR").replace("g-1", "g-2");
            api.signed(wallet(ann) + "/bets", otherRound).is(409, "transaction_conflict");
            assertThat(balance(ann)).isEqualTo(700);
        }

        @Test
        void anUnknownFieldIsIgnoredAndNoPartOfTheContent() {
            Person ann = api.player("ann", 1000);
            bet(ann, "b1", 300).is(200);
            String more = betBody("b1", 300, "EUR").replace("{", "{\"brand\":\"x\",");
            assertThat(api.signed(wallet(ann) + "/bets", more).is(200).replayed())
                    .isTrue();
        }

        @Test
        void rollbacksFollowTheContract() {
            Person ann = api.player("ann", 1000);
            bet(ann, "b1", 300).is(200);
            assertThat(rollback(ann, "r1", "b1").is(200).string("status")).isEqualTo("accepted");
            assertThat(balance(ann)).isEqualTo(1000);
            assertThat(rollback(ann, "r2", "b1").is(200).string("status")).isEqualTo("already_rolled_back");
            win(ann, "w1", "b1", 500).is(422, "bet_rolled_back");

            assertThat(rollback(ann, "r3", "late").is(200).string("status")).isEqualTo("tombstoned");
            bet(ann, "late", 300).is(422, "bet_rolled_back");

            bet(ann, "b2", 100).is(200);
            win(ann, "w2", "b2", 50).is(200);
            rollback(ann, "r4", "b2").is(409, "bet_already_settled");
            win(ann, "w3", "never", 50).is(404, "bet_not_found");
            assertThat(balance(ann)).isEqualTo(950);
        }

        @Test
        void twentyAtOnceWithOneIdAreOneBet() {
            Person ann = api.player("ann", 1000);
            List<Answer> answers = IntStream.range(0, 20)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> bet(ann, "b1", 300), threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
            assertThat(answers).allMatch(answer -> answer.status() == 200);
            assertThat(answers.stream().map(Answer::text).distinct()).hasSize(1);
            assertThat(answers.stream().filter(answer -> !answer.replayed())).hasSize(1);
            assertThat(balance(ann)).isEqualTo(700);
        }

        @Test
        void unknownPlayersAndOtherCurrenciesAreRefused() {
            var nobody = new Person("nobody-here", "");
            api.signedGet(wallet(nobody)).is(404, "unknown_player");
            bet(nobody, "b1", 1).is(404, "unknown_player");
            Person ann = api.player("ann", 1000);
            api.signed(wallet(ann) + "/bets", betBody("b1", 1, "USD")).is(422, "wrong_currency");
        }

        @Test
        void aWinThatNoBalanceCanHoldIsNotLostButMayComeAgain() {
            long most = 1_000_000_000_000L;
            Person ann = api.player("ann", most);
            bet(ann, "b1", 10).is(200);
            win(ann, "w0", "b1", 9_007_199_254_740_991L - most).is(200);
            win(ann, "w1", "b1", 11).is(422, "balance_limit");
            bet(ann, "b2", 1).is(200);
            assertThat(win(ann, "w1", "b1", 11).is(200).replayed()).isFalse();
        }
    }

    @Nested
    class Signatures {
        private final Person ann = api.player("ann", 1000);
        private final String path = wallet(ann) + "/bets";
        private final String body = betBody("b1", 10, "EUR");

        private Answer send(Map<String, String> signature) {
            return api.send("POST", path, body, ApiClient.json(signature));
        }

        private Map<String, String> signed(Instant at) {
            return ApiClient.signature("POST", path, body, "dev", "dev-secret", at);
        }

        @Test
        void aSignatureOfAnythingElseDoesNotFit() {
            Instant now = Instant.now();
            send(ApiClient.signature("POST", path, body + " ", "dev", "dev-secret", now))
                    .is(401, "invalid_signature");
            send(ApiClient.signature("POST", path + "?a=b", body, "dev", "dev-secret", now))
                    .is(401, "invalid_signature");
            send(ApiClient.signature("GET", path, body, "dev", "dev-secret", now))
                    .is(401, "invalid_signature");
            send(ApiClient.signature("POST", path, body, "dev", "dev-secrex", now))
                    .is(401, "invalid_signature");
            assertThat(balance(ann)).isEqualTo(1000);
        }

        @Test
        void theTimeStampIsSignedAndWithinFiveMinutes() {
            send(signed(Instant.now().minusSeconds(310))).is(401, "stale_timestamp");
            send(signed(Instant.now().plusSeconds(310))).is(401, "stale_timestamp");
            Map<String, String> moved = new TreeMap<>(signed(Instant.now().minusSeconds(310)));
            moved.put("Croupier-Timestamp", Long.toString(Instant.now().getEpochSecond()));
            send(moved).is(401, "invalid_signature");
            send(signed(Instant.now().minusSeconds(290))).is(200);
        }

        @ParameterizedTest
        @ValueSource(strings = {"Croupier-Key-Id", "Croupier-Timestamp", "Croupier-Signature"})
        void eachHeaderIsRequired(String header) {
            Map<String, String> without = new TreeMap<>(signed(Instant.now()));
            without.remove(header);
            assertThat(send(without).is(401, "invalid_signature").string("field"))
                    .isEqualTo(header);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "x", "-1", "1e9", "99999999999999999999", "2026-11-21T00:00:00Z"})
        void aTimeStampThatIsNoneIsRefused(String timestamp) {
            Map<String, String> changed = new TreeMap<>(signed(Instant.now()));
            changed.put("Croupier-Timestamp", timestamp);
            assertThat(send(changed).is(401).code()).isIn("stale_timestamp", "invalid_signature");
        }

        @ParameterizedTest
        @ValueSource(strings = {"%%%", "AAAA", "not base64!", "="})
        void aSignatureThatIsNoneIsRefused(String signature) {
            Map<String, String> changed = new TreeMap<>(signed(Instant.now()));
            changed.put("Croupier-Signature", signature);
            send(changed).is(401, "invalid_signature");
        }

        @Test
        void anUnknownKeyIsNamedAsSuch() {
            send(ApiClient.signature("POST", path, body, "nobody", "dev-secret", Instant.now()))
                    .is(401, "unknown_key");
        }

        @Test
        void theQueryIsPartOfWhatIsSigned() {
            api.signedGet("/provider/v1/rounds/none/bets?limit=5&after=0%2Fa%2Fb")
                    .is(404, "round_not_found");
        }

        @Test
        void aTokenIsNoSignature() {
            api.post(path, ann, body).is(401, "invalid_signature");
        }

        @Test
        void bodyAndHeadersMayComeInPieces() {
            var pieces = BodyPublishers.concat(
                    BodyPublishers.ofString(body.substring(0, 10)), BodyPublishers.ofString(body.substring(10)));
            api.send("POST", path, pieces, ApiClient.json(signed(Instant.now())))
                    .is(200);
        }
    }

    @Nested
    class Rounds {
        private static final String ROUNDS = "/provider/v1/rounds";
        private final String roundId = "r-" + System.nanoTime();

        private String openBody(String table) {
            return "{\"roundId\":\"" + roundId + "\",\"tableId\":\"" + table + "\",\"bettingClosesAt\":\""
                    + Instant.now().plusSeconds(3600) + "\"}";
        }

        @Test
        void aRoundIsOpenedClosedAndSettledOnceHoweverOftenItIsSaid() {
            String open = openBody("provider-roulette-1");
            Answer opened = api.signed(ROUNDS, open).is(201);
            assertThat(opened.json().at("/accepted").booleanValue()).isTrue();
            Answer again = api.signed(ROUNDS, open).is(201);
            assertThat(again.text()).isEqualTo(opened.text());
            assertThat(again.replayed()).isTrue();
            String round = ROUNDS + "/" + roundId;
            assertThat(api.signedGet(round).is(200).string("state")).isEqualTo("bets_open");
            api.signed(round + "/close", "").is(202);
            assertThat(api.signed(round + "/close", "{}").is(202).replayed()).isTrue();

            String result = "{\"resultId\":\"res-1\",\"outcome\":{\"number\":17}}";
            Answer first = api.signed(round + "/result", result).is(202);
            assertThat(first.string("resultId")).isEqualTo("res-1");
            Answer second = api.signed(round + "/result", result).is(202);
            assertThat(second.text()).isEqualTo(first.text());
            assertThat(second.replayed()).isTrue();
            Answer conflict = api.signed(round + "/result", "{\"resultId\":\"res-1\",\"outcome\":{\"number\":18}}")
                    .is(409, "transaction_conflict");
            assertThat(conflict.json().at("/original/resultId").asText()).isEqualTo("res-1");
            assertThat(conflict.json().at("/original/outcome/number").intValue())
                    .isEqualTo(17);
            Answer reopened =
                    api.signed(ROUNDS, openBody("provider-roulette-1")).is(409, "transaction_conflict");
            assertThat(reopened.json().at("/original/roundId").asText()).isEqualTo(roundId);
            assertThat(api.signed(round + "/close", "{\"closedAt\":\"2026-01-01T00:00:00.000Z\"}")
                            .is(409, "transaction_conflict")
                            .json()
                            .at("/original/bettingClosesAt")
                            .isTextual())
                    .isTrue();
            api.signed(round + "/result", "{\"resultId\":\"res-2\",\"outcome\":{\"number\":18}}")
                    .is(409, "result_superseded");
            Answer settled = Eventually.get(
                    () -> api.signedGet(round), answer -> answer.string("state").equals("settled"));
            assertThat(settled.json().at("/outcome/number").intValue()).isEqualTo(17);
            assertThat(api.signedGet(round + "/bets").is(200).json().at("/bets"))
                    .isEmpty();
        }

        @Test
        void onlyOwnTablesAreOpened() {
            api.signed(ROUNDS, openBody("roulette-1")).is(403, "not_your_table");
            api.signed(ROUNDS, openBody("nowhere")).is(404, "unknown_table");
        }

        @Test
        void whatWasNeverOpenedIsUnknown() {
            String round = ROUNDS + "/never-opened";
            api.signedGet(round).is(404, "round_not_found");
            api.signedGet(round + "/bets").is(404, "round_not_found");
            api.signed(round + "/close", "{}").is(404, "round_not_found");
            api.signed(round + "/result", "{\"resultId\":\"a\",\"outcome\":{\"number\":1}}")
                    .is(404, "round_not_found");
            api.signed(round + "/void", "{\"reason\":\"x\"}").is(404, "round_not_found");
        }

        @Test
        void aVoidedRoundTakesNoResult() {
            api.signed(ROUNDS, openBody("provider-roulette-1")).is(201);
            String round = ROUNDS + "/" + roundId;
            api.signed(round + "/void", "{\"reason\":\"wheel broke\"}").is(202);
            api.signed(round + "/result", "{\"resultId\":\"a\",\"outcome\":{\"number\":1}}")
                    .is(409, "round_voided");
            assertThat(Eventually.get(
                                    () -> api.signedGet(round),
                                    answer -> answer.string("state").equals("voided"))
                            .string("voidReason"))
                    .isEqualTo("wheel broke");
        }

        @Test
        void aMalformedResultNamesItsField() {
            api.signed(ROUNDS, openBody("provider-roulette-1")).is(201);
            String round = ROUNDS + "/" + roundId;
            assertField(round, "{\"resultId\":\"a\"}", "outcome");
            assertField(round, "{\"resultId\":\"a\",\"outcome\":{\"number\":1},\"payouts\":[]}", "outcome");
            assertField(round, "{\"resultId\":\"a\",\"outcome\":{\"number\":37}}", "outcome.number");
            assertField(round, "{\"resultId\":\"a\",\"outcome\":5}", "outcome");
            String payout = "{\"playerId\":\"p\",\"betId\":\"b\",\"payoutMinor\":1}";
            assertField(round, "{\"resultId\":\"a\",\"payouts\":[" + payout + "," + payout + "]}", "payouts[1].betId");
            assertField(
                    round,
                    "{\"resultId\":\"a\",\"payouts\":[" + payout.replace(":1", ":1.0") + "]}",
                    "payouts[0].payoutMinor");
            api.signed(round + "/result", "{\"resultId\":\"a\",\"payouts\":[" + payout + "]}")
                    .is(404, "bet_not_found");
            api.signed(round + "/void", "{\"reason\":\"done\"}").is(202);
        }

        private void assertField(String round, String body, String field) {
            assertThat(api.signed(round + "/result", body)
                            .is(400, "invalid_field")
                            .string("field"))
                    .isEqualTo(field);
        }
    }
}
