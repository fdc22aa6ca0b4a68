package io.croupier.simulations;

import java.time.Duration;
import java.util.List;

/**
 * Wallets at rest by the million, on a ladder of their number: at each step the program is stopped, wallets are added to its
 * journal, and it is started and measured. What a wallet at rest costs must not depend on how many there are.
 */
final class Rest implements Scenario {
    @Override
    public String name() {
        return "rest";
    }

    @Override
    public String about() {
        return "wallets at rest by the million: do start-up, memory and a bet cost more the more there are?";
    }

    /** The rate and the duration are those of each measurement, of which there are two per step. */
    @Override
    public Scale scale(Preset preset) {
        return switch (preset) {
            case QUICK -> new Scale(30, Duration.ofSeconds(10), 2, 0);
            case STANDARD -> new Scale(50, Duration.ofSeconds(20), 2, 0);
            case FULL -> new Scale(50, Duration.ofSeconds(30), 2, 0);
        };
    }

    /** How many wallets there are, step by step. */
    private static List<Integer> ladder(Preset preset) {
        return switch (preset) {
            case QUICK -> List.of(1_000, 10_000);
            case STANDARD -> List.of(1_000, 10_000, 100_000);
            case FULL -> List.of(1_000, 10_000, 100_000, 1_000_000);
        };
    }

    @Override
    public boolean restarts() {
        return true;
    }

    @Override
    public void play(Run run) {
        var wallets = new RestingWallets(run.nextSeed());
        run.rest(wallets);
        try (var calls = new RestCalls(run.casino(), wallets, run.nextSeed())) {
            for (int count : ladder(run.preset())) {
                if (run.stopped()) {
                    return;
                }
                new RestStep(run, wallets, calls, count).play();
            }
        }
    }
}
