package io.croupier.simulations;

import org.jspecify.annotations.Nullable;

/** The simulation cannot go on: the program did not start, did not answer in time, or spoke another protocol. */
final class SimulationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SimulationException(String message) {
        this(message, null);
    }

    SimulationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
