package io.croupier.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** From a bet to its money, as players and a provider see it, against the packaged program. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BetsIT {
    private static final Duration ROUND = Duration.ofSeconds(30);
    private static final Duration FLIGHT = Duration.ofMinutes(4);
    private static final JsonNode RED = Json.object().put("kind", "red");

    private final Clock clock = Clock.systemUTC();
    private Casino casino;
    private Player ann;
    private Player bob;

    @BeforeAll
    void start(@TempDir Path home) {
        casino = Casino.open(System.getProperty("croupier.jar", ""), List.of(), home, 3, 2_500, 1);
        // The first player of a casino is the poor one.
        ann = casino.players().get(1);
        bob = casino.players().get(2);
    }

    @AfterAll
    void stop() {
        casino.close();
    }

    private Placed bet(Player player, String table, JsonNode selection, long stakeMinor) {
        Floor.Standing round = casino.floor()
                .await(table, now -> now.takesBets(clock.instant().plusMillis(1_200)), FLIGHT)
                .orElseThrow();
        return new Placed(player.playerId(), player.nextBetId(), table, round.roundId(), selection, stakeMinor);
    }

    private void awaitTable(String table, Predicate<Floor.Standing> wanted) {
        assertThat(casino.floor().await(table, wanted, FLIGHT)).isPresent();
    }

    private BetStory settled(Placed bet, Duration limit) {
        return casino.history().await(bet.key(), story -> !story.settlements().isEmpty(), limit);
    }

    private JsonNode round(Placed bet) {
        return casino.api().get("/v1/rounds/" + bet.roundId(), ann.token()).orFail(bet.roundId());
    }

    private long balance(Player player) {
        return Json.required(casino.api().get("/v1/me/wallet", player.token()).orFail("wallet"), "balanceMinor");
    }

    private List<JsonNode> movements(Placed bet, Player player) {
        casino.api().awaitHistory(player.token());
        return casino.api().all("/v1/me/transactions", "transactions", player.token()).stream()
                .filter(movement -> Json.text(movement, "betId").equals(bet.betId()))
                .toList();
    }

    private JsonNode state(Placed bet, Player player) {
        return casino.api().get("/v1/me/bets/" + bet.betId(), player.token()).orFail(bet.betId());
    }

    @Test
    void aRouletteBetIsAcceptedSettledAndPaidByTheRules() {
        long before = balance(ann);
        Placed bet = bet(ann, casino.tables().roulette(), RED, 200);
        JsonNode accepted = Seat.answerOf(ann.seated().place(bet), "bet_accepted");
        assertThat(Json.required(accepted, "balanceMinor")).isEqualTo(before - 200);

        BetStory story = settled(bet, ROUND);

        int pocket = round(bet).path("outcome").path("number").asInt(-1);
        long payout = HouseRules.roulette(RED, 200, pocket);
        assertThat(story.settlements()).containsOnly(new Seen.Settled(1, payout, payout > 0 ? "won" : "lost"));
        assertThat(balance(ann)).isEqualTo(before - 200 + payout);
        assertThat(Json.text(state(bet, ann), "state")).isEqualTo(payout > 0 ? "won" : "lost");
        assertThat(movements(bet, ann)).hasSize(payout > 0 ? 2 : 1);
    }

    @Test
    void aHouseDrawIsProvenByTheCommitmentThatThePlayerHadBefore() {
        JsonNode commitment = ann.seated().snapshot(casino.tables().roulette()).path("commitment");
        Placed bet = bet(ann, casino.tables().roulette(), RED, 10);
        Seat.answerOf(ann.seated().place(bet), "bet_accepted");
        settled(bet, ROUND);
        JsonNode round = round(bet);
        assertThat(Fairness.fault(round)).isEmpty();
        assertThat(round.path("proof").path("commitment")).isEqualTo(commitment.path("commitment"));
    }

    @Test
    void aCrashBetIsPaidAtTheMultiplierOfItsCashOut() {
        JsonNode crash = Json.object().put("kind", "crash");
        for (int tries = 0; tries < 20; tries++) {
            Placed bet = bet(bob, casino.tables().crash(), crash, 1_000);
            Seat.answerOf(bob.seated().place(bet), "bet_accepted");
            awaitTable(
                    bet.table(),
                    now -> !now.roundId().equals(bet.roundId())
                            || now.multiplierX100() > 100
                            || now.phase().compareTo(Floor.Phase.RESULT) >= 0);
            JsonNode answer = Seat.answerOf(bob.seated().cashOut(bet), "cashed_out", "cash_out_rejected");
            if (Json.text(answer, "type").equals("cashed_out")) {
                long multiplier = Json.required(answer, "multiplierX100");
                assertThat(multiplier).isGreaterThanOrEqualTo(100);
                assertThat(Json.required(answer, "payoutMinor")).isEqualTo(HouseRules.times(1_000, multiplier));
                JsonNode again = Seat.answerOf(bob.seated().cashOut(bet), "cashed_out");
                assertThat(Json.required(again, "multiplierX100")).isEqualTo(multiplier);
                BetStory story = settled(bet, FLIGHT);
                assertThat(story.settlements())
                        .containsOnly(new Seen.Settled(1, HouseRules.times(1_000, multiplier), "won"));
                assertThat(movements(bet, bob)).hasSize(2);
                return;
            }
        }
        throw new AssertionError("twenty flights burst before a cash-out");
    }

    @Test
    void aProvidersRoundPaysEveryoneOnceThoughItsResultComesTwice() {
        String roundId = openRound("play-" + clock.millis());
        Placed wins = bet(ann, casino.tables().provider(), RED, 300);
        Placed loses = bet(bob, casino.tables().provider(), Json.object().put("kind", "black"), 400);
        Seat.answerOf(ann.seated().place(wins), "bet_accepted");
        Seat.answerOf(bob.seated().place(loses), "bet_accepted");
        provider("/provider/v1/rounds/" + roundId + "/close", Json.object());
        ObjectNode result = Json.object().put("resultId", roundId + "-r");
        result.putObject("outcome").put("number", 1);

        Api.Answer first = provider("/provider/v1/rounds/" + roundId + "/result", result);
        Api.Answer second = provider("/provider/v1/rounds/" + roundId + "/result", result);

        assertThat(first.status()).isEqualTo(202);
        assertThat(Calls.differs(first, second)).isEmpty();
        assertThat(settled(wins, ROUND).settlements()).containsOnly(new Seen.Settled(1, 600, "won"));
        assertThat(settled(loses, ROUND).settlements()).containsOnly(new Seen.Settled(1, 0, "lost"));
        assertThat(movements(wins, ann))
                .extracting(movement -> Json.required(movement, "amountMinor"))
                .containsExactly(600L, -300L);
        assertThat(movements(loses, bob))
                .extracting(movement -> Json.required(movement, "amountMinor"))
                .containsExactly(-400L);
    }

    private String openRound(String roundId) {
        Instant closesAt = clock.instant().plusSeconds(60).truncatedTo(ChronoUnit.MILLIS);
        ObjectNode terms = Json.object()
                .put("roundId", roundId)
                .put("tableId", casino.tables().provider())
                .put("bettingClosesAt", closesAt.toString());
        assertThat(provider("/provider/v1/rounds", terms).status()).isEqualTo(201);
        awaitTable(casino.tables().provider(), now -> now.roundId().equals(roundId));
        return roundId;
    }

    private Api.Answer provider(String path, JsonNode body) {
        return casino.calls().provider(path, body).orElseThrow();
    }

    /** A busy machine opens the sockets too late for a round, and then tries the next one. */
    private Placed acceptedInParallel() {
        for (int tries = 0; tries < 10; tries++) {
            Placed bet = bet(ann, casino.tables().roulette(), RED, 100);
            assertThat(new Resolver(casino).repeatInParallel(bet)).isEmpty();
            if (casino.history().story(bet.key()).accepted()) {
                return bet;
            }
        }
        throw new AssertionError("late for ten rounds");
    }

    @Test
    void aBetIdGetsOneAnswerForEver() {
        Placed bet = acceptedInParallel();
        JsonNode first = Seat.answerOf(ann.seated().place(bet), "bet_accepted");
        Placed otherStake = new Placed(bet.playerId(), bet.betId(), bet.table(), bet.roundId(), bet.selection(), 101);
        conflict(otherStake);
        settled(bet, ROUND);
        sameAnswer(bet, first);
        conflict(otherStake);
        Placed next = bet(ann, casino.tables().roulette(), RED, 100);
        conflict(new Placed(bet.playerId(), bet.betId(), bet.table(), next.roundId(), bet.selection(), 100));

        restart();

        sameAnswer(bet, first);
        conflict(otherStake);
        try (Seat other = casino.newSeat(ann, false)) {
            assertThat(content(Seat.answerOf(other.place(bet)))).isEqualTo(content(first));
        }
        assertThat(movements(bet, ann).stream().filter(movement -> Json.required(movement, "amountMinor") < 0))
                .hasSize(1);
    }

    private void restart() {
        casino.everyoneLeaves();
        casino.program().kill();
        casino.program().start();
        casino.seatEveryone();
    }

    private void sameAnswer(Placed bet, JsonNode first) {
        assertThat(content(Seat.answerOf(ann.seated().place(bet)))).isEqualTo(content(first));
    }

    private void conflict(Placed other) {
        JsonNode answer = Seat.answerOf(ann.seated().probe(other), "bet_rejected");
        assertThat(Json.text(answer, "code")).isEqualTo("transaction_conflict");
    }

    /** An answer without what belongs to its delivery alone. */
    private static Map<String, JsonNode> content(JsonNode answer) {
        return answer.properties().stream()
                .filter(field -> !List.of("id", "offset").contains(field.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Test
    void aProvidersTransactionIdGetsOneAnswerForEver() {
        String id = "tx-" + clock.millis();
        String wallet = "/provider/v1/wallets/" + bob.playerId();
        ObjectNode stake = Json.object()
                .put("transactionId", id)
                .put("roundId", "seamless-" + id)
                .put("amountMinor", 70)
                .put("currency", Casino.CURRENCY);
        ExecutorService threads = Executors.newFixedThreadPool(20);
        List<CompletableFuture<Api.Answer>> asked = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            asked.add(CompletableFuture.supplyAsync(() -> provider(wallet + "/bets", stake), threads));
        }
        List<Api.Answer> answers = asked.stream().map(CompletableFuture::join).toList();
        threads.shutdown();
        assertThat(answers).extracting(Api.Answer::status).containsOnly(200);
        assertThat(answers)
                .extracting(Api.Answer::body)
                .containsOnly(answers.get(0).body());
        assertThat(answers).extracting(Api.Answer::replayed).containsOnlyOnce(false);

        Api.Answer other = provider(wallet + "/bets", stake.deepCopy().put("amountMinor", 71));
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.code()).isEqualTo("transaction_conflict");

        restart();

        Api.Answer again = provider(wallet + "/bets", stake);
        assertThat(again.replayed()).isTrue();
        assertThat(again.body()).isEqualTo(answers.get(0).body());
    }
}
