package io.croupier.simulations.chaos;

import io.croupier.simulations.chaos.DelayingProxy.Way;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** What happens between the node and its database. */
final class NetworkFaults {
    private static final int LEAST_DELAY_MS = 20;
    private static final int MOST_DELAY_MS = 200;

    static final List<Fault> ALL = List.of(
            new Kind(
                    "db-slow",
                    "every byte to and from PostgreSQL takes 20 to 400 ms for the hold",
                    Duration.ofSeconds(15),
                    NetworkFaults::missingProxy,
                    NetworkFaults::slow),
            new Kind(
                    "db-cut",
                    "all connections to PostgreSQL are reset; new ones are refused for the hold (none)",
                    Duration.ZERO,
                    NetworkFaults::missingProxy,
                    NetworkFaults::cut),
            new Kind(
                    "db-partition",
                    "no byte passes to or from PostgreSQL for the hold",
                    Duration.ofSeconds(10),
                    NetworkFaults::missingProxy,
                    (surroundings, holdFor, random) ->
                            hold(surroundings, holdFor, Set.of(Way.TO_SERVER, Way.TO_CLIENT), "either way")),
            new Kind(
                    "db-partition-one-way",
                    "PostgreSQL gets every byte, and its answers do not come back for the hold",
                    Duration.ofSeconds(10),
                    NetworkFaults::missingProxy,
                    (surroundings, holdFor, random) -> hold(surroundings, holdFor, Set.of(Way.TO_CLIENT), "back")));

    private NetworkFaults() {}

    private static Optional<String> missingProxy(Surroundings surroundings) {
        return surroundings.proxy() == null
                ? Optional.of("a proxy between the node and a PostgreSQL of the simulation's own")
                : Optional.empty();
    }

    private static Injection slow(Surroundings surroundings, Duration holdFor, RandomGenerator random) {
        DelayingProxy proxy = surroundings.needProxy();
        Duration delay = Duration.ofMillis(random.nextInt(LEAST_DELAY_MS, MOST_DELAY_MS + 1));
        try {
            proxy.delay(delay, delay);
            surroundings.holds().keep(holdFor);
        } finally {
            proxy.heal();
        }
        return back(
                surroundings,
                "every byte took " + delay.toMillis() + " to " + 2 * delay.toMillis() + " ms over "
                        + proxy.connections() + " connections");
    }

    private static Injection cut(Surroundings surroundings, Duration holdFor, RandomGenerator random) {
        DelayingProxy proxy = surroundings.needProxy();
        int connections;
        try {
            if (!holdFor.isZero()) {
                proxy.refuse();
            }
            connections = proxy.cut();
            surroundings.holds().keep(holdFor);
        } finally {
            proxy.heal();
        }
        return back(surroundings, connections + " connections reset");
    }

    private static Injection hold(Surroundings surroundings, Duration holdFor, Set<Way> ways, String words) {
        DelayingProxy proxy = surroundings.needProxy();
        int bytes;
        try {
            proxy.hold(ways);
            surroundings.holds().keep(holdFor);
            bytes = proxy.heldBytes();
        } finally {
            proxy.heal();
        }
        return back(
                surroundings,
                "nothing passed " + words + ", " + bytes + " bytes held on " + proxy.connections() + " connections");
    }

    private static Injection back(Surroundings surroundings, String words) {
        Duration took = surroundings.node().awaitReady();
        return new Injection(words, took);
    }
}
