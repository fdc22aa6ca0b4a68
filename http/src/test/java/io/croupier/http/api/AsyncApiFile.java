package io.croupier.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The published AsyncAPI file, as a judge of real messages. Clients are told to pass over fields that they do not know, so the file
 * leaves objects open; here they are closed, so that no field goes out that the file does not tell.
 */
final class AsyncApiFile {
    private static final AsyncApiFile PUBLISHED = new AsyncApiFile();

    private final JsonNode document;
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    private AsyncApiFile() {
        try (InputStream in = AsyncApiFile.class.getClassLoader().getResourceAsStream("asyncapi.yaml")) {
            document = new YAMLMapper().readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static AsyncApiFile published() {
        return PUBLISHED;
    }

    /** What in this message is not as documented. */
    List<String> faults(String message, String type) {
        if (document.at("/components/schemas/" + type).isMissingNode()) {
            return List.of("a message of type " + type + " is not documented: " + message);
        }
        return schema(type).validate(message, InputFormat.JSON).stream()
                .map(error -> error + " in " + message)
                .toList();
    }

    private Schema schema(String type) {
        return schemas.computeIfAbsent(type, name -> {
            ObjectNode whole = document.deepCopy();
            whole.retain("components");
            close(whole);
            whole.put("$ref", "#/components/schemas/" + name);
            return registry.getSchema(whole.toString(), InputFormat.JSON);
        });
    }

    /** Alternatives of one object add to its fields and are not closed themselves: they do not say that they are objects. */
    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object
                && object.path("type").asText().equals("object")
                && object.path("properties").isObject()
                && !object.has("additionalProperties")) {
            object.put("unevaluatedProperties", false);
        }
        schema.forEach(AsyncApiFile::close);
    }
}
