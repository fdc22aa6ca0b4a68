package io.croupier.kubernetes.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Whether Kubernetes asks after what runs for long, and never restarts a node because of the cluster or the database. */
final class Probes {
    private final List<String> problems = new ArrayList<>();

    private Probes() {}

    static List<String> problems(Manifests manifests) {
        Probes probes = new Probes();
        for (PodTemplate template : manifests.pods()) {
            if (template.runsForLong()) {
                template.spec().path("containers").forEach(container -> probes.container(template, container));
            }
        }
        return probes.problems;
    }

    private void container(PodTemplate template, JsonNode container) {
        JsonNode readiness = container.path("readinessProbe");
        JsonNode liveness = container.path("livenessProbe");
        if (readiness.isMissingNode() || liveness.isMissingNode()) {
            problems.add(template + ": " + container.path("name").asText() + " has not both readiness and liveness");
        }
        if (template.isNode()) {
            mustAsk(template, "startupProbe", container, "/ready", 5, 60);
            mustHaveTimeToJoin(template, container.path("startupProbe"));
            mustAsk(template, "readinessProbe", container, "/ready", 5, 3);
            mustAsk(template, "livenessProbe", container, "/alive", 10, 6);
        }
        if (!liveness.at("/httpGet/path").isMissingNode()
                && liveness.at("/httpGet/path").equals(readiness.at("/httpGet/path"))) {
            problems.add(
                    template + ": liveness asks what readiness asks: an outage elsewhere would restart every node");
        }
    }

    private void mustHaveTimeToJoin(PodTemplate template, JsonNode startup) {
        Duration given = Duration.ofSeconds(startup.path("periodSeconds").asLong(10)
                * startup.path("failureThreshold").asLong(3));
        Duration own = ProgramSettings.read().onKubernetes().getDuration("croupier.node.join-timeout");
        if (own.compareTo(given) < 0) {
            problems.add(template + ": startupProbe gives a node " + given.toSeconds()
                    + " s, and it gives up joining by itself after " + own.toSeconds()
                    + " s: pods that do not start together may miss each other");
        }
    }

    private void mustAsk(PodTemplate template, String name, JsonNode container, String path, int period, int failures) {
        JsonNode probe = container.path(name);
        boolean asAgreed = probe.at("/httpGet/path").asText().equals(path)
                && probe.at("/httpGet/port").asText().equals("management")
                && probe.path("periodSeconds").asInt() == period
                && probe.path("failureThreshold").asInt() == failures;
        if (!asAgreed) {
            problems.add(template + ": " + name + " must ask management" + path + " every " + period + " s, " + failures
                    + " times, not " + probe);
        }
        // The node's own checks may take three seconds.
        if (probe.path("timeoutSeconds").asInt() < 4) {
            problems.add(template + ": " + name + " gives up before the node's own checks do");
        }
    }
}
