package io.croupier.simulations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.croupier.simulations.load.Measurements;
import io.croupier.simulations.load.Operation;
import io.croupier.simulations.load.Pacer;
import io.croupier.simulations.load.RateCurve;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * A provider whose games run elsewhere: signed calls that take stakes, pay wins and roll back, in an open loop. Some are sent
 * twice at once, and some rollbacks overtake their bet, as networks do it. What is not decided is repeated with the same id,
 * for ever, so that in the end everything is.
 */
final class Seamless implements AutoCloseable {
    private static final int MAX_IN_FLIGHT = 2_000;
    /** A round is a bet and at most one movement more. */
    private static final int MAX_MOVED = 2 * Casino.MAX_BETS;

    private final Api api;
    private final ProviderCalls calls;
    private final History history;
    private final List<Player> players;
    private final Operation calling;
    private final Operation reading;
    private final Demand demand = new Demand("provider's rounds");
    private final RandomGenerator random;
    private final Clock clock;
    private final Run.Sloppiness network;
    private final String run;
    private final AtomicLong number = new AtomicLong();
    private final AtomicInteger undecided = new AtomicInteger();
    private final List<Evidence.Cash> moved = new ArrayList<>();
    private final List<Linearizability.Touch> touches = new ArrayList<>();
    private final List<Linearizability.Look> looks = new ArrayList<>();
    private final List<Pacer> pacers = new ArrayList<>();

    Seamless(Casino casino, Measurements measurements, Run.Sloppiness network, long seed, Clock clock) {
        this.api = casino.api();
        this.calls = new ProviderCalls(api, casino.target().providerKey());
        this.history = casino.history();
        this.players = casino.players();
        this.calling = measurements.operation(
                "provider call", "signed, over HTTP, from when it was due to the answer that decides it");
        this.reading = measurements.operation("wallet read", "over HTTP, from when it was due to the answer");
        this.network = network;
        this.random = new SplittableRandom(seed);
        this.run = "s" + casino.run();
        this.clock = clock;
    }

    /** Starts to call: so many rounds per second, each a bet and then a win or a rollback. */
    void call(RateCurve perSecond) {
        start(new Pacer(
                "seamless",
                perSecond,
                new SplittableRandom(random.nextLong()),
                MAX_IN_FLIGHT,
                this::round,
                this::shed));
    }

    private void shed() {
        demand.notSent(Demand.NotSent.IN_FLIGHT);
        calling.failed();
    }

    /** The rounds that were due, and what kept some of them from being sent. */
    Demand demand() {
        return demand;
    }

    /** Starts to read wallets. */
    void read(RateCurve perSecond) {
        start(new Pacer(
                "reads",
                perSecond,
                new SplittableRandom(random.nextLong()),
                MAX_IN_FLIGHT,
                this::readOne,
                reading::failed));
    }

    private synchronized void start(Pacer pacer) {
        pacers.add(pacer);
        pacer.start();
    }

    /** The movements that were acknowledged. */
    List<Evidence.Cash> moved() {
        synchronized (moved) {
            return List.copyOf(moved);
        }
    }

    /** The movements that were acknowledged, with their times. */
    List<Linearizability.Touch> touches() {
        synchronized (moved) {
            return List.copyOf(touches);
        }
    }

    /** The balances that were read, with their times. */
    List<Linearizability.Look> looks() {
        synchronized (moved) {
            return List.copyOf(looks);
        }
    }

    /** Calls that have no deciding answer yet. */
    int undecided() {
        return undecided.get();
    }

    private Player someone() {
        synchronized (random) {
            return players.get(random.nextInt(players.size()));
        }
    }

    private boolean full() {
        synchronized (moved) {
            return moved.size() >= MAX_MOVED;
        }
    }

    private boolean chance(double share) {
        synchronized (random) {
            return random.nextDouble() < share;
        }
    }

    private CompletionStage<?> readOne(long due) {
        Player player = someone();
        Instant began = clock.instant();
        return api.getAsync("/v1/me/wallet", player.token()).thenAccept(answer -> {
            if (answer.ok()) {
                reading.ok(due);
                look(player, began, Json.required(answer.body(), "balanceMinor"));
            } else {
                reading.failed();
            }
        });
    }

