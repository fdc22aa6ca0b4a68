package io.croupier.simulations;

import io.croupier.simulations.load.RateCurve;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** One round that everybody bets in. */
final class HotRound implements Scenario {
    private static final Duration SPARE = Duration.ofSeconds(2);
    private static final Duration SETTLED = Duration.ofMinutes(5);

    @Override
    public String name() {
        return "hot";
    }

    @Override
    public String about() {
        return "one round of roulette with rate times duration bets, 100,000 with the preset full, and its settlement";
    }

    @Override
    public Scale scale(Preset preset) {
        return switch (preset) {
            case QUICK -> new Scale(200, Duration.ofSeconds(30), 60, 0);
            case STANDARD -> new Scale(400, Duration.ofSeconds(75), 150, 0);
            case FULL -> new Scale(800, Duration.ofSeconds(125), 300, 0);
        };
    }

    @Override
    public int bettingWindowMs(Scale scale) {
        return Math.toIntExact(scale.duration().plus(SPARE).toMillis());
    }

    @Override
    public int books() {
        return 8;
    }

    @Override
    public void play(Run run) {
        String table = run.casino().tables().roulette();
        Floor floor = run.casino().floor();
        Duration wanted = run.scale().duration();
        Optional<Floor.Standing> round = floor.await(
                table, now -> now.takesBets(Clock.systemUTC().instant().plus(wanted)), wanted.multipliedBy(3));
        if (round.isEmpty()) {
            throw new SimulationException(table + " has no round that takes bets for " + Texts.duration(wanted)
                    + ": a program that runs already needs such a betting window");
        }
        run.play().ping(5);
        run.play().betAt(table, RateCurve.constant(run.scale().perSecond()));
        Instant closesAt = round.get().bettingClosesAt();
        run.pause(Duration.between(Clock.systemUTC().instant(), closesAt));
        run.play().close();
        String roundId = round.get().roundId();
        floor.await(table, now -> isOver(now, roundId), SETTLED);
        floor.resultAt(table, roundId)
                .ifPresent(result -> run.note(String.format(
                        Locale.ROOT,
                        "%,d bets in round %s; %.1f s from its result to the end of its settlement",
                        betsIn(run, roundId),
                        roundId,
                        Duration.between(result, Clock.systemUTC().instant()).toMillis() / 1e3)));
    }

    private static boolean isOver(Floor.Standing now, String roundId) {
        return !now.roundId().equals(roundId) || now.phase() == Floor.Phase.OVER;
    }

    private static long betsIn(Run run, String roundId) {
        return run.casino().history().stories().stream()
                .filter(story -> story.accepted() && story.placed().roundId().equals(roundId))
                .count();
    }
}
