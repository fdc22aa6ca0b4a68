package io.croupier.simulations;

import io.croupier.simulations.chaos.ChaosPlan;
import io.croupier.simulations.chaos.ChaosRunner;
import io.croupier.simulations.chaos.Surroundings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The faults of a run, beside its play. */
final class Chaos {
    private final @Nullable ChaosRunner runner;

    private Chaos(@Nullable ChaosRunner runner) {
        this.runner = runner;
    }

    /** Begins to break what the options say; what cannot be broken here is refused by name. */
    static Chaos start(SimulationOptions options, Site site, FaultLog log, long seed) {
        Surroundings surroundings = site.surroundings();
        if (surroundings == null || !options.chaos().any()) {
            return new Chaos(null);
        }
        List<String> refusals = new ArrayList<>();
        ChaosPlan plan = options.chaos().plan(surroundings, options.scale().duration(), seed, refusals);
        refusals.forEach(log::refused);
        return new Chaos(ChaosRunner.start(plan, surroundings, seed, log));
    }

    /**
     * Makes no more faults, and returns when everything works again.
     *
     * @throws io.croupier.simulations.chaos.ChaosException where something does not
     */
    void end() {
        if (runner != null) {
            runner.close();
            runner.await(Duration.ofSeconds(1));
        }
    }
}
