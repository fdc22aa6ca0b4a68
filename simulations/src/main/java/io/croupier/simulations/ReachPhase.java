package io.croupier.simulations;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * A stretch of time in which entities are asked, by their numbers. What was due in it counts, whenever it was decided. Times
 * are those of {@link System#nanoTime}. Thread-safe.
 */
final class ReachPhase {
    private static final long NEVER_ASKED = -1;
    private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final long beginNanos;
    private final AtomicLongArray worst;
    private final LongAdder probes = new LongAdder();
    private final LongAdder repeated = new LongAdder();
    private final LongAdder failed = new LongAdder();
    /** As many as there were entities out of reach and rolls: few, or the run is lost anyway. */
    private final Queue<Wait> waits = new ConcurrentLinkedQueue<>();

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
        if (decidedNanos - dueNanos >= LONG_NANOS) {
            waits.add(new Wait(entity, dueNanos - beginNanos, decidedNanos - beginNanos));
        }
    }

    /** Stretches in which entities of these numbers were out of reach for a second or longer, in their order. */
    List<Gap> gaps(int from, int to) {
        List<Gap> gaps = new ArrayList<>();
        waits.stream()
                .filter(wait -> wait.entity() >= from && wait.entity() < to)
                .sorted(Comparator.comparingLong(Wait::beginNanos))
                .forEach(wait -> {
                    int last = gaps.size() - 1;
                    if (last >= 0 && wait.beginNanos() <= gaps.get(last).endNanos()) {
                        gaps.set(last, gaps.get(last).with(wait));
                    } else {
                        gaps.add(new Gap(wait.beginNanos(), wait.endNanos(), Set.of(wait.entity())));
                    }
                });
        return gaps;
    }

    /** One probe that was out of reach for long; times are since the phase's begin. */
    private record Wait(int entity, long beginNanos, long endNanos) {}

    /** Overlapping waits of these entities; times are since the phase's begin. */
    record Gap(long beginNanos, long endNanos, Set<Integer> entities) {
        Gap {
            entities = Set.copyOf(entities);
        }

        private Gap with(Wait wait) {
            Set<Integer> all = new HashSet<>(entities);
            all.add(wait.entity());
            return new Gap(beginNanos, Math.max(endNanos, wait.endNanos()), all);
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "%d from +%.1f s to +%.1f s", entities.size(), beginNanos / 1e9, endNanos / 1e9);
        }
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
