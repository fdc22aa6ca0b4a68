package io.croupier.kubernetes.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** All objects of one rendered kustomization: what {@code kubectl apply} would send. */
record Manifests(List<Manifest> all) {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    Manifests {
        all = List.copyOf(all);
    }

    static Manifests parse(String yaml) throws IOException {
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            return new Manifests(documents.readAll().stream()
                    .filter(JsonNode::isObject)
                    .map(Manifest::new)
                    .toList());
        }
    }

    List<Manifest> of(String kind) {
        return all.stream().filter(m -> m.is(kind)).toList();
    }

    Optional<Manifest> find(String kind, String name) {
        return all.stream().filter(m -> m.is(kind) && m.name().equals(name)).findFirst();
    }

    List<PodTemplate> pods() {
        return all.stream().flatMap(m -> m.pods().stream()).toList();
    }

    /** The nodes of Croupier. */
    PodTemplate nodes() {
        return pods().stream()
                .filter(PodTemplate::isNode)
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("no pods that run a node"));
    }

    /** Whatever runs the program, as nodes do: by the same image. */
    List<PodTemplate> ofTheProgram() {
        String image = nodes().spec().at("/containers/0/image").asText();
        return pods().stream()
                .filter(pods -> pods.spec().at("/containers/0/image").asText().equals(image))
                .toList();
    }

    /** Whether it is of a place where people try things out; every other one is held to all rules. */
    boolean forTrying() {
        return of("Namespace").stream()
                .anyMatch(n -> n.labels().path("croupier.io/images").asText().equals("any"));
    }

    /** The variables that a template's first container gets from ConfigMaps and literally. */
    Map<String, String> environment(PodTemplate pods) {
        Map<String, String> variables = new LinkedHashMap<>();
        JsonNode container = pods.spec().at("/containers/0");
        for (JsonNode from : container.path("envFrom")) {
            find("ConfigMap", from.at("/configMapRef/name").asText())
                    .ifPresent(map -> map.at("/data")
                            .properties()
                            .forEach(entry -> variables.put(
                                    entry.getKey(), entry.getValue().asText())));
        }
        for (JsonNode entry : container.path("env")) {
            variables.put(entry.path("name").asText(), entry.path("value").asText());
        }
        return variables;
    }

    /** With one object changed, found by its id or, if generated, by its id's beginning. */
    Manifests with(String id, UnaryOperator<ObjectNode> change) {
        List<Manifest> changed = new ArrayList<>();
        boolean found = false;
        for (Manifest manifest : all) {
            boolean hit = !found && (manifest.id().equals(id) || manifest.id().startsWith(id + "-"));
            found |= hit;
            ObjectNode copy = manifest.tree().deepCopy();
            changed.add(new Manifest(hit ? change.apply(copy) : copy));
        }
        if (!found) {
            throw new NoSuchElementException(id + " is not among the manifests");
        }
        return new Manifests(changed);
    }

    Manifests and(Manifests others) {
        return new Manifests(Stream.concat(all.stream(), others.all.stream()).toList());
    }
}
