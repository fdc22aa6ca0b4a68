package io.croupier.simulations;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * A stretch of time in which entities are asked, by their numbers. What was due in it counts, whenever it was decided. Times
 * are those of {@link System#nanoTime}. Thread-safe.
 */
final class ReachPhase {
    private static final long NEVER_ASKED = -1;

    private final long beginNanos;
    private final AtomicLongArray worst;
    private final LongAdder probes = new LongAdder();
    private final LongAdder repeated = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private volatile boolean ended;
    private volatile long endNanos;

    ReachPhase(int entities, long beginNanos) {
        this.beginNanos = beginNanos;
        this.worst = new AtomicLongArray(
                IntStream.range(0, entities).mapToLong(i -> NEVER_ASKED).toArray());
    }

    /** What is due later is not of this phase. */
    void end(long atNanos) {
        endNanos = atNanos;
        ended = true;
    }

    /** When it was ended. */
    long endNanos() {
        return endNanos;
    }

    /** Whether what is due then is of this phase. */
    boolean contains(long dueNanos) {
        return dueNanos - beginNanos >= 0 && !(ended && dueNanos - endNanos > 0);
    }

    /**
     * A probe was decided.
     *
     * @param attempts how often it was sent, 1 or more
     * @param ok whether it was decided in time and as it must be
     */
    void decided(int entity, long dueNanos, long decidedNanos, int attempts, boolean ok) {
        probes.increment();
        repeated.add(attempts > 1 ? 1 : 0);
        failed.add(ok ? 0 : 1);
        worst.accumulateAndGet(entity, decidedNanos - dueNanos, Math::max);
    }

    long probes() {
        return probes.sum();
    }

    /** How many of the probes were sent more than once. */
    long repeated() {
        return repeated.sum();
    }

    /** How many were refused, or not decided in time, though they were repeated. */
    long failed() {
        return failed.sum();
    }

    /** Of the entities from the first number to before the last one. */
    Reach reach(int from, int to) {
        return Reach.of(IntStream.range(from, to)
                .mapToLong(worst::get)
                .filter(nanos -> nanos != NEVER_ASKED)
                .toArray());
    }
}
