package io.croupier.simulations;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The simulation's own append-only log of every bet that it sent and every answer that it saw: the only thing that the
 * oracle believes. Shared between the sockets' threads. Bounded by {@code maxBets}.
 */
final class History {
    private static final int NEWEST = 50;

    private final Clock clock;
    private final int maxBets;
    private final Map<Placed.Key, Placed> bets = new LinkedHashMap<>();
    private final Map<Placed.Key, List<BetStory.Line>> lines = new LinkedHashMap<>();
    private final Deque<Duration> acceptanceTimes = new ArrayDeque<>();
    private final List<String> protocolFaults = new ArrayList<>();
    private long inFlightMinor;
    private long acceptances;
    private volatile Consumer<JsonNode> settlements = message -> {};

    History(Clock clock, int maxBets) {
        this.clock = clock;
        this.maxBets = maxBets;
    }

    /** From now on this one is told each {@code bet_settled}, on the socket's thread. */
    void tellSettlementsTo(Consumer<JsonNode> listener) {
        settlements = listener;
    }

    /** Whether another bet may be placed. */
    synchronized boolean hasRoom() {
        return bets.size() < maxBets;
    }

    synchronized void sent(Placed bet) {
        if (bets.putIfAbsent(bet.key(), bet) == null) {
            inFlightMinor += bet.stakeMinor();
        }
        add(bet.key(), new Seen.Sent());
    }

    synchronized void cashOutSent(Placed.Key bet) {
        add(bet, new Seen.CashOutSent());
    }

    /** How many acceptances were seen. */
    synchronized long acceptances() {
        return acceptances;
    }

    /** Takes a message about a bet; others are ignored. */
    void message(String playerId, JsonNode message) {
        if (Json.text(message, "type").equals("bet_settled")) {
            settlements.accept(message);
        }
        take(playerId, message);
    }

    private synchronized void take(String playerId, JsonNode message) {
        var key = new Placed.Key(playerId, Json.text(message, "betId"));
        if (!bets.containsKey(key)) {
            return;
        }
        switch (Json.text(message, "type")) {
            case "bet_accepted" -> {
                acceptances++;
                add(
                        key,
                        new Seen.Accepted(
                                orStake(message, key),
                                Json.number(message, "balanceMinor"),
                                Json.number(message, "walletVersion")));
            }
            case "bet_rejected" -> refused(key, message);
            case "bet_unknown" -> add(key, new Seen.Undecided(Json.text(message, "code")));
            case "cashed_out" ->
                add(
                        key,
                        new Seen.CashedOut(
                                (int) Json.required(message, "multiplierX100"), Json.required(message, "payoutMinor")));
            case "cash_out_rejected" ->
                add(
                        key,
                        new Seen.CashOutRefused(
                                Json.text(message, "code"),
                                message.path("retryable").asBoolean()));
            case "bet_settled" ->
                add(
                        key,
                        new Seen.Settled(
                                (int) Json.required(message, "resultVersion"),
                                Json.required(message, "payoutMinor"),
                                Json.text(message, "state")));
            default -> {}
        }
    }

    /** Takes an {@code error} that answers a request about this bet. */
    synchronized void refusedOutright(Placed.Key key, JsonNode message) {
        if (story(key).cashOutOpen()) {
            add(
                    key,
                    new Seen.CashOutRefused(
                            Json.text(message, "code"),
                            message.path("retryable").asBoolean()));
        } else {
            refused(key, message);
        }
    }

    private void refused(Placed.Key key, JsonNode message) {
        String code = Json.text(message, "code");
        if (message.path("retryable").asBoolean()) {
            add(key, new Seen.Undecided(code));
        } else if (code.equals("transaction_conflict")) {
            add(key, new Seen.Conflict());
        } else {
            add(key, new Seen.Rejected(code));
        }
    }

    /** Something that no client should ever see, for example a gap in a stream. */
    synchronized void protocolFault(String fault) {
        if (protocolFaults.size() < 100) {
            protocolFaults.add(clock.instant() + " " + fault);
        }
    }

    synchronized List<String> protocolFaults() {
        return List.copyOf(protocolFaults);
    }

    synchronized List<BetStory> stories() {
        List<BetStory> stories = new ArrayList<>(bets.size());
        bets.forEach((key, bet) -> stories.add(new BetStory(bet, lines.getOrDefault(key, List.of()))));
        return stories;
    }

    synchronized BetStory story(Placed.Key key) {
        Placed bet = bets.get(key);
        if (bet == null) {
            throw new IllegalArgumentException("no such bet: " + key);
        }
        return new BetStory(bet, lines.getOrDefault(key, List.of()));
    }

    /** Waits until a bet's story has come so far; an exception shows how far it came in time. */
    BetStory await(Placed.Key key, Predicate<BetStory> wanted, Duration limit) {
        if (!awaitAny(List.of(key), wanted, limit)) {
            throw new SimulationException(
                    "waited for " + limit.toSeconds() + " s: " + story(key).print());
        }
        return story(key);
    }

    /** Waits until the story of one of these bets has come so far; false where none has in time. */
    synchronized boolean awaitAny(List<Placed.Key> keys, Predicate<BetStory> wanted, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (keys.stream().map(this::story).noneMatch(wanted)) {
            if (!waitUntil(deadline)) {
                return false;
            }
        }
        return true;
    }

    /** Waits until so many bets, at most 50, were accepted at once; false where that takes longer. */
    synchronized boolean awaitAcceptances(int count, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (acceptanceTimes.size() < count) {
            if (!waitUntil(deadline)) {
                return false;
            }
        }
        return true;
    }

    /** Waits for the next line; false where the deadline has passed. */
    private synchronized boolean waitUntil(long deadlineNanos) {
        long left = deadlineNanos - System.nanoTime();
        if (left <= 0) {
            return false;
        }
        try {
            TimeUnit.NANOSECONDS.timedWait(this, left);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SimulationException("interrupted", e);
        }
    }

    /** How long a bet takes to be accepted, in the middle of the newest; a guess where there are none. */
    synchronized Duration acceptanceTime() {
        return acceptanceTimes.isEmpty()
                ? Duration.ofMillis(20)
                : acceptanceTimes.stream()
                        .sorted()
                        .skip(acceptanceTimes.size() / 2)
                        .findFirst()
                        .orElseThrow();
    }

    /** How many were rejected, by code. */
    synchronized Map<String, Integer> rejections() {
        Map<String, Integer> counts = new TreeMap<>();
        for (BetStory story : stories()) {
            story.rejections().stream().findFirst().ifPresent(first -> counts.merge(first.code(), 1, Integer::sum));
        }
        return counts;
    }

    private long orStake(JsonNode message, Placed.Key key) {
        Long stake = Json.number(message, "stakeMinor");
        return stake != null ? stake : story(key).placed().stakeMinor();
    }

    /** Stakes of the bets whose outcome their players do not know. */
    synchronized long inFlightMinor() {
        return inFlightMinor;
    }

    private void add(Placed.Key key, Seen seen) {
        boolean answer = seen instanceof Seen.Accepted || seen instanceof Seen.Rejected;
        if (answer && !story(key).answered()) {
            inFlightMinor -= story(key).placed().stakeMinor();
        }
        lines.computeIfAbsent(key, any -> new ArrayList<>()).add(new BetStory.Line(clock.instant(), seen));
        if (seen instanceof Seen.Accepted) {
            story(key).timeToAcceptance().ifPresent(time -> {
                acceptanceTimes.addLast(time);
                if (acceptanceTimes.size() > NEWEST) {
                    acceptanceTimes.removeFirst();
                }
            });
        }
        notifyAll();
    }
}
