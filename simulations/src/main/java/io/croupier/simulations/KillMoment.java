package io.croupier.simulations;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
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
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(3);
    /** One flight in forty lasts longer than a minute, the longest two and a half; after a start nobody knows of its round. */
    private static final Duration LIMIT = Duration.ofMinutes(4);

    /** Acceptances after which their usual time is known. */
    private static final int WARM = 10;

    private final Tables tables;
    private final Floor floor;
    private final Bettors bettors;
    private final Dealer dealer;
    private final History history;
    private final Clock clock;
    private final RandomGenerator random;
    private final int burst;

    KillMoment(
            Tables tables,
            Floor floor,
            Bettors bettors,
            Dealer dealer,
            History history,
            Clock clock,
            RandomGenerator random,
            int burst) {
        this.tables = tables;
        this.floor = floor;
        this.bettors = bettors;
        this.dealer = dealer;
        this.history = history;
        this.clock = clock;
        this.random = random;
        this.burst = burst;
    }

    /** Waits for a stage; the caller kills at once. Throws where the tables never come to it. */
    void await(Stage stage) {
        if (!history.awaitAcceptances(WARM, LIMIT)) {
            throw new SimulationException("no bet was accepted within " + LIMIT.toSeconds() + " s");
        }
        switch (stage) {
            case BETTING -> {
                open(tables.roulette());
                burstAndWait(tables.roulette());
            }
            case FLIGHT -> flight();
            case CLOSING -> {
                if (random.nextBoolean()) {
                    closingOfTheHouse();
                } else {
                    done(dealer.nextClose());
                    burstAndWait(tables.provider());
                }
            }
            case SETTLEMENT -> {
                if (random.nextBoolean()) {
                    settlementOfTheHouse();
                } else {
                    settlementOfAProvider();
                }
            }
        }
    }

    /** The last bets are sent so long before the deadline as one takes, so that the seal finds them half way. */
    private void closingOfTheHouse() {
        Floor.Standing round = open(tables.roulette());
        Duration usual = atMost(history.acceptanceTime(), 500);
        Duration left = Duration.between(clock.instant(), round.bettingClosesAt());
        Calls.pause(left.minus(usual).minusMillis(5));
        List<Placed.Key> last = bettors.burst(tables.roulette(), burst);
        Calls.pause(Duration.between(clock.instant(), round.bettingClosesAt()));
        waitWithin(last);
    }

    private void flight() {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            Floor.Standing round = open(tables.crash());
            bettors.burst(tables.crash(), Math.max(1, burst / 2));
            Optional<Floor.Standing> flying = floor.await(
                    tables.crash(),
                    now -> !now.roundId().equals(round.roundId()) || now.phase().compareTo(Floor.Phase.IN_FLIGHT) >= 0,
                    LIMIT);
            Calls.pause(Duration.ofMillis(random.nextInt(50, 1_200)));
            if (flying.isPresent() && flies(round.roundId())) {
                bettors.cashOutEverything();
                if (floor.at(tables.provider()).isPresent()) {
                    burstAndWait(tables.provider());
                }
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
        Floor.Standing round = open(tables.roulette());
        List<Placed.Key> bets = bettors.burst(tables.roulette(), burst);
        Optional<Floor.Standing> result = floor.await(
                tables.roulette(),
                now -> now.roundId().equals(round.roundId()) && now.phase().compareTo(Floor.Phase.RESULT) >= 0,
                LIMIT);
        if (result.isEmpty()) {
            throw new SimulationException("no result of " + round + " within " + LIMIT.toSeconds() + " s");
        }
        awaitFirstEnd(bets);
    }

    private void settlementOfAProvider() {
        open(tables.provider());
        List<Placed.Key> bets = bettors.burst(tables.provider(), burst);
        done(dealer.nextResult());
        awaitFirstEnd(bets);
    }

    /** The losers are told as soon as the plan is persisted, and then the winners are being paid. */
    private void awaitFirstEnd(List<Placed.Key> bets) {
        history.awaitAny(bets, story -> !story.settlements().isEmpty(), FIRST_ANSWER);
    }

    /** A round that takes bets for a while. */
    private Floor.Standing open(String table) {
        return floor.await(table, now -> now.takesBets(clock.instant().plusMillis(300)), LIMIT)
                .orElseThrow(() -> new SimulationException(
                        table + " opened no round within " + LIMIT.toSeconds() + " s; now " + floor.at(table)));
    }

    private void burstAndWait(String table) {
        waitWithin(bettors.burst(table, burst));
    }

    /** Until the first of these has its answer and the others are still on their way, or a part of the usual time. */
    private void waitWithin(List<Placed.Key> bets) {
        if (random.nextInt(3) > 0) {
            history.awaitAny(bets, BetStory::answered, FIRST_ANSWER);
        } else {
            Duration usual = atMost(history.acceptanceTime(), 1_000);
            Calls.pause(usual.multipliedBy(random.nextInt(50, 150)).dividedBy(100));
        }
    }

    private static Duration atMost(Duration time, long limitMs) {
        return time.toMillis() > limitMs ? Duration.ofMillis(limitMs) : time;
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
