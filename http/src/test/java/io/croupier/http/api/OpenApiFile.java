package io.croupier.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** The published OpenAPI file, as a judge of real responses, and of the requests that were accepted. */
final class OpenApiFile {
    private static final OpenApiFile PUBLISHED = new OpenApiFile();

    private final JsonNode document;
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();
    private final Set<String> answered = ConcurrentHashMap.newKeySet();

    private OpenApiFile() {
        try (InputStream in = OpenApiFile.class.getClassLoader().getResourceAsStream("openapi.yaml")) {
            document = new YAMLMapper().readTree(Objects.requireNonNull(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static OpenApiFile published() {
        return PUBLISHED;
    }

    /** Every operation, as {@code METHOD /template}. */
    Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(
                                method -> operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        return operations;
    }

    /** {@code METHOD /template STATUS} of every answer that was checked. */
    Set<String> answered() {
        return new TreeSet<>(answered);
    }

    /** What in this answer is not as documented; a request to an address that is not documented must get a problem. */
    List<String> faults(String method, String path, int status, String contentType, String body) {
        List<String> faults = new ArrayList<>();
        Optional<String> template = template(path.split("\\?", 2)[0]);
        JsonNode operation = template.map(t -> document.get("paths").get(t).path(method.toLowerCase(Locale.ROOT)))
                .orElseGet(JsonNodeFactory.instance::missingNode);
        JsonNode response =
                operation.isMissingNode() ? document.at("/components/responses/Problem") : response(operation, status);
        if (!operation.isMissingNode()) {
            answered.add(method + " " + template.orElse("") + " " + status);
        }
        if (status < 400 && operation.isMissingNode()) {
            return List.of("an operation that is not documented");
        }
        JsonNode content = response.path("content");
        String media = contentType.split(";", 2)[0].trim();
        JsonNode described = content.has(media) ? content.get(media) : content.path("*/*");
        if (described.isMissingNode()) {
            if (!(content.isMissingNode() && body.isEmpty())) {
                faults.add("media type " + media + " is not documented for status " + status);
            }
            return faults;
        }
        if (media.endsWith("json")) {
            schema(described.get("schema")).validate(body, InputFormat.JSON).forEach(e -> faults.add(e.toString()));
        }
        if (media.equals("application/problem+json") && !body.contains("\"status\":" + status)) {
            faults.add("the document's status is not " + status);
        }
        return faults;
    }

    /** What in the body of a request that was accepted is not as documented. */
    List<String> requestFaults(String method, String path, String body) {
        JsonNode schema = template(path.split("\\?", 2)[0])
                .map(template -> document.get("paths").get(template).path(method.toLowerCase(Locale.ROOT)))
                .map(operation -> operation.at("/requestBody/content/application~1json/schema"))
                .orElseGet(JsonNodeFactory.instance::missingNode);
        if (schema.isMissingNode()) {
            return List.of("a body is not documented");
        }
        return schema(schema).validate(body, InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }

    private JsonNode response(JsonNode operation, int status) {
        JsonNode responses = operation.get("responses");
        JsonNode response = responses.has(Integer.toString(status))
                ? responses.get(Integer.toString(status))
                : status >= 400 ? responses.path("default") : JsonNodeFactory.instance.missingNode();
        return response.has("$ref")
                ? document.at(response.get("$ref").textValue().substring(1))
                : response;
    }

    private Schema schema(JsonNode schema) {
        return schemas.computeIfAbsent(schema.toString(), text -> {
            ObjectNode whole = schema.deepCopy();
            whole.set("components", document.get("components"));
            return registry.getSchema(whole.toString(), InputFormat.JSON);
        });
    }

    private Optional<String> template(String path) {
        List<String> found = new ArrayList<>();
        document.get("paths").fieldNames().forEachRemaining(template -> {
            if (template.equals(path)) {
                found.add(0, template);
            } else if (path.matches(template.replaceAll("\\{[^}]+}", "[^/]+"))) {
                found.add(template);
            }
        });
        return found.stream().findFirst();
    }
}
