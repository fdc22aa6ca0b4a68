package io.croupier.simulations;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** The words after a simulation's name: options with a whole number each, and flags. What is said twice counts as said last. */
final class Arguments {
    /** What an option's number must be within. */
    record Range(long lowest, long highest) {
        static final Range ANY = new Range(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private final Map<String, Long> numbers;
    private final Set<String> flags;

    private Arguments(Map<String, Long> numbers, Set<String> flags) {
        this.numbers = Map.copyOf(numbers);
        this.flags = Set.copyOf(flags);
    }

    /**
     * Reads them; a {@link UsageException} names the first that is wrong.
     *
     * @param simulation whose help is pointed at
     * @param ranges of the options, by name
     * @param flags that may be given
     */
    static Arguments parse(String simulation, List<String> words, Map<String, Range> ranges, Set<String> flags)
            throws UsageException {
        Map<String, Long> numbers = new HashMap<>();
        Set<String> given = new HashSet<>();
        List<String> left = new ArrayList<>(words);
        while (!left.isEmpty()) {
            String name = left.remove(0);
            Range range = ranges.get(name);
            if (flags.contains(name)) {
                given.add(name);
            } else if (range == null) {
                throw new UsageException(
                        "unknown option " + name + "; croupier simulate " + simulation + " --help lists them");
            } else if (left.isEmpty()) {
                throw new UsageException(name + " needs a number");
            } else {
                numbers.put(name, number(name, left.remove(0), range));
            }
        }
        return new Arguments(numbers, given);
    }

    private static long number(String name, String text, Range range) throws UsageException {
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

    OptionalLong number(String name) {
        Long given = numbers.get(name);
        return given == null ? OptionalLong.empty() : OptionalLong.of(given);
    }

    long number(String name, long otherwise) {
        return numbers.getOrDefault(name, otherwise);
    }

    /** For an option whose range is within that of an int. */
    int count(String name, int otherwise) {
        return Math.toIntExact(number(name, otherwise));
    }

    boolean has(String flag) {
        return flags.contains(flag);
    }
}
