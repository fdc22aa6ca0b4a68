package io.croupier.kubernetes.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * The pods that one object makes.
 *
 * @param template with {@code metadata} and {@code spec}
 */
record PodTemplate(Manifest owner, JsonNode template) {
    JsonNode labels() {
        return template.at("/metadata/labels");
    }

    JsonNode spec() {
        return template.path("spec");
    }

    /** Those that run beside each other, after those that run before them. */
    List<JsonNode> containers() {
        List<JsonNode> all = new ArrayList<>();
        spec().path("initContainers").forEach(all::add);
        spec().path("containers").forEach(all::add);
        return all;
    }

    /** What runs for long has probes; a job ends by itself. */
    boolean runsForLong() {
        return !owner.is("CronJob") && !owner.is("Job");
    }

    /** Where {@code croupier run} runs. */
    boolean isNode() {
        return containers().stream().anyMatch(c -> c.path("args").toString().equals("[\"run\"]"));
    }

    List<String> portNames() {
        return containers().stream()
                .flatMap(c -> StreamSupport.stream(c.path("ports").spliterator(), false))
                .map(port -> port.path("name").asText())
                .toList();
    }

    /** A variable's literal value in the first container. */
    Optional<String> variable(String name) {
        return StreamSupport.stream(spec().at("/containers/0/env").spliterator(), false)
                .filter(entry -> entry.path("name").asText().equals(name) && entry.has("value"))
                .map(entry -> entry.path("value").asText())
                .findFirst();
    }

    @Override
    public String toString() {
        return owner.id();
    }
}
