package io.croupier.simulations;

import io.croupier.simulations.chaos.ChaosException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The simulation cannot go on: the program did not start, did not answer in time, or spoke another protocol. */
final class SimulationException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String OURS = SimulationException.class.getPackageName();

    SimulationException(String message) {
        this(message, null);
    }

    SimulationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** A failure for people: its message where that was made for them, and otherwise in one line what and where it was. */
    static String words(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof SimulationException || failure instanceof ChaosException) {
            return message;
        }
        String where = Arrays.stream(failure.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith(OURS))
                .findFirst()
                .map(frame -> " at " + frame)
                .orElse("");
        return failure.getClass().getName() + ": " + message.lines().findFirst().orElse("") + where;
    }
}
