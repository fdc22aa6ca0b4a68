package io.croupier.simulations;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What people read of a run, line by line as it comes. */
final class Printout {
    /** What a run says of itself in which nothing differs. */
    static final String ALL_WELL = "every acknowledged bet ended exactly once, and every cent is explained";

    private static final int MOST_DIFFERENCES = 20;

    private final PrintWriter out;

    Printout(PrintWriter out) {
        this.out = out;
    }

    /** One line, as {@link String#format}. */
    void say(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
        out.flush();
    }

    /** The first of what differs, or {@code good} where nothing does. */
    void verdict(List<Difference> differences, long seed, String good) {
        differences.stream().limit(MOST_DIFFERENCES).forEach(difference -> say("DIFFERENCE %s", difference));
        if (differences.isEmpty()) {
            say("%s", good);
        } else {
            say("FAILED: %d differences; the seed is %d", differences.size(), seed);
        }
    }

    /** Deletes what a run has left in its directory, or tells where it is. Only after the end of all that ran there. */
    void leave(Path home, boolean keep) {
        if (keep) {
            say("the data and the logs are kept in %s", home);
        } else {
            Home.delete(home);
        }
    }
}
