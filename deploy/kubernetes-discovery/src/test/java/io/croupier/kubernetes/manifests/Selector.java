package io.croupier.kubernetes.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * Which objects are meant, by their labels. Only {@code matchLabels} is in use here; one with {@code matchExpressions} hits
 * nothing, so that whoever begins to use them meets a failing test.
 */
record Selector(JsonNode labels, boolean understood) {
    /** A selector with {@code matchLabels}. */
    static Selector of(JsonNode selector) {
        return new Selector(selector.path("matchLabels"), !selector.has("matchExpressions"));
    }

    /** A Service's, which is a bare map of labels. */
    static Selector ofLabels(JsonNode labels) {
        return new Selector(labels, true);
    }

    /** Nothing asked for: everything is meant. */
    boolean isForAll() {
        return understood && labels.isEmpty();
    }

    boolean hits(JsonNode candidate) {
        return understood
                && labels.properties().stream()
                        .allMatch(label -> label.getValue().equals(candidate.path(label.getKey())));
    }

    List<PodTemplate> among(List<PodTemplate> pods) {
        return pods.stream().filter(pod -> hits(pod.labels())).toList();
    }

    @Override
    public String toString() {
        return labels.toString();
    }
}
