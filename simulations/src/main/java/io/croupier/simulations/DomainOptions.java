package io.croupier.simulations;

import io.croupier.simulations.domain.DomainSimulation;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code simulate domain} can be told.
 *
 * @param histories how many, 1 to 1,000,000,000
 * @param seed of the first history; the next has the next seed
 * @param replay the seed of one history to be told step by step, or null
 * @param maxSteps of one history
 */
record DomainOptions(long histories, long seed, @Nullable Long replay, int maxSteps) {
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

    private record Range(long lowest, long highest) {}

    private static final Map<String, Range> RANGES = Map.of(
            "--histories", new Range(1, 1_000_000_000),
            "--seed", new Range(Long.MIN_VALUE, Long.MAX_VALUE),
            "--replay", new Range(Long.MIN_VALUE, Long.MAX_VALUE),
            "--max-steps", new Range(1, DomainSimulation.MAX_STEPS));

    /** Reads the options; a {@link UsageException} names the first one that is wrong. */
    static DomainOptions parse(List<String> arguments, long clockSeed) throws UsageException {
        var options = new DomainOptions(1_000_000, clockSeed, null, DomainSimulation.MAX_STEPS);
        for (int i = 0; i < arguments.size(); i += 2) {
            String name = arguments.get(i);
            Range range = RANGES.get(name);
            if (range == null) {
                throw new UsageException("unknown option " + name + "; croupier simulate domain --help lists them");
            }
            if (i + 1 == arguments.size()) {
                throw new UsageException(name + " needs a number");
            }
            options = options.with(name, number(name, range, arguments.get(i + 1)));
        }
        return options;
    }

    private static long number(String name, Range range, String text) throws UsageException {
        try {
            long value = Long.parseLong(text);
            if (value >= range.lowest() && value <= range.highest()) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // Said below, in the same words as a number out of range.
        }
        throw new UsageException(
                name + " " + text + ": must be a whole number from " + range.lowest() + " to " + range.highest());
    }

    private DomainOptions with(String name, long value) {
        return new DomainOptions(
                name.equals("--histories") ? value : histories,
                name.equals("--seed") ? value : seed,
                name.equals("--replay") ? Long.valueOf(value) : replay,
                name.equals("--max-steps") ? (int) value : maxSteps);
    }
}
