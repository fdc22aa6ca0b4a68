package io.croupier.kubernetes.guard;

import java.util.Locale;

/** What the guard may do by itself. */
public enum Mode {
    /** It rolls what is applied, and lets drains take a node while all is well. */
    RUNNING,
    /** It deletes nothing. Drains go on while all is well and no roll-out is unfinished. */
    PAUSED,
    /** It deletes nothing, and no drain takes a node. */
    FROZEN;

    /** As it is shown and stored: lower case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
