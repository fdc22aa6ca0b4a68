package io.croupier.simulations.chaos;

import org.jspecify.annotations.Nullable;

/** A fault could not be made or undone, or what it had broken did not come back. The message is one line for the report. */
public final class ChaosException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ChaosException(String message) {
        this(message, null);
    }

    public ChaosException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
