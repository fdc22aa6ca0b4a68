package io.croupier.simulations;

import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * SIGKILL in the middle of betting, of a flight, of closing and of settlement, in turn, as seen from outside. A kill that hits
 * nothing proves nothing, so at least half of them must find an intent open or a credit unpaid.
 */
final class StageStrike implements Strike {
    /** In turn, so that each of them is hit by the same number of kills. */
    private static final List<Stage> STAGES = List.of(Stage.values());

    private final KillsOptions options;
    private final Map<Stage, Integer> killsByStage = new EnumMap<>(Stage.class);
    private int kills;
    private int hits;

    StageStrike(KillsOptions options) {
        this.options = options;
    }

    @Override
    public String name() {
        return "kills";
    }

    @Override
    public List<String> jvmFlags() {
        return List.of();
    }

    @Override
    public String end(Casino casino, int number) {
        Stage stage = STAGES.get(number % STAGES.size());
        casino.bettors().play(stage == Stage.FLIGHT);
        new KillMoment(
                        casino.tables(),
                        casino.floor(),
                        casino.bettors(),
                        casino.dealer(),
                        casino.history(),
                        Clock.systemUTC(),
                        new SplittableRandom(options.seed() + number),
                        options.burst())
                .await(stage);
        casino.program().kill();
        kills++;
        killsByStage.merge(stage, 1, Math::addExact);
        return stage.toString();
    }

    @Override
    public void found(Journal.Outstanding outstanding) {
        hits += outstanding.any() ? 1 : 0;
    }

    @Override
    public boolean enough() {
        return hits * 2 >= kills;
    }

    @Override
    public String summary() {
        return "SIGKILL " + killsByStage + ", " + hits + " of them with an intent open or a credit unpaid";
    }
}
