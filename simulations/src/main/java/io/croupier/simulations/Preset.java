package io.croupier.simulations;

/** How much of a scenario is played. */
enum Preset {
    /** A minute or so on a laptop; soak takes ten. */
    QUICK,
    /** What is compared from run to run. */
    STANDARD,
    /** As much as one machine can do, or a whole cluster. */
    FULL
}
