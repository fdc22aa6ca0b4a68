package io.croupier.edge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes JSON objects of the public protocol. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** A message of this type; {@code id} is the JSON text of the request's id. */
    static ObjectNode message(String type, @Nullable String id) {
        ObjectNode message = object().put("type", type);
        if (id != null) {
            message.putRawValue("id", new RawValue(id));
        }
        return message;
    }

    static void raw(ObjectNode object, String name, String json) {
        object.putRawValue(name, new RawValue(json));
    }

    static String text(ObjectNode object) {
        try {
            return MAPPER.writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of values is always writable", e);
        }
    }

    static String array(List<String> elements) {
        return "[" + String.join(",", elements) + "]";
    }

    /** The same object with the id of the request that it answers. */
    static String withId(String object, @Nullable String id) {
        return id == null ? object : "{\"id\":" + id + "," + object.substring(1);
    }

    /** ISO 8601 UTC with milliseconds. */
    static String time(Instant at) {
        return TIME.format(at);
    }

    private Json() {}
}
