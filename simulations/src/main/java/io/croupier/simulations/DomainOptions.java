package io.croupier.simulations;

import io.croupier.simulations.Arguments.Range;
import io.croupier.simulations.domain.DomainSimulation;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What {@code simulate domain} can be told.
 *
 * @param histories how many, 1 to 1,000,000,000
 * @param seed of the first history; the next has the next seed
 * @param replay the seed of one history to be told step by step; empty for a run
 * @param maxSteps of one history
 */
record DomainOptions(long histories, long seed, OptionalLong replay, int maxSteps) {
    static final String USAGE = """
            usage: croupier simulate domain [options]

            Plays wallets, books, rounds and tables without actors, in virtual time, with messages that are lost, doubled and
            delayed and with crashes between any two steps, and judges each history. The first one that breaks a rule ends it with
            exit code 1 and is printed as short as it can be made. Ctrl-C ends it cleanly.

              --histories N    how many (1000000)
              --seed S         of the first history (from the clock)
              --replay S       one history, told step by step
              --max-steps N    of one history, which is broken if it takes more (200000)
              --help           this text
            """;

    private static final Map<String, Range> RANGES = Map.of(
            "--histories",
            new Range(1, 1_000_000_000),
            "--seed",
            Range.ANY,
            "--replay",
            Range.ANY,
            "--max-steps",
            new Range(1, DomainSimulation.MAX_STEPS));

    /** Reads the options; a {@link UsageException} names the first one that is wrong. */
    static DomainOptions parse(List<String> words, long clockSeed) throws UsageException {
        var said = Arguments.parse("domain", words, RANGES, Set.of());
        return new DomainOptions(
                said.number("--histories", 1_000_000),
                said.number("--seed", clockSeed),
                said.number("--replay"),
                said.count("--max-steps", DomainSimulation.MAX_STEPS));
    }
}
