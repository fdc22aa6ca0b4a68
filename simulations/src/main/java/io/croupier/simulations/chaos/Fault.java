package io.croupier.simulations.chaos;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** One way to break a run. {@link Faults} has them all. */
public interface Fault {
    /** As typed on the command line, such as {@code db-kill}. */
    String name();

    /** One line on what it does. */
    String about();

    /** How long it lasts where a plan does not say; zero for one that is over as soon as it was made. */
    Duration defaultHold();

    /**
     * Why it cannot be made here: one line that names the tool, the right or the target that is missing. A fault that is
     * refused was not made, and must never be counted as one that was survived.
     */
    Optional<String> refusal(Surroundings surroundings);

    /**
     * Makes it, keeps it up, undoes it, and returns when everything that it broke works again.
     *
     * @param holdFor how long what it breaks stays broken
     * @throws RuntimeException where it could not be made, or what it broke does not come back; then the caller heals
     */
    Injection inject(Surroundings surroundings, Duration holdFor, RandomGenerator random);
}
