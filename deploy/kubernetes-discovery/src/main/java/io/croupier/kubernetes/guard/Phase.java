package io.croupier.kubernetes.guard;

import java.util.Locale;

/** What the guard is about, for people. */
public enum Phase {
    /** It has not seen anything yet, or cannot: it does nothing, and the budget stays as it is. */
    BLIND,
    /** All is well and of one revision: drains may take one node. */
    STEADY,
    /** Something is not well; nothing may go. */
    UNWELL,
    /** Pods of an old revision are replaced, or the last one is awaited. */
    ROLLING,
    /** There is something to roll, and it does not. */
    PAUSED,
    /** Nothing may go, because somebody said so. */
    FROZEN;

    /** As it is shown: lower case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
