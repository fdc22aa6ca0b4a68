package io.croupier.simulations;

import io.croupier.simulations.load.Measurements;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What a scenario plays with, while it plays. */
final class Run {
    private static final int MOST_NOTES = 100;

    private final Casino casino;
    private final Measurements measurements;
    private final SimulationOptions options;
    private final Consumer<String> say;
    private final Play play;
    private final Seamless seamless;
    private final Watchers watchers;
    private final Site site;
    private final FaultLog faults;
    private final RandomGenerator random;
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile @Nullable RestingWallets resting;
    private final List<String> notes = Collections.synchronizedList(new ArrayList<>());

    Run(
            Site site,
            Casino casino,
            Measurements measurements,
            FaultLog faults,
            SimulationOptions options,
            int maxStakeMinor,
            Consumer<String> say,
            long seed) {
        this.site = site;
        this.faults = faults;
        this.casino = casino;
        this.measurements = measurements;
        this.options = options;
        this.say = say;
        this.random = new SplittableRandom(seed);
        this.play = new Play(casino, measurements, maxStakeMinor, random.nextLong(), Clock.systemUTC());
        this.watchers = new Watchers(casino, measurements, options.scale().watchers(), random.nextLong());
        this.seamless =
                new Seamless(casino, measurements, options.scenario().network(), random.nextLong(), Clock.systemUTC());
    }

    /**
     * What a provider's network does to its calls.
     *
     * @param doubled the share of the calls that are sent twice at once
     * @param reordered the share of the bets whose rollback comes first
     */
    record Sloppiness(double doubled, double reordered) {
        static final Sloppiness USUAL = new Sloppiness(0.02, 0.02);
        static final Sloppiness BAD = new Sloppiness(0.5, 0.25);
    }

    Casino casino() {
        return casino;
    }

    Watchers watchers() {
        return watchers;
    }

    /** The program and what is around it. */
    Site site() {
        return site;
    }

    FaultLog faults() {
        return faults;
    }

    Measurements measurements() {
        return measurements;
    }

    Scale scale() {
        return options.scale();
    }

    Preset preset() {
        return options.preset();
    }

    Play play() {
        return play;
    }

    Seamless seamless() {
        return seamless;
    }

    /** A seed of the run's own. */
    synchronized long nextSeed() {
        return random.nextLong();
    }

    /** Wallets that have no player here and are to be judged with the others. */
    void rest(RestingWallets wallets) {
        resting = wallets;
    }

    /** The wallets at rest; null where the scenario has made none. */
    @Nullable RestingWallets resting() {
        return resting;
    }

    /** Tells people how it goes. */
    void say(String line) {
        say.accept(line);
    }

    /** Something for the report. */
    void note(String text) {
        if (notes.size() < MOST_NOTES) {
            notes.add(text);
        }
    }

    List<String> notes() {
        synchronized (notes) {
            return List.copyOf(notes);
        }
    }

    /** Plays no longer. */
    void stop() {
        stop.countDown();
    }

    boolean stopped() {
        return stop.getCount() == 0;
    }

    /** Waits for the end of the run's time or until it is stopped. */
    void awaitEnd() {
        pause(scale().duration());
    }

    /** Waits; false where the run was stopped meanwhile. */
    boolean pause(Duration time) {
        try {
            return !stop.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
