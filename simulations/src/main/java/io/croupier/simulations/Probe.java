package io.croupier.simulations;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One wallet or round that is asked for something at fixed times, one question at a time. A question without an answer is
 * repeated with the same id until it is decided; what was due meanwhile is asked right after it, and its time counts from when
 * it was due.
 */
final class Probe {
    private static final Duration RETRY = Duration.ofMillis(50);
    /** Longer than any node's death takes to be found out. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** What is asked. */
    interface Question {
        /** Sends the question of this number, a repetition has the same, and waits for its answer. */
        Api.Answer ask(long number);

        /** Takes a deciding answer; says whether it is as it must be. */
        boolean isRight(Api.Answer answer);
    }

    private final int entity;
    private final Question question;
    private final long intervalNanos;
    private final AtomicReference<@Nullable ReachPhase> phase;
    private final BiConsumer<Runnable, Long> later;
    private final Runnable ended;
    private volatile long dueNanos;
    private volatile boolean ending;
    private volatile String fault = "";
    private long number;
    private int attempts;
    private long firstAskedNanos;

    /**
     * Not asked yet.
     *
     * @param entity its number in the phases
     * @param later runs something at a {@link System#nanoTime}, on a thread of the probe's own
     * @param ended told when nothing is under way any more, after {@link #end}
     */
    Probe(
            int entity,
            Question question,
            Duration interval,
            AtomicReference<@Nullable ReachPhase> phase,
            BiConsumer<Runnable, Long> later,
            Runnable ended) {
        this.entity = entity;
        this.question = question;
        this.intervalNanos = interval.toNanos();
        this.phase = phase;
        this.later = later;
        this.ended = ended;
    }

    void start(long firstDueNanos) {
        dueNanos = firstDueNanos;
        later.accept(this::next, firstDueNanos);
    }

    /** Asks nothing new any more. */
    void end() {
        ending = true;
    }

    /** When the question that is under way was due, or else the next one is. */
    long dueNanos() {
        return dueNanos;
    }

    /** The last wrong answer, empty where there was none. */
    String fault() {
        return fault;
    }

    private void next() {
        if (ending) {
            ended.run();
            return;
        }
        number++;
        attempts = 0;
        firstAskedNanos = System.nanoTime();
        attempt();
    }

    private void attempt() {
        attempts++;
        Api.Answer answer;
        try {
            answer = question.ask(number);
        } catch (RuntimeException unreadable) {
            answer = Api.Answer.LOST;
        }
        answered(answer);
    }

    private void answered(Api.Answer answer) {
        long now = System.nanoTime();
        if (!answer.decided()) {
            later.accept(this::attempt, now + RETRY.toNanos());
            return;
        }
        boolean right = question.isRight(answer);
        if (!right) {
            fault = answer.toString();
        }
        ReachPhase counted = phase.get();
        if (counted != null && counted.contains(dueNanos)) {
            boolean inTime = now - firstAskedNanos <= LIMIT.toNanos();
            counted.decided(entity, dueNanos, now, attempts, right && inTime);
        }
        long due = dueNanos + intervalNanos;
        dueNanos = due;
        later.accept(this::next, due);
    }
}
