package io.croupier.simulations.chaos;

import java.time.Duration;

/** Is told what a {@link ChaosRunner} does, on the runner's thread: the next fault waits until it returns. */
public interface ChaosListener {
    /** How a fault came out. */
    enum State {
        /** It was made and undone, and what it broke is back. */
        DONE,
        /** It was not made, since something is missing for it. */
        REFUSED,
        /** It could not be made, or what it broke did not come back in order. */
        FAILED
    }

    /**
     * A fault that is over.
     *
     * @param began since the start of the plan
     * @param ended since the start of the plan; with the time that the recovery took
     * @param words what was done with which processes, or why not
     */
    record Outcome(String fault, Duration began, Duration ended, State state, String words) {}

    /** A fault begins now, {@code offset} after the start of the plan. Not told of one that is refused. */
    default void begins(Duration offset, Fault fault, Duration holdFor) {}

    void ended(Outcome outcome);
}
