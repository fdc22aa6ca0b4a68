package io.croupier.kubernetes.fake;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The two ways to patch an object that the fake API server takes: RFC 7396 and, for objects without arrays, RFC 6902. */
final class Patches {
    /** The patch cannot be applied: the API server answers 422. */
    static final class Impossible extends RuntimeException {
        private static final long serialVersionUID = 1;

        Impossible(String message) {
            super(message);
        }
    }

    private Patches() {}

    /** Changes {@code target}: null removes a field, objects are merged, everything else is replaced. */
    static void merge(ObjectNode target, JsonNode patch) {
        patch.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            if (value.isNull()) {
                target.remove(entry.getKey());
            } else if (value.isObject()) {
                JsonNode current = target.get(entry.getKey());
                ObjectNode inner = current instanceof ObjectNode object ? object : target.putObject(entry.getKey());
                merge(inner, value);
            } else {
                target.set(entry.getKey(), value);
            }
        });
    }

    /** Changes {@code target} step by step; a step that fails leaves it half changed, so it is given a copy. */
    static void steps(ObjectNode target, JsonNode steps) {
        for (JsonNode step : steps) {
            JsonPointer path = JsonPointer.compile(step.path("path").asText());
            JsonNode parent = target.at(path.head());
            String field = path.last().getMatchingProperty();
            if (!(parent instanceof ObjectNode object)) {
                throw new Impossible("there is nothing at " + path.head());
            }
            boolean there = object.has(field);
            switch (step.path("op").asText()) {
                case "add" -> object.set(field, step.get("value"));
                case "replace" -> {
                    require(there, path);
                    object.set(field, step.get("value"));
                }
                case "remove" -> {
                    require(there, path);
                    object.remove(field);
                }
                case "test" -> require(there && object.get(field).equals(step.get("value")), path);
                default -> throw new Impossible("op " + step.path("op"));
            }
        }
    }

    private static void require(boolean holds, JsonPointer path) {
        if (!holds) {
            throw new Impossible("the step at " + path + " does not fit");
        }
    }
}
