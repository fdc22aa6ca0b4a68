package io.croupier.kubernetes.guard;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the nodes must keep while they are rolled, over all of them for failures and for each of them for slowness.
 *
 * @param mostFailures the largest part of the requests that may fail, 0 to 1
 * @param longestP95 what nineteen of twenty requests must stay below
 * @param fewestRequests fewer on a node say nothing of its slowness, fewer on all nodes nothing of failures
 * @param patience how long it may be broken before a roll-out is paused
 */
record ServiceLevel(double mostFailures, Duration longestP95, long fewestRequests, Duration patience) {
    ServiceLevel {
        if (!(mostFailures >= 0 && mostFailures <= 1)) {
            throw new IllegalArgumentException("croupier.guard.slo.most-failures=" + mostFailures + " must be 0 to 1");
        }
        if (longestP95.isNegative() || longestP95.isZero()) {
            throw new IllegalArgumentException("croupier.guard.slo.longest-p95=" + longestP95 + " must be positive");
        }
        if (fewestRequests < 1) {
            throw new IllegalArgumentException(
                    "croupier.guard.slo.fewest-requests=" + fewestRequests + " must be 1 or more");
        }
        if (patience.isNegative()) {
            throw new IllegalArgumentException("croupier.guard.slo.patience=" + patience + " must not be negative");
        }
    }

    static ServiceLevel from(Config slo) {
        return new ServiceLevel(
                slo.getDouble("most-failures"),
                slo.getDuration("longest-p95"),
                slo.getLong("fewest-requests"),
                slo.getDuration("patience"));
    }

    /** @param vitals by address */
    Service judge(Map<String, Vitals> vitals) {
        long requests = 0;
        long failures = 0;
        for (Map.Entry<String, Vitals> node : new TreeMap<>(vitals).entrySet()) {
            Vitals own = node.getValue();
            requests += own.requests();
            failures += own.failures();
            if (own.complaint() != null) {
                return Service.broken(node.getKey() + ": " + own.complaint());
            }
            if (own.requests() >= fewestRequests && own.p95Millis() > longestP95.toMillis()) {
                return Service.broken("p95 of " + node.getKey() + " is " + own.p95Millis() + " ms, more than "
                        + longestP95.toMillis() + " ms");
            }
        }
        return requests >= fewestRequests && failures > mostFailures * requests
                ? Service.broken(
                        failures + " of " + requests + " requests failed, more than " + mostFailures * 100 + "%")
                : Service.KEPT;
    }
}
