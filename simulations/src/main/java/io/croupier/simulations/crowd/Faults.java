package io.croupier.simulations.crowd;

import java.util.ArrayList;
import java.util.List;

/** What was seen and must not be: the first ones in words, all of them in number. Safe for use by several threads. */
final class Faults {
    static final int MAX_TOLD = 100;
    private static final int MAX_LENGTH = 1_000;

    private final List<String> told = new ArrayList<>();
    private long count;

    synchronized void add(String fault) {
        count++;
        if (told.size() < MAX_TOLD) {
            told.add(fault.substring(0, Math.min(MAX_LENGTH, fault.length())));
        }
    }

    synchronized List<String> told() {
        return List.copyOf(told);
    }

    synchronized long count() {
        return count;
    }
}
