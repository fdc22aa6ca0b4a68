package io.croupier.simulations;

import java.util.List;

/** A way to end the program while everyone plays. */
interface Strike {
    /** What the simulation is called with it. */
    String name();

    /** What the program's Java runtime is told besides the usual. */
    List<String> jvmFlags();

    /**
     * Lets everyone play, and ends the program, which runs when this is called and does not when it returns.
     *
     * @param number of the end, from 0
     * @return how it ended, for a line about it
     */
    String end(Casino casino, int number);

    /** What the last end left undone in the database. */
    void found(Journal.Outstanding outstanding);

    /** Whether the ends so far prove anything. */
    boolean enough();

    /** All ends in a few words. */
    String summary();
}
