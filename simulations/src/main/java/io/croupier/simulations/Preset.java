package io.croupier.simulations;

/** How much of a scenario is played. */
enum Preset {
    /** Two minutes on a laptop. */
    QUICK,
    /** What is compared from run to run. */
    STANDARD,
    /** As much as one machine can do, or a whole cluster. */
    FULL
}
