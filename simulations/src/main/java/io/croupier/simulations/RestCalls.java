package io.croupier.simulations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.croupier.simulations.load.Operation;
import io.croupier.simulations.load.Pacer;
import io.croupier.simulations.load.RateCurve;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A provider's rounds with the owners of wallets at rest: a signed bet and then a win, of nothing or of twice the stake, in
 * an open loop.
 */
final class RestCalls implements AutoCloseable {
    private static final int MAX_IN_FLIGHT = 2_000;
    private static final int MOST_STAKE_MINOR = 200;
    private static final double WINNERS = 0.4;
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration DECIDED_LIMIT = Duration.ofMinutes(2);

    private final RestingWallets wallets;
    private final ProviderCalls calls;
    private final History history;
    private final RandomGenerator random;
    private final String run;
    private final AtomicLong number = new AtomicLong();

    RestCalls(Casino casino, RestingWallets wallets, long seed) {
        this.wallets = wallets;
        this.calls = new ProviderCalls(casino.api(), casino.target().providerKey());
        this.history = casino.history();
        this.random = new SplittableRandom(seed);
        this.run = "q" + casino.run();
    }

    /** Where the latencies of the two calls of a round go. */
    record Measured(Operation bet, Operation win) {}

    /**
     * Starts rounds at this rate, until {@link #end}.
     *
     * @param choice whose the next round is, by the wallet's number; empty: there is none to be played with
     */
    Pacer start(String name, double perSecond, Supplier<OptionalInt> choice, Measured measured) {
        var pacer = new Pacer(
                name,
                RateCurve.constant(perSecond),
                new SplittableRandom(nextLong()),
                MAX_IN_FLIGHT,
                due -> round(choice.get(), due, measured),
                measured.bet()::failed);
        pacer.start();
        return pacer;
    }

    private long nextLong() {
        synchronized (random) {
            return random.nextLong();
        }
    }

    private CompletionStage<?> round(OptionalInt wallet, long due, Measured measured) {
        if (wallet.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        int who = wallet.getAsInt();
        long stake;
        boolean wins;
        synchronized (random) {
            stake = random.nextInt(1, MOST_STAKE_MINOR + 1);
            wins = random.nextDouble() < WINNERS;
        }
        String id = run + "-" + number.incrementAndGet();
        long payout = wins ? 2 * stake : 0;
        ObjectNode bet = amount(id, stake).put("transactionId", id + "-b");
        ObjectNode win = amount(id, payout).put("transactionId", id + "-w").put("betTransactionId", id + "-b");
        return decide(who, "bets", bet, due, measured.bet(), -stake)
                .thenCompose(taken -> taken.ok()
                        ? decide(who, "wins", win, System.nanoTime(), measured.win(), payout)
                        : CompletableFuture.completedFuture(taken))
                .whenComplete((last, failure) -> {
                    if (failure != null) {
                        history.protocolFault("round " + id + " of " + wallets.playerId(who) + ": " + failure);
                    }
                });
    }

    private static ObjectNode amount(String id, long amountMinor) {
        return Json.object()
                .put("roundId", "rest-" + id)
                .put("amountMinor", amountMinor)
                .put("currency", Casino.CURRENCY);
    }

    private CompletableFuture<Api.Answer> decide(
            int who, String what, ObjectNode body, long due, Operation measured, long amountMinor) {
        String path = "/provider/v1/wallets/" + wallets.playerId(who) + "/" + what;
        return calls.untilDecided(path, body, due, measured).thenApply(answer -> {
            if (answer.ok()) {
                wallets.moved(who, amountMinor);
            } else if (!answer.code().equals("insufficient_funds")) {
                history.protocolFault(path + " " + body + " was refused: " + answer);
            }
            return answer;
        });
    }

    /** Begins no more rounds, and waits until those that are under way are over. */
    static void end(Pacer pacer) {
        pacer.close();
        long deadline = System.nanoTime() + DECIDED_LIMIT.toNanos();
        while (pacer.inFlight() > 0) {
            if (System.nanoTime() > deadline) {
                throw new SimulationException(
                        pacer.inFlight() + " rounds are not over after " + DECIDED_LIMIT.toSeconds() + " s");
            }
            Calls.pause(LOOK);
        }
    }

    @Override
    public void close() {
        calls.close();
    }
}
