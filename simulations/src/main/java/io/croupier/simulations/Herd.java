package io.croupier.simulations;

import io.croupier.simulations.load.RateCurve;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** All watchers are cut and come back, again and again, while others bet. */
final class Herd implements Scenario {
    private static final Duration BETWEEN = Duration.ofSeconds(10);

    @Override
    public String name() {
        return "herd";
    }

    @Override
    public String about() {
        return "a reconnect herd: all watchers are cut at once and come back, again and again, while others bet";
    }

    @Override
    public Scale scale(Preset preset) {
        return Scenarios.scale(preset, 20, 20, 200);
    }

    @Override
    public void play(Run run) {
        Scenarios.deal(run);
        run.play().bet(RateCurve.constant(run.scale().perSecond()));
        Instant end = Clock.systemUTC().instant().plus(run.scale().duration());
        for (int number = 1; run.pause(BETWEEN) && Clock.systemUTC().instant().isBefore(end); number++) {
            run.note(String.format(
                    Locale.ROOT,
                    "stampede %d: the last watcher was back after %.1f s",
                    number,
                    run.watchers().stampede()));
        }
    }
}
