package io.croupier.simulations;

import io.croupier.simulations.chaos.ChaosPlan;
import io.croupier.simulations.chaos.Fault;
import io.croupier.simulations.chaos.Faults;
import io.croupier.simulations.chaos.PlanException;
import io.croupier.simulations.chaos.Surroundings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is to be broken on purpose, and when.
 *
 * @param plan null: none was written
 * @param every draws a plan by the run's seed, with a fault in each interval; null: none is drawn
 * @param kinds what may be drawn
 * @param rollTo another version's jar, for the fault roll
 */
record ChaosOptions(
        @Nullable ChaosPlan plan,
        @Nullable Duration every,
        List<Fault> kinds,
        @Nullable Path rollTo) {
    static final ChaosOptions NONE = new ChaosOptions(null, null, List.of(), null);

    /** Before the end of the play nothing is broken for so long, so that the end shows how the program does after it. */
    private static final Duration QUIET = Duration.ofSeconds(15);
    /** Its disk is small, lies in main memory and is lost at the end, so it is only for those who ask for it by name. */
    private static final String FULL_DISK = "db-full";

    ChaosOptions {
        kinds = List.copyOf(kinds);
    }

    /** Those that are drawn where nobody says which: all but the full disk. */
    static List<Fault> usualKinds() {
        return Faults.ALL.stream()
                .filter(fault -> !fault.name().equals(FULL_DISK))
                .toList();
    }

    /** Reads {@code kill,db-stop}. */
    static List<Fault> kinds(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .map(Faults::byName)
                .distinct()
                .toList();
    }

    boolean any() {
        return plan != null || every != null;
    }

    /** Whether the database must lie on a disk that can be filled. */
    boolean wantsDisk() {
        Stream<Fault> wanted =
                plan == null ? kinds.stream() : plan.items().stream().map(ChaosPlan.Item::fault);
        return any() && wanted.anyMatch(fault -> fault.name().equals(FULL_DISK));
    }

    /**
     * The plan for a run. One that was written must be possible as a whole; of those that are drawn, the impossible ones are left out.
     *
     * @param refusals told why something is left out, a line for each kind
     * @throws SimulationException where nothing that was asked for can be made
     */
    ChaosPlan plan(Surroundings surroundings, Duration length, long seed, List<String> refusals) {
        if (plan != null) {
            List<String> impossible = plan.refusals(surroundings);
            if (!impossible.isEmpty()) {
                throw new SimulationException("--chaos: " + String.join("; ", impossible));
            }
            return plan;
        }
        Duration interval = every;
        if (interval == null) {
            return new ChaosPlan(List.of());
        }
        List<Fault> possible = kinds.stream()
                .filter(fault -> {
                    var refusal = fault.refusal(surroundings);
                    refusal.ifPresent(refusals::add);
                    return refusal.isEmpty();
                })
                .toList();
        try {
            return ChaosPlan.byChance(possible, interval, length, QUIET, seed);
        } catch (PlanException impossible) {
            throw new SimulationException("--chaos-every: " + impossible.getMessage(), impossible);
        }
    }
}
