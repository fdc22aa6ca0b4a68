package io.croupier.simulations.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The written form of a plan: {@code fault@time} or {@code fault@time+hold}, with commas between them. */
final class PlanText {
    private static final int MOST_CHARACTERS = 100_000;
    private static final int MOST_PRINTED = 60;
    private static final Pattern ITEM = Pattern.compile("([^@]*)@([^@+]*)(?:\\+([^@+]*))?");
    private static final Pattern TIME = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

    private PlanText() {}

    static ChaosPlan parse(String text) {
        if (text.length() > MOST_CHARACTERS) {
            throw new PlanException("a plan has at most " + MOST_CHARACTERS + " characters, not " + text.length());
        }
        List<ChaosPlan.Item> items = new ArrayList<>();
        for (String item : text.split(",", -1)) {
            items.add(item(item.strip()));
        }
        return new ChaosPlan(items);
    }

    private static ChaosPlan.Item item(String text) {
        Matcher parts = ITEM.matcher(text);
        if (!parts.matches()) {
            throw new PlanException("'" + printable(text) + "': an item is fault@time or fault@time+hold, as in"
                    + " kill@30s or db-stop@1m+10s");
        }
        Fault fault = Faults.byName(parts.group(1));
        String hold = parts.group(3);
        return new ChaosPlan.Item(
                fault, time(text, parts.group(2)), hold == null ? fault.defaultHold() : time(text, hold));
    }

    private static Duration time(String item, String text) {
        Matcher parts = TIME.matcher(text);
        if (!parts.matches()) {
            throw new PlanException("'" + printable(item) + "': a time is a whole number with ms, s, m or h, not '"
                    + printable(text) + "'");
        }
        long number = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }

    /** As {@link #parse} reads it, in the largest unit that says it in whole numbers, seconds at most. */
    static String time(Duration time) {
        return time.toMillis() % 1_000 == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
    }

    /** Someone's input, fit for a message of one line. */
    static String printable(String text) {
        String clean = text.replaceAll("[^\\x20-\\x7e]", "?");
        return clean.length() <= MOST_PRINTED
                ? clean
                : String.format(Locale.ROOT, "%s... (%d characters)", clean.substring(0, MOST_PRINTED), clean.length());
    }
}
