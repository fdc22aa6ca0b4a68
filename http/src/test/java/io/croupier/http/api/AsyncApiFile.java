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

/** The published AsyncAPI file, as a judge of real messages. */
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
            whole.put("$ref", "#/components/schemas/" + name);
            return registry.getSchema(whole.toString(), InputFormat.JSON);
        });
    }
}
