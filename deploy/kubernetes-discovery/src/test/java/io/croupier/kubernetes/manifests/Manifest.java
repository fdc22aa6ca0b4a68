package io.croupier.kubernetes.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** One object of a rendered manifest. */
record Manifest(JsonNode tree) {
    String apiVersion() {
        return tree.path("apiVersion").asText();
    }

    String kind() {
        return tree.path("kind").asText();
    }

    String name() {
        return tree.at("/metadata/name").asText();
    }

    String namespace() {
        return tree.at("/metadata/namespace").asText();
    }

    /** {@code StatefulSet/croupier}. */
    String id() {
        return kind() + "/" + name();
    }

    JsonNode labels() {
        return tree.at("/metadata/labels");
    }

    JsonNode at(String pointer) {
        return tree.at(pointer);
    }

    boolean is(String kind) {
        return kind().equals(kind);
    }

    /** The pods that it makes, if it makes any. */
    Optional<PodTemplate> pods() {
        String pointer = is("CronJob") ? "/spec/jobTemplate/spec/template" : "/spec/template";
        JsonNode template = tree.at(pointer);
        return template.has("spec") ? Optional.of(new PodTemplate(this, template)) : Optional.empty();
    }
}
