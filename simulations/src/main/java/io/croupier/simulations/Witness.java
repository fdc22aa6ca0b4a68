package io.croupier.simulations;

import com.fasterxml.jackson.databind.JsonNode;
import io.croupier.simulations.Evidence.BetView;
import io.croupier.simulations.Evidence.Movement;
import io.croupier.simulations.Evidence.PlayerView;
import io.croupier.simulations.Evidence.RoundKey;
import io.croupier.simulations.Evidence.RoundView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks the program what it says now, over the same API as everyone, and lays it beside what the simulation knows. */
final class Witness {
    private static final Set<String> OVER = Set.of("settled", "voided");
    private static final Set<String> OPEN = Set.of("accepted", "pending");

    /** An audit reads every event: several minutes of ten million on a slow machine. */
    private static final Duration AUDIT_LIMIT = Duration.ofMinutes(10);

    private final Api api;
    private final List<Player> players;
    private final Tables tables;
    private final String currency;
    private final String operatorToken;
    private final Clock clock;
    private final Map<RoundKey, JsonNode> over = new HashMap<>();
    private final Map<RoundKey, String> proofFaults = new HashMap<>();

    Witness(Api api, List<Player> players, Tables tables, String currency, String operatorToken, Clock clock) {
        this.api = api;
        this.players = List.copyOf(players);
        this.tables = tables;
        this.currency = currency;
        this.operatorToken = operatorToken;
        this.clock = clock;
    }

    /** Waits until every accepted bet has ended and its round is over; false where that takes longer. */
    boolean awaitQuiet(History history, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        Set<RoundKey> rounds = acceptedRounds(history);
        Set<Player> waiting = new LinkedHashSet<>(players);
        awaitHistory();
        while (!quiet(rounds, waiting)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Calls.pause(Duration.ofMillis(250));
        }
        return true;
    }

    /** What was decided before is listed after it. */
    private void awaitHistory() {
        api.awaitHistory(players.get(0).token());
    }

    /** Takes away those players whose bets have all ended: there will be no new ones. */
    private boolean quiet(Set<RoundKey> rounds, Set<Player> waiting) {
        for (RoundKey round : rounds) {
            if (!over.containsKey(round)) {
                JsonNode body = round(round);
                if (!OVER.contains(Json.text(body, "state"))) {
                    return false;
                }
                over.put(round, body);
                if (!tables.isProviders(round.table())
                        && Json.text(body, "state").equals("settled")) {
                    Fairness.fault(body).ifPresent(fault -> proofFaults.put(round, fault));
                }
            }
        }
        waiting.removeIf(player -> api.all("/v1/me/bets", "bets", player.token()).stream()
                .noneMatch(bet -> OPEN.contains(Json.text(bet, "state"))));
        return waiting.isEmpty();
    }

    /** What is wrong with the proofs of the house's rounds that are over. */
    List<Difference> proofFaults() {
        return proofFaults.entrySet().stream()
                .map(fault -> Difference.of("draw is not proven", fault.getKey().toString(), fault.getValue()))
                .toList();
    }

    /** How many house rounds have had their proof checked. */
    long proofsChecked() {
        return over.keySet().stream()
                .filter(round -> !tables.isProviders(round.table()))
                .count();
    }

    /**
     * Everything for the oracle; to be called when all is quiet.
     *
     * @param others the wallets that are not the players'
     */
    Evidence evidence(
            History history,
            List<Evidence.Cash> cash,
            Map<String, RoundView> dealt,
            Set<RoundKey> brokenOff,
            Evidence.Others others) {
        awaitHistory();
        Map<String, PlayerView> views = new HashMap<>();
        players.forEach(player -> views.put(player.playerId(), view(player)));
        Map<RoundKey, RoundView> rounds = new HashMap<>();
        for (RoundKey round : acceptedRounds(history)) {
            RoundView view = tables.isProviders(round.table()) ? dealt.get(round.roundId()) : view(over.get(round));
            if (view != null) {
                rounds.put(round, view);
            }
        }
        return new Evidence(history.stories(), cash, views, rounds, brokenOff, others, audit());
    }

    private static Set<RoundKey> acceptedRounds(History history) {
        Set<RoundKey> rounds = new LinkedHashSet<>();
        for (BetStory story : history.stories()) {
            if (story.accepted()) {
                rounds.add(new RoundKey(story.placed().table(), story.placed().roundId()));
            }
        }
        return new HashSet<>(rounds);
    }

    private JsonNode round(RoundKey round) {
        String token = players.get(0).token();
        return api.get("/v1/rounds/" + round.roundId(), token).orFail(round.toString());
    }

    private static @Nullable RoundView view(@Nullable JsonNode round) {
        if (round == null) {
            return null;
        }
        boolean voided = Json.text(round, "state").equals("voided");
        return new RoundView(voided, voided ? null : round.path("outcome"), null);
    }

    /** What a player is told of their wallet, movements and bets. */
    PlayerView view(Player player) {
        JsonNode wallet = api.get("/v1/me/wallet", player.token()).orFail("wallet of " + player.playerId());
        List<Movement> movements = api.all("/v1/me/transactions", "transactions", player.token()).stream()
                .map(line -> new Movement(
                        Json.text(line, "transactionId"),
                        Json.text(line, "kind"),
                        line.path("betId").isNull() ? "" : Json.text(line, "betId"),
                        Json.required(line, "amountMinor"),
                        Json.required(line, "balanceMinor")))
                .toList();
        List<BetView> bets = api.all("/v1/me/bets", "bets", player.token()).stream()
                .map(line -> new BetView(
                        Json.text(line, "betId"),
                        Json.text(line, "table"),
                        Json.text(line, "roundId"),
                        line.path("selection"),
                        Json.required(line, "stakeMinor"),
                        Json.text(line, "state"),
                        line.path("payoutMinor").asLong(0)))
                .toList();
        return new PlayerView(Json.required(wallet, "balanceMinor"), movements, bets);
    }

    /**
     * A report that was begun after this was asked: an earlier one may be served for a while. An audit of a long journal
     * outlasts a request; who asks again meanwhile waits for the same one.
     */
    Evidence.Audit audit() {
        Instant asked = clock.instant();
        long deadline = System.nanoTime() + AUDIT_LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            Api.Answer answer = api.get("/operator/v1/audit", operatorToken);
            if (answer.decided()) {
                JsonNode body = answer.orFail("audit");
                if (!Instant.parse(Json.text(body, "asOf")).isBefore(asked)) {
                    return audit(body);
                }
            }
            Calls.pause(Duration.ofMillis(200));
        }
        throw new SimulationException(
                "no audit that was begun after " + asked + " is there after " + AUDIT_LIMIT.toSeconds() + " s");
    }

    private Evidence.Audit audit(JsonNode body) {
        for (JsonNode line : body.path("currencies")) {
            if (Json.text(line, "currency").equals(currency)) {
                return new Evidence.Audit(
                        Json.required(line, "playersMinor"),
                        Json.required(line, "inPlayMinor"),
                        Json.required(line, "cashierMinor"),
                        Json.required(line, "sumMinor"),
                        body.path("inconsistencies").toString());
            }
        }
        throw new SimulationException("no " + currency + " in the audit: " + body);
    }
}
