package io.croupier.simulations;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * What a bet returns by the published rules, worked out from the public JSON alone: a second implementation, sharing
 * nothing with the program's, so that both would have to be wrong in the same way.
 */
final class HouseRules {
    private static final Set<Integer> RED = Set.of(1, 3, 5, 7, 9, 12, 14, 16, 18, 19, 21, 23, 25, 27, 30, 32, 34, 36);

    /** A flight's multiplier at its takeoff, in hundredths. */
    static final int LEAST_X100 = 100;

    private static final int MOST_X100 = 1_000_000;
    private static final double GROWTH_PER_MS = 0.00006;

    /**
     * The return of a roulette bet, stake included. Every bet on the European wheel pays 36 parts of the stake, shared
     * among the pockets that it covers.
     */
    static long roulette(JsonNode selection, long stakeMinor, int pocket) {
        Set<Integer> covered = covered(selection);
        if (covered.isEmpty() || 36 % covered.size() != 0) {
            throw new IllegalArgumentException("no roulette bet: " + selection);
        }
        return covered.contains(pocket) ? Math.multiplyExact(stakeMinor, 36L / covered.size()) : 0;
    }

    /** The pockets that a selection covers. */
    static Set<Integer> covered(JsonNode selection) {
        int index = selection.path("index").asInt();
        return switch (Json.text(selection, "kind")) {
            case "straight", "split", "street", "trio", "corner", "first_four", "line" -> {
                Set<Integer> numbers = new TreeSet<>();
                selection.path("numbers").forEach(number -> numbers.add(number.asInt()));
                yield numbers;
            }
            case "dozen" -> pockets(number -> (number - 1) / 12 + 1 == index);
            case "column" -> pockets(number -> (number - 1) % 3 + 1 == index);
            case "red" -> RED;
            case "black" -> pockets(number -> !RED.contains(number));
            case "even" -> pockets(number -> number % 2 == 0);
            case "odd" -> pockets(number -> number % 2 == 1);
            case "low" -> pockets(number -> number <= 18);
            case "high" -> pockets(number -> number >= 19);
            default -> Set.of();
        };
    }

    /** A crash bet's return where the player did not cash out by hand: the target where the flight reached it. */
    static long crashByItself(JsonNode selection, long stakeMinor, int bustX100) {
        Long target = Json.number(selection, "autoCashOutX100");
        return target != null && target <= bustX100 ? times(stakeMinor, target) : 0;
    }

    /** The multiplier of a flight so long after its takeoff, in hundredths. */
    static int flightX100(long elapsedMs) {
        return (int) Math.min(MOST_X100, LEAST_X100 * Math.exp(GROWTH_PER_MS * Math.max(0, elapsedMs)));
    }

    /** After how many milliseconds a flight comes to a multiplier, in hundredths: the first at which it is not below it. */
    static long flightMs(int multiplierX100) {
        long ms = Math.max(0, (long) Math.floor(Math.log(multiplierX100 / (double) LEAST_X100) / GROWTH_PER_MS) - 1);
        while (flightX100(ms) < Math.min(multiplierX100, MOST_X100)) {
            ms++;
        }
        return ms;
    }

    /** The stake times a multiplier in hundredths; fractions of a minor unit are cut off. */
    static long times(long stakeMinor, long multiplierX100) {
        return Math.multiplyExact(stakeMinor, multiplierX100) / 100;
    }

    private static Set<Integer> pockets(java.util.function.IntPredicate rule) {
        return new TreeSet<>(IntStream.rangeClosed(1, 36).filter(rule).boxed().toList());
    }

    private HouseRules() {}
}
