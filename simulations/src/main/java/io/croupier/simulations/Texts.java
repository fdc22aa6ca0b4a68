package io.croupier.simulations;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
final class Texts {
    private Texts() {}

    static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** For currencies with two decimals. */
    static String money(long minor, String currency) {
        return String.format(Locale.ROOT, "%,d.%02d %s", minor / 100, Math.abs(minor % 100), currency);
    }

    /** For example {@code 1h 30m 5s}. */
    static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds == 0) {
            return duration.toMillis() + "ms";
        }
        String text = (seconds >= 3600 ? seconds / 3600 + "h " : "")
                + (seconds / 60 % 60 > 0 ? seconds / 60 % 60 + "m " : "")
                + (seconds % 60 > 0 ? seconds % 60 + "s" : "");
        return text.trim();
    }
}
