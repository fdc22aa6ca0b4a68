package io.croupier.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.croupier.http.TestNode;
import io.croupier.http.api.ApiClient.Person;
import io.croupier.round.BookEntity;
import io.croupier.round.PlayerNotice;
import io.croupier.round.RoundEntity;
import io.croupier.round.TableEntity;
import io.croupier.round.TableFeed;
import io.croupier.round.domain.RoundStatus;
import io.croupier.round.game.Game;
import io.croupier.round.game.Games;
import io.croupier.round.game.Selection;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PlayerApiIT {
    @RegisterExtension
    static final TestNode NODE = TestNode.shared();

    private static final String TABLE = "provider-roulette-1";
    private static final Duration LONG = Duration.ofSeconds(20);

    private static ApiClient api;

    private final String roundId = "player-api-" + System.nanoTime();

    @BeforeAll
    static void connect() {
        api = new ApiClient(NODE.node().httpUri());
    }

    private void openRound() {
        String body = "{\"roundId\":\"" + roundId + "\",\"tableId\":\"" + TABLE + "\",\"bettingClosesAt\":\""
                + Instant.now().plusSeconds(600) + "\"}";
        Eventually.get(() -> api.signed("/provider/v1/rounds", body), answer -> answer.status() == 201);
    }

    private PlayerNotice bet(Person player, String betId, int number, long stakeMinor) {
        return betting(player, betId, number, stakeMinor).join();
    }

    private CompletableFuture<PlayerNotice> betting(Person player, String betId, int number, long stakeMinor) {
        try {
            Game roulette = Games.of("roulette");
            Selection selection = roulette.parseSelection(
                    new ObjectMapper().readTree("{\"kind\":\"straight\",\"numbers\":[" + number + "]}"));
            String internal = "dev~" + roundId;
            int books = NODE.node()
                    .sharding()
                    .entityRefFor(RoundEntity.KEY, internal)
                    .<RoundEntity.RoundFound>ask(RoundEntity.GetRound::new, LONG)
                    .toCompletableFuture()
                    .join()
                    .round()
                    .orElseThrow()
                    .terms()
                    .table()
                    .books();
            return NODE.node()
                    .sharding()
                    .entityRefFor(BookEntity.KEY, BookEntity.id(internal, player.id(), books))
                    .<PlayerNotice>ask(
                            replyTo -> new BookEntity.PlaceBet(
                                    player.id(), betId, TABLE, internal, selection, stakeMinor, "EUR", replyTo),
                            LONG)
                    .toCompletableFuture();
        } catch (Game.InvalidField | IOException e) {
            throw new AssertionError(e);
        }
    }

    private void result(String json) {
        api.signed("/provider/v1/rounds/" + roundId + "/result", json).is(202);
        Eventually.get(
                () -> api.signedGet("/provider/v1/rounds/" + roundId),
                answer -> answer.string("state").equals("settled"));
    }

    private static List<JsonNode> all(Person player, String what, int limit) {
        List<JsonNode> entries = new ArrayList<>();
        String before = "";
        do {
            JsonNode page = api.history("/v1/me/" + what + "?limit=" + limit + before, player);
            assertThat(page.get(what).size()).isLessThanOrEqualTo(limit);
            page.get(what).forEach(entries::add);
            JsonNode next = page.get("next");
            before = next.isNull() ? "" : "&before=" + next.asLong();
        } while (!before.isEmpty());
        return entries;
    }

    private static void sumIsBalance(Person player) {
        long sum = all(player, "transactions", 2).stream()
                .mapToLong(transaction -> transaction.get("amountMinor").asLong())
                .sum();
        assertThat(sum).isEqualTo(api.get("/v1/me/wallet", player).is(200).minor("balanceMinor"));
    }

    @Test
    void aNewPlayersWalletHoldsWhatWasPaidIn() {
        Person ann = api.player("ann", 1000);
        JsonNode wallet = api.get("/v1/me/wallet", ann).is(200).json();
        assertThat(wallet.get("playerId").asText()).isEqualTo(ann.id());
        assertThat(wallet.get("balanceMinor").asLong()).isEqualTo(1000);
        assertThat(wallet.get("realMinor").asLong()).isEqualTo(1000);
        assertThat(wallet.get("bonusMinor").asLong()).isZero();
        List<JsonNode> transactions = all(ann, "transactions", 50);
        assertThat(transactions).hasSize(1);
        assertThat(transactions.get(0).get("kind").asText()).isEqualTo("deposit");
    }

    @Test
    void theSameNameTwiceIsTwoPlayers() {
        assertThat(api.player("ann", 1).id()).isNotEqualTo(api.player("ann", 1).id());
    }

    @Test
    void betsAndMoneyFollowTheRoundToItsEnd() {
        Person ann = api.player("ann", 1000);
        openRound();
        assertThat(bet(ann, "b1", 17, 100)).isInstanceOf(PlayerNotice.BetAccepted.class);
        assertThat(bet(ann, "b2", 18, 200)).isInstanceOf(PlayerNotice.BetAccepted.class);
        assertThat(bet(ann, "b3", 19, 5000)).isInstanceOf(PlayerNotice.BetRejected.class);
        assertThat(states(ann)).containsExactlyInAnyOrder("b1 accepted", "b2 accepted", "b3 rejected");
        JsonNode open = api.get("/v1/rounds/" + roundId + "?table=" + TABLE, ann)
                .is(200)
                .json();
        assertThat(open.get("state").asText()).isEqualTo("bets_open");
        assertThat(open.get("myBets").findValuesAsText("betId")).contains("b1", "b2");
        sumIsBalance(ann);

        result("{\"resultId\":\"r\",\"outcome\":{\"number\":17}}");
        assertThat(states(ann)).containsExactlyInAnyOrder("b1 won", "b2 lost", "b3 rejected");
        JsonNode won = api.get("/v1/me/bets/b1", ann).is(200).json();
        assertThat(won.get("payoutMinor").asLong()).isEqualTo(3600);
        assertThat(won.get("resultVersion").asInt()).isEqualTo(1);
        assertThat(won.at("/selection/kind").asText()).isEqualTo("straight");
        assertThat(api.get("/v1/me/wallet", ann).minor("balanceMinor")).isEqualTo(1000 - 300 + 3600);
        sumIsBalance(ann);
        List<JsonNode> transactions = all(ann, "transactions", 50);
        assertThat(transactions)
                .extracting(t -> t.get("kind").asText())
                .containsExactly("win", "bet", "bet", "deposit");
        assertThat(transactions.get(0).get("betId").asText()).isEqualTo("b1");
        assertThat(transactions.get(0).get("roundId").asText()).isEqualTo(roundId);
        JsonNode round = api.get("/v1/rounds/" + roundId, ann).is(200).json();
        assertThat(round.at("/outcome/number").asInt()).isEqualTo(17);
        assertThat(round.get("proof").isNull()).isTrue();
    }

    private static List<String> states(Person player) {
        return all(player, "bets", 2).stream()
                .map(bet -> bet.get("betId").asText() + " " + bet.get("state").asText())
                .toList();
    }

    @Test
    void aProviderSeesAllBetsByPagesAndPaysByPayouts() {
        Person ann = api.player("ann", 1000);
        Person bob = api.player("bob", 1000);
        openRound();
        for (int i = 1; i <= 3; i++) {
            bet(ann, "a" + i, i, 10);
            bet(bob, "b" + i, i, 10);
        }
        List<String> seen = new ArrayList<>();
        String after = "";
        String bets = "/provider/v1/rounds/" + roundId + "/bets?limit=2";
        do {
            JsonNode page = api.signedGet(bets + after).is(200).json();
            page.get("bets")
                    .forEach(bet -> seen.add(bet.get("playerId").asText() + "/"
                            + bet.get("betId").asText()));
            after = page.get("next").isNull()
                    ? ""
                    : "&after=" + page.get("next").asText().replace("/", "%2F");
        } while (!after.isEmpty());
        assertThat(seen).hasSize(6).doesNotHaveDuplicates();

        String unknown = "{\"resultId\":\"r\",\"payouts\":[{\"playerId\":\"" + ann.id()
                + "\",\"betId\":\"zz\",\"payoutMinor\":1}]}";
        api.signed("/provider/v1/rounds/" + roundId + "/result", unknown).is(404, "bet_not_found");
        result("{\"resultId\":\"r2\",\"payouts\":[{\"playerId\":\"" + bob.id()
                + "\",\"betId\":\"b2\",\"payoutMinor\":77}]}");
        assertThat(api.get("/v1/me/wallet", ann).minor("balanceMinor")).isEqualTo(970);
        assertThat(api.get("/v1/me/wallet", bob).minor("balanceMinor")).isEqualTo(970 + 77);
        JsonNode round = api.signedGet("/provider/v1/rounds/" + roundId).is(200).json();
        assertThat(round.get("bets").asLong()).isEqualTo(6);
        assertThat(round.get("stakedMinor").asLong()).isEqualTo(60);
        assertThat(round.get("paidMinor").asLong()).isEqualTo(77);
        assertThat(round.get("unsettled").asLong()).isZero();
    }

    @Test
    void aPlayerSeesEveryBetOfARoundHoweverMany() {
        Person ann = api.player("ann", 100_000);
        openRound();
        List<CompletableFuture<PlayerNotice>> bets = IntStream.range(0, 520)
                .mapToObj(i -> betting(ann, "many-" + i, i % 36 + 1, 10))
                .toList();
        assertThat(bets).allSatisfy(bet -> assertThat(bet.join()).isInstanceOf(PlayerNotice.BetAccepted.class));
        assertThat(all(ann, "bets", 100))
                .hasSize(520)
                .allSatisfy(bet -> assertThat(bet.get("state").asText()).isEqualTo("accepted"))
                .extracting(bet -> bet.get("betId").asText())
                .doesNotHaveDuplicates();
        result("{\"resultId\":\"r\",\"outcome\":{\"number\":0}}");
        assertThat(all(ann, "bets", 100))
                .hasSize(520)
                .allSatisfy(bet -> assertThat(bet.get("state").asText()).isEqualTo("lost"));
    }

    @Test
    void anOperatorsVoidGivesTheStakesBack() {
        Person ann = api.player("ann", 1000);
        Person olga = api.operator("operator");
        openRound();
        bet(ann, "b1", 17, 100);
        String body =
                "{\"transactionId\":\"void-" + roundId + "\",\"reason\":\"camera failed\",\"table\":\"" + TABLE + "\"}";
        assertThat(api.post("/operator/v1/rounds/" + roundId + "/void?dryRun=perhaps", olga, body)
                        .is(400, "invalid_field")
                        .string("field"))
                .isEqualTo("dryRun");
        assertThat(api.post("/operator/v1/rounds/" + roundId + "/void?dryRun=true", olga, body)
                        .is(200)
                        .minor("paidMoreMinor"))
                .isEqualTo(100);
        assertThat(states(ann)).isEqualTo(List.of("b1 accepted"));
        api.post("/operator/v1/rounds/" + roundId + "/void?dryRun=false", olga, body)
                .is(202);
        assertThat(api.post("/operator/v1/rounds/" + roundId + "/void", olga, body)
                        .is(202)
                        .replayed())
                .isTrue();
        Eventually.get(() -> states(ann), states -> states.equals(List.of("b1 voided")));
        assertThat(Eventually.get(
                        () -> api.get("/v1/me/wallet", ann).minor("balanceMinor"), balance -> balance == 1000))
                .isEqualTo(1000);
        sumIsBalance(ann);
        assertThat(api.get("/operator/v1/audit", olga).json().get("consistent").booleanValue())
                .isTrue();
    }

    @Test
    void theAuditShowsAStakeInPlay() {
        Person ann = api.player("ann", 1000, "CHF");
        Person olga = api.operator("operator");
        String id = Long.toString(System.nanoTime(), 36);
        api.post(
                        "/operator/v1/tables",
                        olga,
                        "{\"transactionId\":\"" + id + "\",\"reason\":\"x\",\"tableId\":\"" + id
                                + "\",\"owner\":\"dev\",\"game\":\"roulette\",\"currency\":\"CHF\",\"minStakeMinor\":1,"
                                + "\"maxStakeMinor\":1000}")
                .is(201);
        api.signed(
                        "/provider/v1/rounds",
                        "{\"roundId\":\"" + roundId + "\",\"tableId\":\"" + id + "\",\"bettingClosesAt\":\""
                                + Instant.now().plusSeconds(600) + "\"}")
                .is(201);
        Selection red = new Selection.Roulette("straight", List.of(5));
        String internal = "dev~" + roundId;
        NODE.node()
                .sharding()
                .entityRefFor(BookEntity.KEY, BookEntity.id(internal, ann.id(), 1))
                .<PlayerNotice>ask(
                        replyTo -> new BookEntity.PlaceBet(ann.id(), "b", id, internal, red, 300, "CHF", replyTo), LONG)
                .toCompletableFuture()
                .join();
        assertThat(francs(olga, "inPlayMinor", "300").get("playersMinor").asText())
                .isEqualTo("700");
        api.signed("/provider/v1/rounds/" + roundId + "/result", "{\"resultId\":\"r\",\"outcome\":{\"number\":6}}")
                .is(202);
        JsonNode lost = francs(olga, "houseMinor", "300");
        assertThat(lost.get("inPlayMinor").asText()).isEqualTo("0");
        assertThat(lost.get("cashierMinor").asText()).isEqualTo("-1000");
        assertThat(lost.get("sumMinor").asText()).isEqualTo("0");
    }

    private static JsonNode francs(Person olga, String column, String value) {
        return Eventually.get(
                () -> {
                    JsonNode audit = api.get("/operator/v1/audit", olga).is(200).json();
                    assertThat(audit.get("consistent").booleanValue())
                            .as(audit.toString())
                            .isTrue();
                    for (JsonNode currency : audit.get("currencies")) {
                        if (currency.get("currency").asText().equals("CHF")) {
                            return currency;
                        }
                    }
                    return audit;
                },
                currency -> currency.path(column).asText().equals(value));
    }

    @Test
    void aHouseRoundCanBeCheckedFromItsProofAlone() throws Exception {
        Person ann = api.player("ann", 1000);
        RoundStatus last = Eventually.get(
                        PlayerApiIT::attached, table -> !table.lastResults().isEmpty())
                .lastResults()
                .get(0);
        JsonNode round = api.get("/v1/rounds/" + last.terms().publicRoundId() + "?table=roulette-1", ann)
                .is(200)
                .json();
        JsonNode proof = round.get("proof");
        byte[] seed = HexFormat.of().parseHex(proof.get("seed").asText());
        byte[] hash = seed;
        for (long i = 0; i < proof.get("index").asLong(); i++) {
            hash = sha256(hash);
        }
        assertThat(HexFormat.of().formatHex(hash))
                .isEqualTo(proof.get("commitment").asText());
        byte[] clientSeed = HexFormat.of().parseHex(proof.get("clientSeed").asText());
        Game roulette = Games.of("roulette");
        assertThat(roulette.toJson(roulette.draw(seed, clientSeed)).toString())
                .isEqualTo(round.get("outcome").toString());
    }

    private static TableFeed.Attached attached() {
        return (TableFeed.Attached) NODE.node()
                .sharding()
                .entityRefFor(TableEntity.KEY, "roulette-1")
                .<TableFeed>ask(TableEntity.Attach::new, LONG)
                .toCompletableFuture()
                .join();
    }

    private static byte[] sha256(byte[] bytes) throws NoSuchAlgorithmException {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }

    @Test
    void tablesTellTheirLimitsAndRules() {
        JsonNode tables = api.get("/v1/tables", api.player("ann", 1)).is(200).json();
        assertThat(tables.get("tables").findValuesAsText("table")).contains("roulette-1", "crash-1", TABLE);
        assertThat(tables.get("livePort").asInt())
                .isEqualTo(NODE.node().liveUri().getPort());
    }

    @Test
    void whatIsNotThereIsSaidSo() {
        Person ann = api.player("ann", 1);
        api.get("/v1/me/bets/none", ann).is(404, "bet_not_found");
        api.get("/v1/rounds/none", ann).is(404, "round_not_found");
        api.get("/v1/rounds/none?table=none", ann).is(404, "round_not_found");
        api.get("/v1/rounds/none?table=a~b", ann).is(400, "invalid_field");
    }
}
