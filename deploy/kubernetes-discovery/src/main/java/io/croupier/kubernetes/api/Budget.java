package io.croupier.kubernetes.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;

/**
 * A PodDisruptionBudget.
 *
 * @param maxUnavailable as it stands there, a number or a percentage
 * @param resourceVersion changes with every change to it, its status included
 */
public record Budget(String maxUnavailable, Map<String, String> annotations, String resourceVersion) {
    public Budget {
        annotations = Map.copyOf(annotations);
    }

    static Budget of(JsonNode budget) {
        Map<String, String> annotations = new HashMap<>();
        budget.at("/metadata/annotations")
                .properties()
                .forEach(entry ->
                        annotations.put(entry.getKey(), entry.getValue().asText()));
        return new Budget(
                budget.at("/spec/maxUnavailable").asText(),
                annotations,
                budget.at("/metadata/resourceVersion").asText());
    }
}
