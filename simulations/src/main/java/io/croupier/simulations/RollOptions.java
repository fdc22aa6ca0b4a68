package io.croupier.simulations;

import io.croupier.simulations.Arguments.Range;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@code simulate roll} can be told.
 *
 * @param nodes of the cluster, 2 to 9
 * @param runs rolls, or kills, one after the other in the same cluster, 1 to 100
 * @param players who bet all the time, 2 to 200
 * @param wallets that are probed, 1 to 500
 * @param rounds that are probed, 1 to 100
 * @param everyMs milliseconds between two probes of the same wallet or round, 50 to 5,000
 * @param seed of every choice that the simulation makes
 * @param kill whether a node is killed and another added, in place of a roll
 * @param keep whether the data and the logs stay after a run in which all is well
 */
record RollOptions(
        int nodes, int runs, int players, int wallets, int rounds, int everyMs, long seed, boolean kill, boolean keep) {
    static final String USAGE = """
            usage: croupier simulate roll [options]

            Starts a cluster on this machine with players who bet through its front all the time, replaces its nodes one by
            one, several times, and measures how long any single wallet and any single round was out of reach: each is asked
            for something at fixed times, and what was lost is asked again with the same id until it is decided. Before that
            the same without a roll, for the machine's own share. Then every bet and every cent is checked. Ends with exit
            code 0 where no money differs and no request failed after all; times are printed and fail nothing.

              --nodes N     nodes of the cluster (3)
              --runs N      rolls, one after the other (3)
              --players P   who bet all the time (20)
              --wallets W   wallets of their own that are probed (100)
              --rounds R    open rounds that are probed (20)
              --every-ms M  time between two probes of the same wallet or round (200); an outage shows as up to so much less
                            than it was, since it may begin right after a probe: a larger M understates
              --seed S      of every choice; printed, to run the same again (from the clock)
              --kill        kills a node with SIGKILL and adds another, in place of each roll
              --keep        keep the data and the logs in any case
              --help        this text
            """;

    private static final Map<String, Range> RANGES = Map.of(
            "--nodes", new Range(2, 9),
            "--runs", new Range(1, 100),
            "--players", new Range(2, 200),
            "--wallets", new Range(1, 500),
            "--rounds", new Range(1, 100),
            "--every-ms", new Range(50, 5_000),
            "--seed", Range.ANY);

    /** Reads the options; a {@link UsageException} names the first one that is wrong. */
    static RollOptions parse(List<String> words, long clockSeed) throws UsageException {
        var said = Arguments.parse("roll", words, RANGES, Set.of("--kill", "--keep"));
        return new RollOptions(
                said.count("--nodes", 3),
                said.count("--runs", 3),
                said.count("--players", 20),
                said.count("--wallets", 100),
                said.count("--rounds", 20),
                said.count("--every-ms", 200),
                said.number("--seed", clockSeed),
                said.has("--kill"),
                said.has("--keep"));
    }
}
