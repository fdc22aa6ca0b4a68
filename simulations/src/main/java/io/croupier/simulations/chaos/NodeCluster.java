package io.croupier.simulations.chaos;

import java.time.Duration;

/** Several nodes that are one cluster. */
public interface NodeCluster extends NodeProcess {
    /** Replaces all nodes one after the other, as an operator does, and returns when all are there, with the time that this took. */
    Duration roll();

    @Override
    default boolean takesLaunches() {
        return false;
    }
}
