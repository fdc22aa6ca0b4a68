package io.croupier.kubernetes.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Whether everything that selects by labels hits something: one that hits nothing is silently without effect. */
final class Selectors {
    private final Manifests manifests;
    private final List<PodTemplate> pods;
    private final List<String> problems = new ArrayList<>();

    private Selectors(Manifests manifests) {
        this.manifests = manifests;
        this.pods = manifests.pods();
    }

    static List<String> problems(Manifests manifests) {
        Selectors selectors = new Selectors(manifests);
        for (Manifest manifest : manifests.all()) {
            selectors.check(manifest);
        }
        return selectors.problems;
    }

    private void check(Manifest manifest) {
        switch (manifest.kind()) {
            case "Service" -> mustHit(manifest, Selector.ofLabels(manifest.at("/spec/selector")));
            case "PodDisruptionBudget" -> mustHit(manifest, Selector.of(manifest.at("/spec/selector")));
            case "NetworkPolicy" -> network(manifest);
            case "StatefulSet", "Deployment" -> owner(manifest);
            case "HorizontalPodAutoscaler", "ScaledObject" -> scaled(manifest);
            case "ServiceMonitor" -> monitored(manifest);
            default -> {
                // Selects nothing.
            }
        }
    }

    private void mustHit(Manifest manifest, Selector selector) {
        if (selector.isForAll() || selector.among(pods).isEmpty()) {
            problems.add(manifest.id() + " selects " + selector + ", which no pod here has");
        }
    }

    private void network(Manifest policy) {
        Selector subject = Selector.of(policy.at("/spec/podSelector"));
        if (!subject.isForAll()) {
            mustHit(policy, subject);
        }
        policy.at("/spec/ingress").forEach(rule -> peers(policy, rule.path("from")));
        policy.at("/spec/egress").forEach(rule -> peers(policy, rule.path("to")));
    }

    private void peers(Manifest policy, JsonNode peers) {
        for (JsonNode peer : peers) {
            // Pods of other namespaces are not among these manifests.
            if (peer.has("podSelector") && !peer.has("namespaceSelector")) {
                mustHit(policy, Selector.of(peer.path("podSelector")));
            }
        }
    }

    private void owner(Manifest manifest) {
        PodTemplate own = manifest.pods().orElseThrow();
        mustHitOwn(manifest, "selector", manifest.at("/spec/selector"), own);
        for (JsonNode spread : own.spec().path("topologySpreadConstraints")) {
            mustHitOwn(manifest, "topologySpreadConstraints", spread.path("labelSelector"), own);
        }
        for (JsonNode term :
                own.spec().at("/affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution")) {
            mustHitOwn(manifest, "podAntiAffinity", term.path("labelSelector"), own);
        }
        if (manifest.is("StatefulSet")) {
            String service = manifest.at("/spec/serviceName").asText();
            boolean headless = manifests
                    .find("Service", service)
                    .filter(found -> found.at("/spec/clusterIP").asText().equals("None"))
                    .isPresent();
            if (!headless) {
                problems.add(manifest.id() + ": serviceName=" + service + " is no headless Service");
            }
        }
    }

    private void mustHitOwn(Manifest manifest, String field, JsonNode selector, PodTemplate own) {
        if (Selector.of(selector).isForAll() || !Selector.of(selector).hits(own.labels())) {
            problems.add(manifest.id() + ": " + field + " " + selector + " does not mean its own pods");
        }
    }

    private void scaled(Manifest scaler) {
        JsonNode target = scaler.at("/spec/scaleTargetRef");
        boolean there = manifests
                .find(target.path("kind").asText(), target.path("name").asText())
                .filter(found ->
                        found.apiVersion().equals(target.path("apiVersion").asText()))
                .isPresent();
        if (!there) {
            problems.add(scaler.id() + " scales " + target + ", which is not here");
        }
    }

    private void monitored(Manifest monitor) {
        Selector selector = Selector.of(monitor.at("/spec/selector"));
        if (selector.isForAll()
                || manifests.of("Service").stream().noneMatch(service -> selector.hits(service.labels()))) {
            problems.add(monitor.id() + " selects " + selector + ", which no Service here has");
        }
    }
}
