package io.croupier.simulations.chaos;

import java.time.Duration;

/** Keeps faults up for their time, and can cut that short for all: the fault then goes on to undo what it did. */
final class Holds {
    private boolean ended;

    /** From now on holds last their time again. */
    synchronized void begin() {
        ended = false;
    }

    /** Returns after {@code time}, or sooner where {@link #end} was called or the thread interrupted. */
    synchronized void keep(Duration time) {
        long deadline = System.nanoTime() + time.toNanos();
        try {
            for (long left = time.toNanos(); left > 0 && !ended; left = deadline - System.nanoTime()) {
                wait(left / 1_000_000, (int) (left % 1_000_000));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** No hold lasts any longer. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }
}
