package io.croupier.simulations;

import io.croupier.simulations.Evidence.Cash;
import io.croupier.simulations.load.Measurements;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Players who bet at a cluster's front, whose seats come back when a node takes them along, a provider, and a judge. */
final class ClusterPlay implements AutoCloseable {
    private static final Duration SEATS_LIMIT = Duration.ofMinutes(3);
    /** Long flights are over by then. */
    private static final Duration QUIET_LIMIT = Duration.ofMinutes(4);

    private final Casino casino;
    private final Usher usher;
    private final Journal journal;

    ClusterPlay(Target target, Journal journal, HttpClient http, int players, RandomGenerator random) {
        this.casino = new Casino(http, target, Tables.STANDARD, players, random.nextLong(), Clock.systemUTC());
        this.usher = new Usher(
                casino, new Measurements(Duration.ZERO, System::nanoTime), new SplittableRandom(random.nextLong()));
        this.journal = journal;
    }

    /** The settings of the tables that are played at. */
    static String config(long bettingWindowMs, long pauseMs) {
        return Tables.STANDARD.config(Casino.CURRENCY, bettingWindowMs, pauseMs);
    }

    /** Everyone has a seat, rounds are dealt, and nobody bets yet. */
    void seatEveryone() {
        usher.start();
        ClusterProgram.await(SEATS_LIMIT, "a seat for everyone", usher::allSeated);
        casino.dealer().start();
    }

    Casino casino() {
        return casino;
    }

    Journal journal() {
        return journal;
    }

    /** How many bets have been accepted so far. */
    int accepted() {
        return Math.toIntExact(
                casino.history().stories().stream().filter(BetStory::accepted).count());
    }

    /** See {@link ClusterJudge#judge}. */
    ClusterJudge.Verdict judge(List<Player> others, List<Cash> moved) {
        return new ClusterJudge(casino, usher, journal, QUIET_LIMIT).judge(others, moved);
    }

    @Override
    public void close() {
        usher.close();
        casino.close();
    }
}
