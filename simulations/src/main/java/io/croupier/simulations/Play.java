package io.croupier.simulations;

import com.fasterxml.jackson.databind.JsonNode;
import io.croupier.simulations.load.Measurements;
import io.croupier.simulations.load.Operation;
import io.croupier.simulations.load.Pacer;
import io.croupier.simulations.load.RateCurve;
import io.croupier.simulations.load.Zipf;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Players who bet in an open loop: who, where, on what and how much comes from the seed, and when from the pacer's. Some
 * tables and some players are far more popular than others. Crash bets are cashed out when the flight has come as far as
 * their plan says.
 */
final class Play implements AutoCloseable {
    /** After this a player's client would have given up waiting; the bet stays in the history, to be asked for again. */
    private static final long ANSWER_LIMIT_MS = 15_000;

    private static final int MAX_IN_FLIGHT = 5_000;
    private static final int MAX_PLANS = 100_000;
    private static final long LOOK_MS = 20;
    private static final int MIN_STAKE_MINOR = 10;
    /** With 100 players the first one plays 5 of 100 bets: one who played a fifth of them would be no human. */
    private static final double PLAYERS_EXPONENT = 0.5;

    /** A crash bet that is to be cashed out by hand. */
    private record Plan(Player player, Placed bet, int atX100) {}

    private final Casino casino;
    private final Clock clock;
    private final RandomGenerator random;
    private final int maxStakeMinor;
    private final Operation placing;
    private final Operation cashing;
    private final Operation pinging;
    private final Demand demand = new Demand("bets");
    private final List<Player> players;
    private final Zipf playerChoice;
    private final Map<String, Set<Plan>> plans = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(task -> Bettors.daemon(task, "cash-outs"));
    private final List<Pacer> pacers = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean together;
    private final Map<Integer, Zipf> tableChoices = new HashMap<>();

