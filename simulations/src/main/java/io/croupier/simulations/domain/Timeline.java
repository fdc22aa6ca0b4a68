package io.croupier.simulations.domain;

import java.util.PriorityQueue;

/** Virtual time: what is due next happens next, and of two at the same time the one that was planned first. */
final class Timeline {
    private record Due(long atMs, long number, boolean background, Runnable action) {}

    private final PriorityQueue<Due> queue = new PriorityQueue<>(
            (a, b) -> a.atMs != b.atMs ? Long.compare(a.atMs, b.atMs) : Long.compare(a.number, b.number));
    private long nowMs;
    private long numbers;
    private int foreground;

    long nowMs() {
        return nowMs;
    }

    void after(long ms, Runnable action) {
        foreground++;
        queue.add(new Due(nowMs + ms, ++numbers, false, action));
    }

    /** For what goes on for ever: a history may end without it. */
    void inBackground(long ms, Runnable action) {
        queue.add(new Due(nowMs + ms, ++numbers, true, action));
    }

    /** Nothing is due but what goes on for ever. */
    boolean quiet() {
        return foreground == 0;
    }

    /** Goes on to what is due next, unless that is later. */
    boolean step(long untilMs) {
        Due next = queue.peek();
        if (next == null || next.atMs > untilMs) {
            return false;
        }
        queue.remove();
        if (!next.background) {
            foreground--;
        }
        nowMs = next.atMs;
        next.action.run();
        return true;
    }
}
