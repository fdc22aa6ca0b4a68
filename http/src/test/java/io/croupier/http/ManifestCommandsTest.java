package io.croupier.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.croupier.http.command.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the manifests have a container do, the program takes: whatever they pass to it goes through its own reading of arguments. */
class ManifestCommandsTest {
    private static final Path MANIFESTS =
            Path.of("../deploy/k8s").toAbsolutePath().normalize();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** The image that runs the program, as every manifest writes it; kustomizations give it its digest. */
    private static final String IMAGE = "croupier";

    @TestFactory
    Stream<DynamicTest> everyContainersArgumentsAreUnderstood() throws IOException {
        Map<String, JsonNode> containers = containers();
        assertThat(containers.keySet())
                .anyMatch(each -> each.endsWith("statefulset.yaml: node"))
                .anyMatch(each -> each.endsWith("audit.yaml: audit"))
                .anyMatch(each -> each.endsWith("export.yaml: export"));
        return containers.entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> {
                    assertThat(each.getValue().has("command"))
                            .as("arguments are the program's, the entry point is the image's")
                            .isFalse();
                    understood(words(each.getValue().path("args")));
                }));
    }

    @Test
    void noPatchPassesOtherArguments() throws IOException {
        for (Path file : files()) {
            assertThat(Files.readString(file))
                    .as(file.toString())
                    .doesNotContainPattern("path: \\S*/(args|command)\\b");
        }
    }

    @Test
    void whatTheProgramDoesNotKnowIsFound() {
        assertThatThrownBy(() -> understood(List.of("export", "--directory", "/var/lib/croupier/exports")))
                .hasMessageContaining("there is no option '--directory'");
        assertThatThrownBy(() -> understood(List.of("dance"))).hasMessageContaining("no command 'dance'");
        assertThatThrownBy(() -> understood(List.of())).hasMessageContaining("says no command");
    }

    private static void understood(List<String> arguments) {
        assertThat(arguments).as("says no command").isNotEmpty();
        Command command = Main.commands().stream()
                .filter(each -> each.name().equals(arguments.get(0)))
                .filter(Command.class::isInstance)
                .map(Command.class::cast)
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no command '" + arguments.get(0)
                        + "' that checks its arguments (" + Command.class + ")"));
        command.check(arguments.subList(1, arguments.size()).toArray(String[]::new));
    }

    private static List<String> words(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(MANIFESTS)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    /** Those that run the program, by file and name. */
    private static Map<String, JsonNode> containers() throws IOException {
        Map<String, JsonNode> found = new LinkedHashMap<>();
        for (Path file : files()) {
            try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
                for (JsonNode document : documents.readAll()) {
                    for (String list : Arrays.asList("containers", "initContainers")) {
                        for (JsonNode containers : document.findValues(list)) {
                            containers.forEach(container -> {
                                if (container.path("image").asText().equals(IMAGE)
                                        || container.has("args")
                                        || container.has("command")) {
                                    found.put(
                                            MANIFESTS.relativize(file) + ": "
                                                    + container.path("name").asText(),
                                            container);
                                }
                            });
                        }
                    }
                }
            }
        }
        return found;
    }
}
