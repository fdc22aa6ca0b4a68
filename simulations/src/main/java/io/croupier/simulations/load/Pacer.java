package io.croupier.simulations.load;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;

/**
 * Sends requests at the times of a Poisson process, whatever becomes of the ones before: an open loop. A request that could
 * not be sent in time is sent late, and its latency counts from when it was due. One thread.
 */
public final class Pacer implements AutoCloseable {
    private static final long LONGEST_NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final RateCurve rate;
    private final RandomGenerator random;
    private final int maxInFlight;
    private final LongFunction<CompletionStage<?>> send;
    private final Runnable shed;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Thread thread;
    private volatile boolean ended;

    /**
     * @param maxInFlight requests without an answer; what is due beyond that is not sent
     * @param send sends the request that is due at a {@link System#nanoTime}, without blocking; done when it is answered
     * @param shed told of each request that was not sent, or whose sending threw
     */
    public Pacer(
            String name,
            RateCurve rate,
            RandomGenerator random,
            int maxInFlight,
            LongFunction<CompletionStage<?>> send,
            Runnable shed) {
        this.rate = rate;
        this.random = random;
        this.maxInFlight = maxInFlight;
        this.send = send;
        this.shed = shed;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        long start = System.nanoTime();
        double due = 0;
        while (!ended) {
            double perSecond = rate.at(due);
            if (perSecond <= 0) {
                due = Math.max(due + 0.01, seconds(System.nanoTime() - start));
                LockSupport.parkNanos(LONGEST_NAP_NANOS / 10);
                continue;
            }
            due += -Math.log(1 - random.nextDouble()) / perSecond;
            long dueNanos = start + (long) (due * TimeUnit.SECONDS.toNanos(1));
            if (awaitTime(dueNanos)) {
                sendNow(dueNanos);
            }
        }
    }

    /** False where the pacer was closed meanwhile. */
    private boolean awaitTime(long dueNanos) {
        while (!ended) {
            long left = dueNanos - System.nanoTime();
            if (left <= 0) {
                return true;
            }
            LockSupport.parkNanos(Math.min(left, LONGEST_NAP_NANOS));
        }
        return false;
    }

    private void sendNow(long dueNanos) {
        if (inFlight.get() >= maxInFlight) {
            shed.run();
            return;
        }
        inFlight.incrementAndGet();
        CompletionStage<?> sent;
        try {
            sent = send.apply(dueNanos);
        } catch (RuntimeException failure) {
            inFlight.decrementAndGet();
            shed.run();
            return;
        }
        sent.whenComplete((answer, failure) -> inFlight.decrementAndGet());
    }

    private static double seconds(long nanos) {
        return nanos / (double) TimeUnit.SECONDS.toNanos(1);
    }

    /** How many requests have no answer yet. */
    public int inFlight() {
        return inFlight.get();
    }

    /** Sends no more. What is in flight stays so. */
    @Override
    public void close() {
        ended = true;
        LockSupport.unpark(thread);
        try {
            thread.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
