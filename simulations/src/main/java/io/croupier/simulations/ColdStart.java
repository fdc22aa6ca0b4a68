package io.croupier.simulations;

import io.croupier.simulations.load.RateCurve;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/** The program stops and starts under load: everything that it knows must come from its database. */
final class ColdStart implements Scenario {
    private static final int STARTS = 3;

    @Override
    public String name() {
        return "cold";
    }

    @Override
    public String about() {
        return "cold starts under load: the program ends and starts three times while everyone goes on betting";
    }

    @Override
    public Scale scale(Preset preset) {
        return Scenarios.scale(preset, 60, 40, 50);
    }

    @Override
    public boolean restarts() {
        return true;
    }

    @Override
    public void play(Run run) {
        Program program = Objects.requireNonNull(run.casino().target().program(), "it plays against its own alone");
        Scenarios.deal(run);
        run.play().bet(RateCurve.constant(run.scale().perSecond()));
        Duration part = run.scale().duration().dividedBy(STARTS + 1);
        for (int i = 0; i < STARTS && run.pause(part); i++) {
            run.faults().during("cold start", () -> restart(run, program));
        }
        run.pause(part);
    }

    private static String restart(Run run, Program program) {
        int exitCode = program.terminate();
        long began = System.nanoTime();
        Duration took = program.start();
        long before = run.casino().history().acceptances();
        while (run.casino().history().acceptances() == before && run.pause(Duration.ofMillis(10))) {}
        long first = System.nanoTime() - began;
        String words = String.format(
                Locale.ROOT,
                "ended with exit code %d, ready after %.1f s, first bet after %.1f s",
                exitCode,
                took.toMillis() / 1e3,
                first / 1e9);
        run.note("cold start: " + words);
        return words;
    }
}
