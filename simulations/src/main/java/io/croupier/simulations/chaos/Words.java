package io.croupier.simulations.chaos;

import java.time.Duration;
import java.util.Locale;

/** How things are said in one line. */
final class Words {
    private Words() {}

    /** As in {@code 4.2 s}. */
    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
    }

    /** A failure's message without the lines of log that may follow it. */
    static String firstLine(Throwable failure) {
        String message =
                String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        return failure.getMessage() == null ? failure.toString() : message;
    }
}
