package io.croupier.simulations;

import io.croupier.simulations.load.Operation;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Ends an interval of the measurements every second, and prints a line about it now and then. */
final class Progress implements AutoCloseable {
    private static final int LINE_EVERY = 5;

    private final Run run;
    private final @Nullable Monitor monitor;
    private final Thread thread = Bettors.daemon(this::work, "progress");
    private volatile boolean ended;
    private long requests;
    private long errors;
    private double worstP99;

    Progress(Run run, @Nullable Monitor monitor) {
        this.run = run;
        this.monitor = monitor;
    }

    void start() {
        thread.start();
    }

    private void work() {
        long next = System.nanoTime();
        for (int second = 1; !ended; second++) {
            next += Simulation.INTERVAL.toNanos();
            while (!ended && System.nanoTime() < next) {
                LockSupport.parkNanos(Math.min(next - System.nanoTime(), TimeUnit.MILLISECONDS.toNanos(50)));
            }
            List<Operation.Interval> points = run.measurements().endInterval();
            if (monitor != null) {
                monitor.sample();
            }
            points.forEach(this::take);
            if (second % LINE_EVERY == 0) {
                print();
            }
        }
    }

    private void take(Operation.Interval point) {
        if (!RunReport.isRequest(point.operation())) {
            return;
        }
        requests += point.count();
        errors += point.errors();
        Double p99 = point.p99Ms();
        if (p99 != null) {
            worstP99 = Math.max(worstP99, p99);
        }
    }

    private void print() {
        run.say(String.format(
                Locale.ROOT,
                "  %5.0f s  %7.1f requests/s  worst p99 %6.0f ms  %d errors  %s in flight  %d without an answer",
                run.measurements().secondsSinceStart(),
                requests / (double) LINE_EVERY,
                worstP99,
                errors,
                Texts.money(run.casino().history().inFlightMinor(), Casino.CURRENCY),
                run.play().inFlight() + run.seamless().undecided()));
        requests = 0;
        errors = 0;
        worstP99 = 0;
    }

    @Override
    public void close() {
        ended = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
