package io.croupier.simulations.crowd;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** What a crowd has counted. Safe for use by several threads. */
final class Tally {
    /** Close codes that are told apart; there are no more than this many in the protocol, and a server may be broken. */
    private static final int MAX_CODES = 32;

    /** One number of the report. */
    enum Count {
        OPENED("sockets opened"),
        REFUSED("upgrades refused"),
        TIMED_OUT("attempts timed out"),
        LOST("sockets lost"),
        GAVE_UP("watchers that gave up"),
        MESSAGES("messages"),
        BYTES("message bytes"),
        EVENTS("table events"),
        PLAYER_EVENTS("player events"),
        STARTED("streams started"),
        RECOVERED("streams recovered"),
        RESTARTED("streams restarted"),
        ANEW("streams begun anew by the server"),
        ERRORS("error messages"),
        ASKED_TO_LEAVE("reconnects asked for"),
        PONGS_MISSED("pongs missed"),
        STALLED("stalled"),
        STALLED_CLOSED_SLOW("stalled: closed as slow"),
        STALLED_CUT("stalled: cut otherwise"),
        STALLED_RECOVERED("stalled: read on");

        private final String title;

        Count(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);
    private final Map<Integer, Long> closed = new TreeMap<>();
    private long closedOtherwise;

    Tally() {
        for (Count count : Count.values()) {
            counts.put(count, new LongAdder());
        }
    }

    void add(Count count) {
        add(count, 1);
    }

    void add(Count count, long amount) {
        LongAdder adder = counts.get(count);
        if (adder != null) {
            adder.add(amount);
        }
    }

    synchronized void closed(int code) {
        add(Count.LOST);
        if (closed.containsKey(code) || closed.size() < MAX_CODES) {
            closed.merge(code, 1L, Long::sum);
        } else {
            closedOtherwise++;
        }
    }

    /** Adds all numbers to a report, by their titles. */
    synchronized void putInto(Map<String, Long> figures) {
        counts.forEach((count, adder) -> figures.put(count.title(), adder.sum()));
        closed.forEach((code, times) -> figures.put("lost with " + code, times));
        if (closedOtherwise > 0) {
            figures.put("lost with other codes", closedOtherwise);
        }
    }
}
