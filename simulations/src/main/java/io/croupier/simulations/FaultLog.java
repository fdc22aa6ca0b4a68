package io.croupier.simulations;

import io.croupier.simulations.chaos.ChaosListener;
import io.croupier.simulations.chaos.Fault;
import io.croupier.simulations.load.Measurements;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What was broken on purpose and when: keeps it out of the service levels, tells it to people and to the report. */
final class FaultLog implements ChaosListener {
    /** What was due during a fault gets its answers meanwhile; it must not count as slow after it. */
    static final Duration GRACE = Duration.ofSeconds(10);

    /** The same of a cluster: its shards move back to a node that is new for half a minute. */
    static final Duration CLUSTER_GRACE = Duration.ofSeconds(40);

    private static final int MOST = 20_000;

    private final Duration grace;
    private final Measurements measurements;
    private final Clock clock;
    private final Consumer<String> say;
    private final List<Entry> entries = new ArrayList<>();
    private double beganS;
    private Instant beganAt = Instant.EPOCH;

    /**
     * A fault that is over, or was refused.
     *
     * @param beganS seconds since the start of the measurements
     */
    record Entry(
            String fault, double beganS, double endedS, Instant beganAt, Instant endedAt, State state, String words) {}

    FaultLog(Duration grace, Measurements measurements, Clock clock, Consumer<String> say) {
        this.grace = grace;
        this.measurements = measurements;
        this.clock = clock;
        this.say = say;
    }

    @Override
    public void begins(Duration offset, Fault fault, Duration holdFor) {
        begin(fault.name());
    }

    private void begin(String what) {
        beganS = measurements.secondsSinceStart();
        beganAt = clock.instant();
        measurements.beginDisturbance();
        say.accept(String.format(Locale.ROOT, "  %5.0f s  FAULT %s", beganS, what));
    }

    @Override
    public void ended(Outcome outcome) {
        if (outcome.state() == State.REFUSED) {
            refused(outcome.words());
            return;
        }
        end(outcome.fault(), outcome.state(), outcome.words());
    }

    private synchronized void end(String what, State state, String words) {
        double endedS = measurements.secondsSinceStart();
        measurements.endDisturbance(grace);
        if (entries.size() < MOST) {
            entries.add(new Entry(what, beganS, endedS, beganAt, clock.instant(), state, words));
        }
        say.accept(String.format(
                Locale.ROOT, "  %5.0f s  %s %s: %s", endedS, what, state == State.DONE ? "is over" : "FAILED", words));
    }

    /** Notes one that cannot be made here: never as one that was survived. */
    synchronized void refused(String words) {
        double nowS = measurements.secondsSinceStart();
        String name = words.split(" ", 2)[0];
        entries.add(new Entry(name, nowS, nowS, clock.instant(), clock.instant(), State.REFUSED, words));
        say.accept("  REFUSED " + words);
    }

    /** Breaks something that a scenario breaks by itself; {@code action} says what it did. Not beside a plan. */
    void during(String what, Supplier<String> action) {
        begin(what);
        try {
            end(what, State.DONE, action.get());
        } catch (RuntimeException failure) {
            end(what, State.FAILED, String.valueOf(failure.getMessage()));
            throw failure;
        }
    }

    /** How long after a fault what is due still counts as disturbed. */
    Duration grace() {
        return grace;
    }

    synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** How many were made. */
    synchronized long made() {
        return entries.stream().filter(entry -> entry.state() != State.REFUSED).count();
    }

    /** Whether something was broken, or had just been, at some moment from {@code from} to {@code to}. */
    synchronized boolean overlaps(Instant from, Instant to) {
        return entries.stream()
                .filter(entry -> entry.state() != State.REFUSED)
                .anyMatch(entry -> !from.isAfter(entry.endedAt().plus(grace)) && !to.isBefore(entry.beganAt()));
    }

    /** What did not go as planned. */
    synchronized List<Difference> differences() {
        return entries.stream()
                .filter(entry -> entry.state() == State.FAILED)
                .map(entry -> Difference.of("fault failed", entry.fault(), entry.words()))
                .toList();
    }
}
