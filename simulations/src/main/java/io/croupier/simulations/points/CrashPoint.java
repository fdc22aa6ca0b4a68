package io.croupier.simulations.points;

/**
 * A place in the program, right before or right after something that a crash may part from what follows.
 *
 * @param kind what happens there
 * @param subject of it: a stored event as {@code wallet.bet}, or what a method of the program is called about
 */
public record CrashPoint(boolean before, Kind kind, String subject) {
    /** What can happen at a crash point. */
    public enum Kind {
        /** The journal's insert with an event of this kind; it is one statement, and so the commit. */
        COMMIT("commit"),
        /** A book's call of a wallet goes out. */
        CALL("call"),
        /** An actor tells the others what was stored. */
        TELL("tell");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    /** Such as {@code before-commit:wallet.bet}. */
    public String name() {
        return (before ? "before-" : "after-") + kind.word + ":" + subject;
    }

    @Override
    public String toString() {
        return name();
    }
}
