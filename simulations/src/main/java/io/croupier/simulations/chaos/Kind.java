package io.croupier.simulations.chaos;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** A fault that is put together from its parts. */
record Kind(
        String name,
        String about,
        Duration defaultHold,
        Function<Surroundings, Optional<String>> missing,
        Action action)
        implements Fault {

    /** What {@link Fault#inject} does. */
    @FunctionalInterface
    interface Action {
        Injection inject(Surroundings surroundings, Duration holdFor, RandomGenerator random);
    }

    @Override
    public Optional<String> refusal(Surroundings surroundings) {
        return missing.apply(surroundings).map(what -> name + " needs " + what);
    }

    @Override
    public Injection inject(Surroundings surroundings, Duration holdFor, RandomGenerator random) {
        return action.inject(surroundings, holdFor, random);
    }

    @Override
    public String toString() {
        return name;
    }
}
