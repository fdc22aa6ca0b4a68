package io.croupier.simulations;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * What a scenario wanted to send and what of it was sent. A request that is due and cannot be sent has no latency and no answer,
 * so nothing else would tell of it. Safe for use by several threads.
 */
final class Demand {
    /** Why something that was due was not sent. */
    enum NotSent {
        NO_TABLE("no table takes bets"),
        NOT_CONNECTED("the player is not connected"),
        LOG_FULL("the log is full"),
        IN_FLIGHT("too much is in flight, or sending failed"),
        TOO_LATE("the play was over before");

        private final String words;

        NotSent(String words) {
            this.words = words;
        }
    }

    private final String what;
    private final LongAdder sent = new LongAdder();
    private final Map<NotSent, Long> notSent = new ConcurrentHashMap<>();

    /** @param what the requests, in the plural */
    Demand(String what) {
        this.what = what;
    }

    void sent() {
        sent.increment();
    }

    void notSent(NotSent reason) {
        notSent(reason, 1);
    }

    void notSent(NotSent reason, long count) {
        notSent.merge(reason, count, Long::sum);
    }

    /** How many were due. */
    long wanted() {
        return sent.sum() + missing();
    }

    /** How many of them were not sent. */
    long missing() {
        return Arrays.stream(NotSent.values()).mapToLong(this::missing).sum();
    }

    private long missing(NotSent reason) {
        return notSent.getOrDefault(reason, 0L);
    }

    /** A sentence of how many were due and why some were not sent. */
    String sentence() {
        String reasons = Arrays.stream(NotSent.values())
                .filter(reason -> missing(reason) > 0)
                .map(reason -> reason.words + ": " + Texts.number(missing(reason)))
                .collect(Collectors.joining("; "));
        return String.format(
                Locale.ROOT,
                "Of %s %s that were due, %s were not sent%s.",
                Texts.number(wanted()),
                what,
                Texts.number(missing()),
                reasons.isEmpty() ? "" : " (" + reasons + ")");
    }

    /** A run that wanted something and had none of it accepted has shown nothing, however well the rest of it went. */
    List<Difference> differences(long accepted) {
        return wanted() == 0 || accepted > 0
                ? List.of()
                : List.of(Difference.of("nothing was accepted", what, sentence()));
    }
}
