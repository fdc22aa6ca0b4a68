package io.croupier.simulations;

import io.croupier.simulations.load.Operation;
import io.croupier.simulations.load.Pacer;
import io.croupier.simulations.load.RateCurve;
import java.util.SplittableRandom;

/** The scenario in the README that sends a request of its own. */
final class OwnRequests implements Scenario {
    @Override
    public String name() {
        return "balances";
    }

    @Override
    public String about() {
        return "one player asks for the balance, again and again";
    }

    @Override
    public Scale scale(Preset preset) {
        return Scenarios.scale(preset, 60, 2, 0);
    }

    @Override
    public void play(Run run) {
        Operation asking = run.measurements().operation("balance", "over HTTP, from when it was due to the answer");
        Api api = run.casino().api();
        String token = run.casino().players().get(0).token();
        var pacer = new Pacer(
                "balances",
                RateCurve.constant(run.scale().perSecond()),
                new SplittableRandom(run.nextSeed()),
                1_000,
                due -> api.getAsync("/v1/me/wallet", token).thenAccept(answer -> {
                    if (answer.ok()) {
                        asking.ok(due);
                    } else {
                        asking.failed();
                    }
                }),
                asking::failed);
        try (pacer) {
            pacer.start();
            run.awaitEnd();
        }
        run.note("One player alone asked for the balance.");
    }
}