    Play(Casino casino, Measurements measurements, int maxStakeMinor, long seed, Clock clock) {
        this.casino = casino;
        this.clock = clock;
        this.random = new SplittableRandom(seed);
        this.maxStakeMinor = maxStakeMinor;
        this.placing = measurements.operation(
                "place_bet", "over the WebSocket, from when it was due to bet_accepted or bet_rejected");
        this.cashing = measurements.operation(
                "cash_out", "over the WebSocket, from when the flight had come so far to cashed_out or its refusal");
        this.pinging = measurements.operation("ping", "over the WebSocket, round trip of the protocol's own ping");
        this.players = casino.players();
        this.playerChoice = new Zipf(players.size(), PLAYERS_EXPONENT);
        var unused = timer.scheduleWithFixedDelay(this::cashOutWhatIsDue, LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
    }

    /** The bets that were due, and what kept some of them from being sent. */
    Demand demand() {
        return demand;
    }

    /** Starts to bet at this rate over all tables that take bets. */
    void bet(RateCurve perSecond) {
        start(new Pacer(
                "bets", perSecond, new SplittableRandom(random.nextLong()), MAX_IN_FLIGHT, this::bet, this::shed));
    }

    /** Starts to bet at this rate at one table, all players alike. */
    void betAt(String table, RateCurve perSecond) {
        start(new Pacer(
                "bets at " + table,
                perSecond,
                new SplittableRandom(random.nextLong()),
                MAX_IN_FLIGHT,
                due -> betAt(table, due),
                this::shed));
    }

    /** Bets at a table now, whoever it is; what was due before that counts as late. */
    CompletionStage<?> betAt(String table, long due) {
        Player player;
        synchronized (random) {
            player = players.get(random.nextInt(players.size()));
        }
        return place(player, casino.floor().at(table).isEmpty() ? Optional.empty() : Optional.of(table), due);
    }

    private void shed() {
        demand.notSent(Demand.NotSent.IN_FLIGHT);
        placing.failed();
    }

    /** From now on all who cash out by hand do so at about the same moment of a flight: within 100 ms. */
    void cashOutTogether() {
        together = true;
    }

    /** Starts to measure round trips. */
    void ping(double perSecond) {
        start(new Pacer(
                "pings",
                RateCurve.constant(perSecond),
                new SplittableRandom(random.nextLong()),
                MAX_IN_FLIGHT,
                this::ping,
                pinging::failed));
    }

    private void start(Pacer pacer) {
        pacers.add(pacer);
        pacer.start();
    }

    /** How many bets and pings have no answer yet. */
    int inFlight() {
        synchronized (pacers) {
            return pacers.stream().mapToInt(Pacer::inFlight).sum();
        }
    }

    private CompletionStage<?> ping(long due) {
        Seat seat = someone().seat();
        if (seat == null || !seat.isOpen()) {
            pinging.failed();
            return CompletableFuture.completedFuture(null);
        }
        return seat.ping().orTimeout(ANSWER_LIMIT_MS, TimeUnit.MILLISECONDS).handle((pong, failure) -> {
            if (failure == null) {
                pinging.ok(due);
            } else {
                pinging.failed();
            }
            return pong;
        });
    }

    private CompletionStage<?> bet(long due) {
        return place(someone(), someTable(), due);
    }

    /** Sends a bet that is due at a moment, and measures; what cannot be sent is counted. */
    private CompletionStage<?> place(Player player, Optional<String> table, long due) {
        Seat seat = player.seat();
        if (!casino.history().hasRoom()) {
            demand.notSent(Demand.NotSent.LOG_FULL);
        } else if (table.isEmpty()) {
            // Nobody is kept waiting, so this is no error of the program's.
            demand.notSent(Demand.NotSent.NO_TABLE);
        } else if (seat == null || !seat.isOpen()) {
            demand.notSent(Demand.NotSent.NOT_CONNECTED);
            placing.failed();
        } else {
            return send(player, seat, draw(player, table.get()), due);
        }
        return CompletableFuture.completedFuture(null);
    }

    private CompletionStage<?> send(Player player, Seat seat, Placed bet, long due) {
        CompletableFuture<JsonNode> asked = seat.place(bet);
        demand.sent();
        // Not before: only a bet that is in the history has a story to decide by.
        planCashOut(player, bet);
        return asked.orTimeout(ANSWER_LIMIT_MS, TimeUnit.MILLISECONDS).handle((answer, failure) -> {
            if (failure != null || Json.text(answer, "type").equals("bet_unknown") || retryable(answer)) {
                placing.failed();
            } else if (Json.text(answer, "type").equals("bet_accepted")) {
                placing.ok(due);
            } else {
                placing.rejected(due);
            }
            return answer;
        });
    }

    private static boolean retryable(JsonNode answer) {
        return answer.path("retryable").asBoolean();
    }

    private Player someone() {
        synchronized (random) {
            // From the end: the first one is poor.
            return players.get(players.size() - 1 - playerChoice.next(random));
        }
    }

    /** One of the tables that take bets; the more popular ones come first in their kind. */
    private Optional<String> someTable() {
        List<String> open = new ArrayList<>();
        for (String table : casino.tables().all()) {
            if (casino.floor()
                    .at(table)
                    .filter(now -> now.takesBets(clock.instant()))
                    .isPresent()) {
                open.add(table);
            }
        }
        if (open.isEmpty()) {
            return Optional.empty();
        }
        synchronized (random) {
            return Optional.of(open.get(
                    tableChoices.computeIfAbsent(open.size(), Zipf::new).next(random)));
        }
    }

    /** A new bet of the player's at this table. */
    private Placed draw(Player player, String table) {
        synchronized (random) {
            JsonNode selection =
                    casino.tables().isCrash(table) ? Selections.crash(random) : Selections.roulette(random);
            String roundId =
                    casino.floor().at(table).map(Floor.Standing::roundId).orElse("");
            return new Placed(
                    player.playerId(),
                    player.nextBetId(),
                    table,
                    roundId,
                    selection,
                    random.nextInt(MIN_STAKE_MINOR, maxStakeMinor + 1));
        }
    }

    private void planCashOut(Player player, Placed bet) {
        if (!casino.tables().isCrash(bet.table()) || bet.selection().has("autoCashOutX100")) {
            return;
        }
        synchronized (random) {
            Set<Plan> planned = plans.computeIfAbsent(bet.table(), any -> ConcurrentHashMap.newKeySet());
            if (random.nextInt(4) > 0 && planned.size() < MAX_PLANS) {
                planned.add(new Plan(player, bet, together ? moment(bet.roundId()) : random.nextInt(101, 250)));
            }
        }
    }

    /** The same for all bets of a round, give or take 1%: a flight climbs by so much in 100 ms or so. */
    private int moment(String roundId) {
        return 105 + Math.floorMod(roundId.hashCode(), 60) + random.nextInt(2);
    }

    private void cashOutWhatIsDue() {
        try {
            plans.forEach((table, planned) -> casino.floor()
                    .at(table)
                    .filter(now -> now.phase().compareTo(Floor.Phase.CLOSED) >= 0)
                    .ifPresent(now -> planned.removeIf(plan -> done(plan, now))));
        } catch (RuntimeException broken) {
            casino.history().protocolFault("cash-outs: " + broken);
        }
    }

    private boolean done(Plan plan, Floor.Standing flight) {
        if (!plan.bet().roundId().equals(flight.roundId())) {
            return true;
        }
        if (flight.phase() != Floor.Phase.IN_FLIGHT || plan.atX100() > flight.multiplierX100()) {
            return flight.phase().compareTo(Floor.Phase.IN_FLIGHT) > 0;
        }
        Seat seat = plan.player().seat();
        if (seat != null
                && seat.isOpen()
                && casino.history().story(plan.bet().key()).accepted()) {
            cashOut(seat, plan.bet(), System.nanoTime());
        }
        return true;
    }

    private void cashOut(Seat seat, Placed bet, long due) {
        var unused = seat.cashOut(bet)
                .orTimeout(ANSWER_LIMIT_MS, TimeUnit.MILLISECONDS)
                .handle((answer, failure) -> {
                    if (failure != null || retryable(answer)) {
                        cashing.failed();
                    } else if (Json.text(answer, "type").equals("cashed_out")) {
                        cashing.ok(due);
                    } else {
                        cashing.rejected(due);
                    }
                    return answer;
                });
    }

    /** Bets no more, and waits a moment for the answers that are on their way. */
    @Override
    public void close() {
        List<Pacer> all;
        synchronized (pacers) {
            all = List.copyOf(pacers);
        }
        all.forEach(Pacer::close);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (inFlight() > 0 && System.nanoTime() < deadline) {
            Calls.pause(Duration.ofMillis(20));
        }
        timer.shutdownNow();
    }
}
