package io.croupier.kubernetes.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether nodes may ask the Kubernetes API for what they need, and nobody for more, and nobody outside of the own namespace. */
final class Access {
    private static final Set<String> NEEDED = Set.of(
            "{\"apiGroups\":[\"\"],\"resources\":[\"pods\"],\"verbs\":[\"get\",\"list\",\"watch\"]}",
            "{\"apiGroups\":[\"\"],\"resources\":[\"pods\"],\"verbs\":[\"delete\"]}",
            "{\"apiGroups\":[\"policy\"],\"resourceNames\":[\"croupier\"],\"resources\":[\"poddisruptionbudgets\"],"
                    + "\"verbs\":[\"patch\"]}",
            "{\"apiGroups\":[\"apps\"],\"resourceNames\":[\"croupier\"],\"resources\":[\"statefulsets\"],"
                    + "\"verbs\":[\"get\"]}");

    private Access() {}

    static List<String> problems(Manifests manifests) {
        List<String> problems = new ArrayList<>();
        for (Manifest manifest : manifests.all()) {
            if (manifest.kind().startsWith("ClusterRole")) {
                problems.add(manifest.id() + " reaches beyond its namespace");
            }
        }
        for (Manifest role : manifests.of("Role")) {
            for (JsonNode rule : role.at("/rules")) {
                if (!NEEDED.contains(rule.toString())) {
                    problems.add(role.id() + " allows what no node needs: " + rule);
                }
            }
        }
        for (Manifest binding : manifests.of("RoleBinding")) {
            binding(manifests, binding, problems);
        }
        for (PodTemplate template : manifests.pods()) {
            if (template.isNode()) {
                Set<String> granted = granted(
                        manifests, template.spec().path("serviceAccountName").asText());
                NEEDED.stream()
                        .filter(rule -> !granted.contains(rule))
                        .forEach(rule -> problems.add(template + ": its account may not " + rule));
            }
            if (template.spec().path("automountServiceAccountToken").asBoolean(true) != template.isNode()) {
                problems.add(template + ": only nodes ask the Kubernetes API, and they can't without a token");
            }
        }
        return problems;
    }

    /** What an account of the nodes' namespace may. */
    private static Set<String> granted(Manifests manifests, String account) {
        Set<String> granted = new HashSet<>();
        for (Manifest binding : manifests.of("RoleBinding")) {
            boolean bound = false;
            for (JsonNode subject : binding.at("/subjects")) {
                bound |= subject.path("kind").asText().equals("ServiceAccount")
                        && subject.path("name").asText().equals(account);
            }
            if (bound) {
                manifests
                        .find("Role", binding.at("/roleRef/name").asText())
                        .ifPresent(role -> role.at("/rules").forEach(rule -> granted.add(rule.toString())));
            }
        }
        return granted;
    }

    private static void binding(Manifests manifests, Manifest binding, List<String> problems) {
        JsonNode role = binding.at("/roleRef");
        if (!role.path("kind").asText().equals("Role")
                || manifests.find("Role", role.path("name").asText()).isEmpty()) {
            problems.add(binding.id() + " gives " + role + ", which is no Role here");
        }
        for (JsonNode subject : binding.at("/subjects")) {
            boolean own = subject.path("kind").asText().equals("ServiceAccount")
                    && subject.path("namespace").asText(binding.namespace()).equals(binding.namespace())
                    && manifests
                            .find("ServiceAccount", subject.path("name").asText())
                            .isPresent();
            if (!own) {
                problems.add(binding.id() + " gives it to " + subject + ", which is no account of this namespace");
            }
        }
    }
}
