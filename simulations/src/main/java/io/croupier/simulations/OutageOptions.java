package io.croupier.simulations;

import io.croupier.simulations.Arguments.Range;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@code simulate zombie} and {@code simulate partition} can be told.
 *
 * @param nodes of the cluster, 3 to 9
 * @param times outages, one after the other in the same cluster, 1 to 1,000
 * @param players who bet through the front all the time, 2 to 200
 * @param wallets that are asked for bets at both sides of each outage, 1 to 100
 * @param seed of every choice that the simulation makes
 * @param keep whether the data and the logs stay after a run in which all is well
 */
record OutageOptions(int nodes, int times, int players, int wallets, long seed, boolean keep) {
    private static final String COMMON = """

              --nodes N     nodes of the cluster (3)
              --times N     outages, one after the other (%d)
              --players P   who bet at the front all the time (8)
              --wallets W   wallets that are asked for bets at both sides (16)
              --seed S      of every choice; printed, to run the same again (from the clock)
              --keep        keep the data and the logs in any case
              --help        this text
            """;

    private static final int ZOMBIES = 20;
    private static final int PARTITIONS = 3;

    static final String ZOMBIE_USAGE = """
            usage: croupier simulate zombie [options]

            Starts a cluster on this machine with players who bet through its front all the time, stops one node where it is
            (SIGSTOP), waits until the others have removed it and serve its wallets, and lets it go on: it must end by itself.
            All the while some wallets are asked for bets at that node and at another one at once, each with ids of its own,
            until they are empty. Each id must be decided once and for ever, and no wallet may be written by two nodes in turn.
            Then another node is added, and so on; at last every bet and every cent is checked. Ends with exit code 0 where all
            is well.
            """ + COMMON.formatted(ZOMBIES);

    static final String PARTITION_USAGE = """
            usage: croupier simulate partition [options]

            Starts a cluster in a network namespace of its own with players who bet through its front all the time, and lets
            nothing pass between some of its nodes, fewer than half, and the others. Both sides still reach the database and the
            clients. The larger side must go on, the smaller one must end by itself. All the while some wallets are asked for
            bets at both sides at once, each with ids of its own, until they are empty. Each id must be decided once and for
            ever, and no wallet may be written by both sides in turn. Then as many nodes are added, and so on; at last every
            bet and every cent is checked. Ends with exit code 0 where all is well. Needs Linux, root, unshare and ip.
            """ + COMMON.formatted(PARTITIONS);

    private static final Map<String, Range> RANGES = Map.of(
            "--nodes", new Range(3, 9),
            "--times", new Range(1, 1_000),
            "--players", new Range(2, 200),
            "--wallets", new Range(1, 100),
            "--seed", Range.ANY);

    /** Reads those of {@code zombie}; a {@link UsageException} names the first one that is wrong. */
    static OutageOptions parseZombie(List<String> words, long clockSeed) throws UsageException {
        return parse("zombie", words, ZOMBIES, clockSeed);
    }

    /** Reads those of {@code partition}. */
    static OutageOptions parsePartition(List<String> words, long clockSeed) throws UsageException {
        return parse("partition", words, PARTITIONS, clockSeed);
    }

    private static OutageOptions parse(String simulation, List<String> words, int times, long clockSeed)
            throws UsageException {
        var said = Arguments.parse(simulation, words, RANGES, Set.of("--keep"));
        return new OutageOptions(
                said.count("--nodes", 3),
                said.count("--times", times),
                said.count("--players", 8),
                said.count("--wallets", 16),
                said.number("--seed", clockSeed),
                said.has("--keep"));
    }
}
