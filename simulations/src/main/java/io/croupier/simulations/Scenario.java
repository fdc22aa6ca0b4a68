package io.croupier.simulations;

/** One way to load a program. */
interface Scenario {
    /** As it is typed. */
    String name();

    /** One line for the list. */
    String about();

    /** How much of it a preset is. */
    Scale scale(Preset preset);

    /** The tables that it wants of a program of its own. */
    default Tables tables() {
        return Tables.STANDARD;
    }

    /** How long house tables of a program of its own take bets, milliseconds. */
    default int bettingWindowMs(Scale scale) {
        return 4_000;
    }

    /** How many books a round of a program of its own has. */
    default int books() {
        return 4;
    }

    /**
     * Whether it stops and starts the program itself. Then it plays only against one of the simulation's own, whose PostgreSQL
     * goes on meanwhile, and nothing else may stop it.
     */
    default boolean restarts() {
        return false;
    }

    /** How the provider's network treats its calls. */
    default Run.Sloppiness network() {
        return Run.Sloppiness.USUAL;
    }

    /** Plays until the run is over; what it starts through the run is stopped by the run. */
    void play(Run run);
}