    private void look(Player player, Instant began, long balanceMinor) {
        synchronized (moved) {
            if (looks.size() < MAX_MOVED) {
                looks.add(new Linearizability.Look(player.playerId(), began, clock.instant(), balanceMinor));
            }
        }
    }

    private CompletionStage<?> round(long due) {
        Player player = someone();
        String id = run + "-" + number.incrementAndGet();
        long stake;
        synchronized (random) {
            stake = random.nextInt(1, 200);
        }
        if (full()) {
            demand.notSent(Demand.NotSent.LOG_FULL);
            return CompletableFuture.completedFuture(null);
        }
        ObjectNode bet = amount(id, stake).put("transactionId", id + "-b");
        ObjectNode rollback = Json.object()
                .put("transactionId", id + "-r")
                .put("betTransactionId", id + "-b")
                .put("roundId", "seamless-" + id);
        demand.sent();
        if (chance(network.reordered())) {
            return decide(player, "rollbacks", rollback, due, 0)
                    .thenCompose(first -> decide(player, "bets", bet, System.nanoTime(), -stake)
                            .thenAccept(late -> {
                                if (late.ok()) {
                                    history.protocolFault("a bet after its rollback was taken: " + bet);
                                }
                            }));
        }
        return decide(player, "bets", bet, due, -stake).thenCompose(taken -> {
            if (!taken.ok()) {
                return CompletableFuture.completedFuture(taken);
            }
            if (chance(0.2)) {
                return decide(player, "rollbacks", rollback, System.nanoTime(), stake);
            }
            long win = chance(0.4) ? 2 * stake : 0;
            return decide(
                    player,
                    "wins",
                    amount(id, win).put("transactionId", id + "-w").put("betTransactionId", id + "-b"),
                    System.nanoTime(),
                    win);
        });
    }

    private static ObjectNode amount(String id, long amountMinor) {
        return Json.object()
                .put("roundId", "seamless-" + id)
                .put("amountMinor", amountMinor)
                .put("currency", Casino.CURRENCY);
    }

    /** Sends a call until it is decided; notes what it moved. */
    private CompletableFuture<Api.Answer> decide(
            Player player, String what, ObjectNode body, long due, long amountMinor) {
        String path = "/provider/v1/wallets/" + player.playerId() + "/" + what;
        Instant began = clock.instant();
        undecided.incrementAndGet();
        CompletableFuture<Api.Answer> first = calls.untilDecided(path, body, due, calling);
        CompletableFuture<Api.Answer> decided = chance(network.doubled())
                ? first.thenCombine(
                        calls.untilDecided(path, body, due, null), (one, other) -> same(path, body, one, other))
                : first;
        return decided.thenApply(answer -> {
            undecided.decrementAndGet();
            note(player, path, body, answer, amountMinor, began);
            return answer;
        });
    }

    private Api.Answer same(String path, ObjectNode body, Api.Answer one, Api.Answer other) {
        if (one.status() != other.status() || !one.body().equals(other.body())) {
            history.protocolFault(path + " " + body + " twice at once: " + one + " and " + other);
        } else if (one.ok() && one.replayed() == other.replayed() && !one.replayed()) {
            history.protocolFault(path + " " + body + " twice at once, and both were the first: " + one);
        }
        return one;
    }

    private void note(Player player, String path, ObjectNode body, Api.Answer answer, long amountMinor, Instant began) {
        if (answer.ok()) {
            synchronized (moved) {
                moved.add(new Evidence.Cash(player.playerId(), Evidence.Counterpart.HOUSE, path, amountMinor));
                touches.add(new Linearizability.Touch(
                        player.playerId(),
                        Json.text(body, "transactionId"),
                        began,
                        clock.instant(),
                        Json.number(answer.body(), "balanceMinor")));
            }
            return;
        }
        if (!answer.decided()) {
            history.protocolFault(path + " " + body + " is not decided since " + began + ": " + answer);
        } else if (!answer.code().equals("insufficient_funds") && !answer.code().equals("bet_rolled_back")) {
            history.protocolFault(path + " " + body + " was refused: " + answer);
        }
    }

    /** Begins no more rounds. What is under way goes on to its end, and is to be waited for. */
    synchronized void pause() {
        pacers.forEach(Pacer::close);
        pacers.clear();
    }

    @Override
    public void close() {
        pause();
        calls.close();
    }
}
