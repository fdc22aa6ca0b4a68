package io.croupier.simulations;

import io.croupier.simulations.load.Measurements;
import io.croupier.simulations.load.Operation;
import io.croupier.simulations.load.Pacer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * One step of the ladder: so many wallets at rest, a program that has just been started, and what it takes to play with some
 * of them, first with each for the first time, then with the same ones again.
 */
final class RestStep {
    /** Of all wallets, those that may be woken: the others stay at rest, to be read back in the end. */
    private static final double WOKEN = 0.8;

    private static final int WARM = 500;

    private static final Duration LOOK = Duration.ofMillis(100);
    /** What was answered last is in the totals once its interval has ended. */
    private static final Duration LAST_INTERVAL = Simulation.INTERVAL.multipliedBy(2);

    private final Run run;
    private final RestingWallets wallets;
    private final RestCalls calls;
    private final int count;
    private final Operation cold;
    private final Operation warm;
    private final Operation win;
    private final SplittableRandom random;
    /** In the order in which they are woken; the first so many have been. */
    private final List<Integer> sleepers = new ArrayList<>();

    private int woken;

    RestStep(Run run, RestingWallets wallets, RestCalls calls, int count) {
        this.run = run;
        this.wallets = wallets;
        this.calls = calls;
        this.count = count;
        this.random = new SplittableRandom(run.nextSeed());
        Measurements measurements = run.measurements();
        String suffix = ", " + Texts.number(count) + " wallets";
        this.cold = measurements.operation(
                "cold bet" + suffix,
                "signed, over HTTP, on a wallet at rest since before the start: from when it was due to the answer");
        this.warm = measurements.operation(
                "warm bet" + suffix, "signed, over HTTP, on a wallet in memory: from when it was due to the answer");
        this.win = measurements.operation(
                "win" + suffix, "signed, over HTTP, after either bet: from the bet's answer to its own");
    }

    void play() {
        Journal journal = Objects.requireNonNull(run.site().journal(), "a program of our own has a journal");
        var restart = new Restart(journal);
        run.faults().during("term", restart::go);
        if (run.stopped()) {
            return;
        }
        Footprint footprint = Footprint.of(run.casino().program(), journal);
        wakeAndPlay();
        note(restart, footprint);
    }

    /** A clean stop, more wallets, a start. */
    private final class Restart {
        private final Journal journal;
        private RestFill.Filled filled = new RestFill.Filled(0, 0);
        private Duration ready = Duration.ZERO;

        Restart(Journal journal) {
            this.journal = journal;
        }

        String go() {
            Program program = run.casino().program();
            int exitCode = program.terminate();
            if (exitCode != 0) {
                throw new SimulationException("the program ended with exit code " + exitCode + " after SIGTERM, not 0");
            }
            filled = new RestFill(run, journal, wallets).upTo(count);
            ready = program.start();
            return String.format(
                    Locale.ROOT,
                    "%s wallets at rest, %s; ready after %.1f s",
                    Texts.number(wallets.count()),
                    filled,
                    ready.toMillis() / 1e3);
        }
    }

    private void wakeAndPlay() {
        draw();
        // Begun before anything counts: a Java runtime that has just started compiles what it is asked for first.
        Pacer waking = calls.start("cold", run.scale().perSecond(), this::next, new RestCalls.Measured(cold, win));
        while (!run.measurements().counts() && run.pause(LOOK)) {
            // The time after a start, which is left out.
        }
        run.pause(run.scale().duration());
        RestCalls.end(waking);
        play("warm", this::again, warm);
        run.pause(LAST_INTERVAL);
    }

    private void play(String name, Supplier<OptionalInt> choice, Operation bet) {
        Pacer pacer = calls.start(name, run.scale().perSecond(), choice, new RestCalls.Measured(bet, win));
        run.pause(run.scale().duration());
        RestCalls.end(pacer);
    }

    /** As many as could be woken in the time that there is, each once, in no order. */
    private void draw() {
        double wanted = run.scale().perSecond()
                * 1.5
                * run.scale().duration().plus(FaultLog.GRACE).toSeconds();
        int most = (int) Math.min(wanted, WOKEN * wallets.count());
        Set<Integer> drawn = new LinkedHashSet<>();
        while (drawn.size() < most) {
            drawn.add(random.nextInt(wallets.count()));
        }
        sleepers.addAll(drawn);
    }

    private synchronized OptionalInt next() {
        return woken < sleepers.size() ? OptionalInt.of(sleepers.get(woken++)) : OptionalInt.empty();
    }

    /** One of those that were woken last: each is asked again long before it would leave the memory for want of calls. */
    private synchronized OptionalInt again() {
        int from = Math.max(0, woken - WARM);
        return woken == 0 ? OptionalInt.empty() : OptionalInt.of(sleepers.get(random.nextInt(from, woken)));
    }

    private void note(Restart restart, Footprint footprint) {
        String line = String.format(
                Locale.ROOT,
                "%s wallets, %s events: filled with %s, ready after %.1f s, heap %.0f MiB, resident %.0f MiB,"
                        + " database %.0f MiB; cold bet %s; warm bet %s",
                Texts.number(wallets.count()),
                Texts.number(wallets.events()),
                restart.filled,
                restart.ready.toMillis() / 1e3,
                footprint.heapMiB(),
                footprint.residentMiB(),
                footprint.databaseMiB(),
                percentiles(cold),
                percentiles(warm));
        run.note(line);
        run.say("  " + line);
    }

    private static String percentiles(Operation operation) {
        Histogram total = operation.total();
        return total.getTotalCount() == 0
                ? "not measured"
                : String.format(
                        Locale.ROOT,
                        "p50 %.1f ms, p99 %.1f ms (%s)",
                        Operation.millis(total.getValueAtPercentile(50)),
                        Operation.millis(total.getValueAtPercentile(99)),
                        Texts.number(total.getTotalCount()));
    }
}
