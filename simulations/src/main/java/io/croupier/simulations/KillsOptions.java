package io.croupier.simulations;

import io.croupier.simulations.Arguments.Range;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@code simulate kills} and {@code simulate crash-points} can be told.
 *
 * @param times kills, 1 to 10,000
 * @param seed of every choice that the simulation makes
 * @param players who bet at the same time, 2 to 200
 * @param burst bets that each player sends at once just before a kill, 1 to 50
 * @param bettingWindowMs how long the house tables take bets, 500 to 60,000
 * @param keep whether the data and the program's log stay after a run without a difference
 */
record KillsOptions(int times, long seed, int players, int burst, int bettingWindowMs, boolean keep) {
    static final String USAGE = """
            usage: croupier simulate kills [options]

            Starts the program on data of its own, lets players bet at all tables, kills the program with SIGKILL in the
            middle of betting, of closing, of a flight and of settlement, starts it again, and checks every cent. Ends with
            exit code 0 where nothing differs and at least half of the kills hit an open intent or an unpaid credit.

              --times N              kills (20)
              --seed S               of every choice; printed, to run the same again (from the clock)
              --players P            who bet at the same time (12)
              --burst B              bets that each player sends at once just before a kill (8)
              --betting-window-ms M  how long the house tables take bets (3000)
              --keep                 keep the data and the program's log in any case
              --help                 this text
            """;

    static final String POINTS_USAGE = """
            usage: croupier simulate crash-points [options]

            Starts the program on data of its own, lets players bet at all tables, and ends it, as SIGKILL would, at a point
            that is armed in it: right before or right after a commit, a call of a wallet, or the telling of what was stored.
            Starts it again, checks every cent, and goes on with the next point, in an order that the seed draws. Ends with
            exit code 0 where nothing differs and every point that was armed was reached.

              --times N              ends (all points once)
              --seed S               of every choice; printed, to run the same again (from the clock)
              --players P            who bet at the same time (12)
              --betting-window-ms M  how long the house tables take bets (3000)
              --keep                 keep the data and the program's log in any case
              --list                 only list the points
              --help                 this text
            """;

    private static final Map<String, Range> RANGES = Map.of(
            "--times", new Range(1, 10_000),
            "--seed", Range.ANY,
            "--players", new Range(2, 200),
            "--burst", new Range(1, 50),
            "--betting-window-ms", new Range(500, 60_000));

    /** Reads the options; a {@link UsageException} names the first one that is wrong. */
    static KillsOptions parse(List<String> words, long clockSeed) throws UsageException {
        return parse("kills", words, 20, clockSeed);
    }

    /** The same for {@code crash-points}, of which there are so many. */
    static KillsOptions parsePoints(List<String> words, int points, long clockSeed) throws UsageException {
        return parse("crash-points", words, points, clockSeed);
    }

    private static KillsOptions parse(String simulation, List<String> words, int times, long clockSeed)
            throws UsageException {
        var said = Arguments.parse(simulation, words, RANGES, Set.of("--keep"));
        return new KillsOptions(
                said.count("--times", times),
                said.number("--seed", clockSeed),
                said.count("--players", 12),
                said.count("--burst", 8),
                said.count("--betting-window-ms", 3_000),
                said.has("--keep"));
    }
}
