package io.croupier.simulations.chaos;

import io.croupier.simulations.chaos.ChaosListener.Outcome;
import io.croupier.simulations.chaos.ChaosListener.State;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Makes the faults of a plan, one after the other, on a thread of its own.
 *
 * <p>Whatever happens, nothing stays broken: after a fault that failed, and when it is closed, everything is thawed, healed,
 * given its disk back and started where it is down. Where that does not work, the rest of the plan is not run. What happens at
 * Ctrl-C is for the owner of the surroundings to say.
 */
public final class ChaosRunner implements AutoCloseable {
    /** The slowest fault's recovery: a stop of the node, two starts of it and one of its database. */
    private static final Duration LAST_FAULT = Duration.ofMinutes(10);

    private final ChaosPlan plan;
    private final Surroundings surroundings;
    private final RandomGenerator random;
    private final ChaosListener listener;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread thread = new Thread(this::run, "chaos");
    private final long startNs = System.nanoTime();
    private volatile @Nullable Throwable failure;

    private ChaosRunner(ChaosPlan plan, Surroundings surroundings, long seed, ChaosListener listener) {
        this.plan = plan;
        this.surroundings = surroundings;
        this.random = new SplittableRandom(seed);
        this.listener = listener;
        thread.setDaemon(true);
    }

    /**
     * Starts the plan; its times count from now.
     *
     * @param surroundings with everything up, and with no other runner at the same time
     * @param seed of every choice that faults make
     */
    public static ChaosRunner start(ChaosPlan plan, Surroundings surroundings, long seed, ChaosListener listener) {
        var runner = new ChaosRunner(plan, surroundings, seed, listener);
        surroundings.holds().begin();
        runner.thread.start();
        return runner;
    }

    /**
     * Waits until the plan is over, {@code limit} at most; true where it is.
     *
     * @throws ChaosException what ended it before, if anything did: something stays broken, or the listener failed
     */
    public boolean await(Duration limit) {
        join(limit);
        Throwable broken = failure;
        if (broken != null) {
            throw new ChaosException("the plan was broken off: " + Words.firstLine(broken), broken);
        }
        return !thread.isAlive();
    }

    private void run() {
        try {
            for (ChaosPlan.Item item : plan.items()) {
                if (isClosingBefore(item.at())) {
                    return;
                }
                Outcome outcome = make(item);
                listener.ended(outcome);
                if (outcome.state() == State.FAILED && closing.getCount() > 0) {
                    healOrFail("after " + outcome.fault() + " at " + Words.seconds(outcome.began()));
                }
            }
        } catch (RuntimeException | Error e) {
            failure = e;
        }
    }

    private boolean isClosingBefore(Duration at) {
        try {
            return closing.await(at.minus(offset()).toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private Outcome make(ChaosPlan.Item item) {
        Fault fault = item.fault();
        Duration began = offset();
        Optional<String> refusal = fault.refusal(surroundings);
        if (refusal.isPresent()) {
            return new Outcome(fault.name(), began, offset(), State.REFUSED, refusal.get());
        }
        listener.begins(began, fault, item.holdFor());
        try {
            Injection injection = fault.inject(surroundings, item.holdFor(), random);
            return new Outcome(fault.name(), began, offset(), State.DONE, injection.words());
        } catch (RuntimeException e) {
            return new Outcome(fault.name(), began, offset(), State.FAILED, Words.firstLine(e));
        }
    }

    private Duration offset() {
        return Duration.ofNanos(System.nanoTime() - startNs);
    }

    private void healOrFail(String when) {
        List<String> broken = surroundings.heal();
        if (!broken.isEmpty()) {
            throw new ChaosException("not everything came back " + when + ": " + String.join("; ", broken));
        }
    }

    private void join(Duration limit) {
        try {
            thread.join(Math.max(1, limit.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Ends the hold of the fault that is under way, lets it recover, and makes no other. Idempotent.
     *
     * @throws ChaosException which names what does not come back
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        closing.countDown();
        surroundings.holds().end();
        join(LAST_FAULT);
        healOrFail("at the end of the plan");
    }
}
