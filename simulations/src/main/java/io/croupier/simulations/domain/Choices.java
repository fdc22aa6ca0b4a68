package io.croupier.simulations.domain;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Every choice of chance in a history. Each is drawn from the seed and the place where it is made (the n-th message on a link,
 * the n-th write of an entity), not from one stream: so a history from which something was left out makes the same choices in
 * all other places, and can be made shorter.
 */
final class Choices {
    private static final int FIRST_SALT_OF_DELAYS = 100;

    private final long seed;
    private final Set<Long> without;
    private final boolean calm;
    private final Map<Long, Supplier<String>> faults = new LinkedHashMap<>();
    private boolean over;

    /**
     * @param without places of faults that are left out
     * @param calm all delays are as short as can be
     */
    Choices(long seed, Set<Long> without, boolean calm) {
        this.seed = seed;
        this.without = without;
        this.calm = calm;
    }

    /** No fault happens from now on. */
    void endFaults() {
        over = true;
    }

    /** What went wrong, by its place. */
    Map<Long, Supplier<String>> faults() {
        return faults;
    }

    /** Whether a fault happens here. */
    boolean fault(int salt, int where, int number, int perMille, Supplier<String> what) {
        if (over || perMille == 0) {
            return false;
        }
        long place = place(salt, where, number);
        if (Math.floorMod(mix(seed ^ place), 1000) >= perMille || without.contains(place)) {
            return false;
        }
        faults.put(place, what);
        return true;
    }

    /** A number from {@code low} to {@code high}. */
    int between(int salt, int where, int number, int low, int high) {
        return calm
                ? low
                : low + Math.floorMod(mix(seed ^ place(FIRST_SALT_OF_DELAYS + salt, where, number)), high - low + 1);
    }

    private static long place(int salt, int where, int number) {
        return mix(mix(salt * 0x9E3779B97F4A7C15L + where) + number);
    }

    /** The finalizer of SplitMix64: every bit of the input changes every bit of the output. */
    static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
