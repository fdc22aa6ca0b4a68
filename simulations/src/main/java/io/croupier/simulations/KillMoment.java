package io.croupier.simulations;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/**
 * Brings the tables to the moment of a kill, seen from outside alone, and returns within it: bets or cash-outs have just
 * gone out, and a random few milliseconds have passed.
 */
final class KillMoment {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Tables tables;
    private final Floor floor;
    private final Bettors bettors;
    private final Dealer dealer;
    private final Clock clock;
    private final RandomGenerator random;
    private final int burst;

    KillMoment(
            Tables tables,
            Floor floor,
            Bettors bettors,
            Dealer dealer,
            Clock clock,
            RandomGenerator random,
            int burst) {
        this.tables = tables;
        this.floor = floor;
        this.bettors = bettors;
        this.dealer = dealer;
        this.clock = clock;
        this.random = random;
        this.burst = burst;
    }

    /** Waits for a stage; the caller kills at once. Throws where the tables never come to it. */
    void await(Stage stage) {
        switch (stage) {
            case BETTING -> betting();
            case CLOSING -> {
                if (random.nextBoolean()) {
                    closingOfTheHouse();
                } else {
                    done(dealer.nextClose());
                    burstAndWait(tables.provider(), 15);
                }
            }
            case FLIGHT -> flight();
            case SETTLEMENT -> {
                if (random.nextBoolean()) {
                    settlementOfTheHouse();
                } else {
                    settlementOfAProvider();
                }
            }
        }
    }

    private void betting() {
        open(tables.roulette(), 300);
        burstAndWait(tables.roulette(), 15);
    }

    private void closingOfTheHouse() {
        Floor.Standing round = open(tables.roulette(), 300);
        Duration left = Duration.between(clock.instant(), round.bettingClosesAt());
        Calls.pause(left.minusMillis(random.nextInt(5, 40)));
        bettors.burst(tables.roulette(), burst);
        Instant kill = round.bettingClosesAt().plusMillis(random.nextInt(0, 25));
        Calls.pause(Duration.between(clock.instant(), kill));
    }

    private void flight() {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            Floor.Standing round = open(tables.crash(), 300);
            bettors.burst(tables.crash(), Math.max(1, burst / 2));
            Optional<Floor.Standing> flying = floor.await(
                    tables.crash(),
                    now -> !now.roundId().equals(round.roundId()) || now.phase().compareTo(Floor.Phase.IN_FLIGHT) >= 0,
                    LIMIT);
            Calls.pause(Duration.ofMillis(random.nextInt(50, 1_200)));
            if (flying.isPresent() && flies(round.roundId())) {
                bettors.cashOutEverything();
                burstAndWait(tables.provider(), 15);
                if (flies(round.roundId())) {
                    return;
                }
            }
        }
        throw new SimulationException("no flight lasted long enough within " + LIMIT.toSeconds() + " s");
    }

    private boolean flies(String roundId) {
        return floor.at(tables.crash())
                .filter(now -> now.roundId().equals(roundId) && now.phase() == Floor.Phase.IN_FLIGHT)
                .isPresent();
    }

    private void settlementOfTheHouse() {
        Floor.Standing round = open(tables.roulette(), 500);
        bettors.burst(tables.roulette(), burst);
        Optional<Floor.Standing> result = floor.await(
                tables.roulette(),
                now -> now.roundId().equals(round.roundId()) && now.phase().compareTo(Floor.Phase.RESULT) >= 0,
                LIMIT);
        if (result.isEmpty()) {
            throw new SimulationException("no result of " + round + " within " + LIMIT.toSeconds() + " s");
        }
        waitUpTo(10);
    }

    private void settlementOfAProvider() {
        CompletableFuture<String> result = dealer.nextResult();
        open(tables.provider(), 500);
        bettors.burst(tables.provider(), burst);
        done(result);
        waitUpTo(10);
    }

    /** A round that takes bets for so much longer. */
    private Floor.Standing open(String table, long leftMs) {
        return floor.await(table, now -> now.takesBets(clock.instant().plusMillis(leftMs)), LIMIT)
                .orElseThrow(() -> new SimulationException(
                        table + " opened no round within " + LIMIT.toSeconds() + " s; now " + floor.at(table)));
    }

    private void burstAndWait(String table, int mostMs) {
        bettors.burst(table, burst);
        waitUpTo(mostMs);
    }

    private void waitUpTo(int mostMs) {
        Calls.pause(
                Duration.ofNanos(random.nextLong(1, Duration.ofMillis(mostMs).toNanos())));
    }

    private static void done(CompletableFuture<String> moment) {
        try {
            moment.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new SimulationException("the provider's moment did not come within " + LIMIT.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SimulationException("interrupted", e);
        }
    }
}
