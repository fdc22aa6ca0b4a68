package io.croupier.simulations.chaos;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every kind of fault there is. */
public final class Faults {
    /** In the order in which they are listed for people. */
    public static final List<Fault> ALL = Stream.of(
                    NodeFaults.ALL, DatabaseFaults.ALL, NetworkFaults.ALL, List.of(ClockJump.FAULT))
            .flatMap(List::stream)
            .toList();

    private Faults() {}

    /**
     * The fault of that name.
     *
     * @throws PlanException which lists the names
     */
    public static Fault byName(String name) {
        return ALL.stream()
                .filter(fault -> fault.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new PlanException("there is no fault '" + PlanText.printable(name) + "'; there are "
                        + ALL.stream().map(Fault::name).collect(Collectors.joining(", "))));
    }

    /** A line for each, for a help text. */
    public static String list() {
        return ALL.stream()
                .map(fault -> String.format("%-22s %s%n", fault.name(), fault.about()))
                .collect(Collectors.joining());
    }
}
