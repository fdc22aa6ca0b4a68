package io.croupier.simulations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Plays the game provider: opens one round after the other on the provider's table, closes some of them early, sends the
 * result twice, as an outcome or as a list of payouts, and voids some. A call without an answer is repeated until there is
 * one, over all kills. Between rounds it may do something else.
 */
final class Dealer implements AutoCloseable {
    private static final Set<String> NOT_CLOSED = Set.of("scheduled", "bets_open", "closing");

    private final Calls calls;
    private final Runnable betweenRounds;
    private final History history;
    private final String table;
    private final Clock clock;
    private final String run;
    private final RandomGenerator random;
    private final Map<String, Evidence.RoundView> results = new ConcurrentHashMap<>();
    private final Thread thread = Bettors.daemon(this::deal, "dealer");
    private boolean dealing;
    /** So it is before the first round, too. */
    private boolean idle = true;

    private volatile boolean ended;
    private volatile CompletableFuture<String> nextClose = new CompletableFuture<>();
    private volatile CompletableFuture<String> nextResult = new CompletableFuture<>();

    /** @param run the beginning of the ids of its rounds, its own */
    Dealer(Calls calls, Runnable betweenRounds, History history, String table, Clock clock, String run, long seed) {
        this.calls = calls;
        this.betweenRounds = betweenRounds;
        this.history = history;
        this.table = table;
        this.clock = clock;
        this.run = run;
        this.random = new SplittableRandom(seed);
    }

    void start() {
        resume();
        thread.start();
    }

    /** No new round after the one at hand. */
    synchronized void pause() {
        dealing = false;
    }

    synchronized void resume() {
        dealing = true;
        notifyAll();
    }

    private synchronized void awaitDealing() throws InterruptedException {
        while (!dealing && !ended) {
            idle = true;
            notifyAll();
            wait();
        }
        idle = false;
    }

    /** Done when the next round's close has been sent, before its answer. */
    CompletableFuture<String> nextClose() {
        var next = new CompletableFuture<String>();
        nextClose = next;
        return next;
    }

    /** Done when the next round's result has its first receipt. */
    CompletableFuture<String> nextResult() {
        var next = new CompletableFuture<String>();
        nextResult = next;
        return next;
    }

    /** What this provider said of its rounds, by round id. */
    Map<String, Evidence.RoundView> results() {
        return Map.copyOf(results);
    }

    private void deal() {
        for (int number = 1; !ended; number++) {
            try {
                awaitDealing();
                betweenRounds.run();
                deal(run + "-" + number);
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException broken) {
                history.protocolFault("dealer: " + broken);
                Calls.pause(Duration.ofMillis(500));
            }
        }
    }

    private void deal(String roundId) {
        Instant closesAt =
                clock.instant().plusMillis(random.nextInt(2_500, 4_500)).truncatedTo(ChronoUnit.MILLIS);
        String rounds = "/provider/v1/rounds";
        JsonNode terms =
                Json.object().put("roundId", roundId).put("tableId", table).put("bettingClosesAt", closesAt.toString());
        Optional<Api.Answer> opened = calls.provider(rounds, terms);
        if (opened.isEmpty() || !opened.get().ok()) {
            // The program was down for longer than the betting window: no such round, so no bet in it.
            return;
        }
        Duration left = Duration.between(clock.instant(), closesAt);
        if (random.nextBoolean()) {
            Calls.pause(left.dividedBy(2));
            nextClose.complete(roundId);
            calls.provider(rounds + "/" + roundId + "/close", Json.object()).ifPresent(this::expectReceipt);
        } else {
            Calls.pause(left.plusMillis(20));
        }
        switch (random.nextInt(8)) {
            case 0 -> voidRound(roundId);
            case 1, 2, 3 -> payOut(roundId);
            default -> {
                ObjectNode outcome = Json.object().put("number", random.nextInt(37));
                ObjectNode result = Json.object().put("resultId", roundId + "-r");
                result.set("outcome", outcome);
                results.put(roundId, new Evidence.RoundView(false, outcome, null));
                sendTwice(roundId, result);
            }
        }
    }

    private void voidRound(String roundId) {
        results.put(roundId, new Evidence.RoundView(true, null, null));
        calls.provider("/provider/v1/rounds/" + roundId + "/void", Json.object().put("reason", "simulated"))
                .ifPresent(this::expectReceipt);
    }

    /** Pays about every second bet twice its stake, and names some losers with 0. */
    private void payOut(String roundId) {
        if (!awaitClosed(roundId)) {
            return;
        }
        Map<Placed.Key, Long> payouts = new HashMap<>();
        ObjectNode result = Json.object().put("resultId", roundId + "-r");
        var list = result.putArray("payouts");
        for (JsonNode bet : calls.bets(roundId)) {
            if (!Json.text(bet, "state").equals("accepted") || random.nextInt(4) == 0) {
                continue;
            }
            var key = new Placed.Key(Json.text(bet, "playerId"), Json.text(bet, "betId"));
            long payout = random.nextInt(3) == 0 ? 0 : 2 * Json.required(bet, "stakeMinor");
            payouts.put(key, payout);
            list.addObject()
                    .put("playerId", key.playerId())
                    .put("betId", key.betId())
                    .put("payoutMinor", payout);
        }
        results.put(roundId, new Evidence.RoundView(false, null, Map.copyOf(payouts)));
        sendTwice(roundId, result);
    }

    private void sendTwice(String roundId, ObjectNode result) {
        String path = "/provider/v1/rounds/" + roundId + "/result";
        Optional<Api.Answer> first = calls.provider(path, result);
        first.ifPresent(this::expectReceipt);
        nextResult.complete(roundId);
        Optional<Api.Answer> second = calls.provider(path, result);
        if (first.isPresent() && second.isPresent()) {
            Calls.differs(first.get(), second.get()).ifPresent(how -> history.protocolFault(path + " twice: " + how));
        }
        ObjectNode other = Json.object().put("resultId", Json.text(result, "resultId"));
        other.set(
                "outcome",
                Json.object()
                        .put(
                                "number",
                                37 - 1 - result.path("outcome").path("number").asInt(18)));
        if (random.nextInt(4) == 0 && !other.equals(result)) {
            calls.provider(path, other)
                    .filter(answer -> answer.status() != 409 || !answer.code().equals("transaction_conflict"))
                    .ifPresent(answer -> history.protocolFault(path + " with other content: " + answer));
        }
    }

    private boolean awaitClosed(String roundId) {
        for (int tries = 0; tries < 1_000 && !ended; tries++) {
            Optional<JsonNode> round = calls.round(roundId);
            if (round.isPresent() && !NOT_CLOSED.contains(Json.text(round.get(), "state"))) {
                return true;
            }
            Calls.pause(Duration.ofMillis(100));
        }
        history.protocolFault("round " + roundId + " did not close");
        return false;
    }

    private void expectReceipt(Api.Answer answer) {
        if (answer.status() != 202 || !answer.body().path("accepted").asBoolean()) {
            history.protocolFault("no receipt but " + answer);
        }
    }

    /** Waits until the round at hand is finished after a {@link #pause}; false where that takes too long. */
    synchronized boolean awaitIdle(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        try {
            while (!idle || dealing) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public synchronized void close() {
        ended = true;
        notifyAll();
        calls.end();
    }
}
