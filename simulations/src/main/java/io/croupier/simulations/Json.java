package io.croupier.simulations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** The simulation's JSON: trees only, so that nothing of the program's own reading is trusted. */
final class Json {
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** The tree of this text, a missing node where it is empty. */
    static JsonNode parse(String text) {
        try {
            return text.isBlank() ? MissingNode.getInstance() : MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + text, e);
        }
    }

    static String write(JsonNode tree) {
        return tree.toString();
    }

    /** The number in a field, null where it is absent or null; totals may come as strings. */
    static @Nullable Long number(JsonNode tree, String field) {
        JsonNode value = tree.path(field);
        if (value.isIntegralNumber()) {
            return value.longValue();
        }
        return value.isTextual() ? Long.valueOf(value.textValue()) : null;
    }

    /** The number in a field; an exception names the field where there is none. */
    static long required(JsonNode tree, String field) {
        Long value = number(tree, field);
        if (value == null) {
            throw new IllegalArgumentException("no " + field + " in " + tree);
        }
        return value;
    }

    /** The text in a field, empty where it is absent. */
    static String text(JsonNode tree, String field) {
        return tree.path(field).asText("");
    }

    private Json() {}
}
