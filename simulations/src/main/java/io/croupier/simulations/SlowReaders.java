package io.croupier.simulations;

import io.croupier.simulations.load.RateCurve;
import java.time.Duration;

/** Some watchers stop reading and do not go away. */
final class SlowReaders implements Scenario {
    private static final double SHARE = 0.3;

    @Override
    public String name() {
        return "slow";
    }

    @Override
    public String about() {
        return "slow readers: three of ten watchers stop reading for half of the time, and nobody else may feel it";
    }

    @Override
    public Scale scale(Preset preset) {
        return Scenarios.scale(preset, 30, 20, 200);
    }

    @Override
    public void play(Run run) {
        Scenarios.deal(run);
        run.play().bet(RateCurve.constant(run.scale().perSecond()));
        Duration quarter = run.scale().duration().dividedBy(4);
        run.pause(quarter);
        run.watchers().stall(SHARE);
        run.pause(quarter.multipliedBy(2));
        run.watchers().readOn();
        run.pause(quarter);
    }
}
