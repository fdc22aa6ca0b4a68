package io.croupier.kubernetes.manifests;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.UnaryOperator;

/** Changes to an object, as JSON Patch has them: what turns a good manifest into a bad example. */
final class Change {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Change() {}

    /** Puts {@code json} where {@code pointer} says, in place of what is there; {@code -} appends to an array. */
    static UnaryOperator<ObjectNode> set(String pointer, String json) {
        return tree -> {
            JsonPointer path = JsonPointer.compile(pointer);
            JsonNode parent = tree.at(path.head());
            String last = path.last().getMatchingProperty();
            if (parent instanceof ObjectNode object) {
                object.set(last, read(json));
            } else if (parent instanceof ArrayNode array && last.equals("-")) {
                array.add(read(json));
            } else if (parent instanceof ArrayNode array) {
                array.set(path.last().getMatchingIndex(), read(json));
            } else {
                throw new IllegalArgumentException(pointer + " leads nowhere");
            }
            return tree;
        };
    }

    static UnaryOperator<ObjectNode> remove(String pointer) {
        return tree -> {
            JsonPointer path = JsonPointer.compile(pointer);
            JsonNode parent = tree.at(path.head());
            JsonNode removed = parent instanceof ObjectNode object
                    ? object.remove(path.last().getMatchingProperty())
                    : ((ArrayNode) parent).remove(path.last().getMatchingIndex());
            if (removed == null) {
                throw new IllegalArgumentException(pointer + " leads nowhere");
            }
            return tree;
        };
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(json, malformed);
        }
    }
}
