package io.croupier.http.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.http.node.NodeSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForcedSettingsTest {
    private static final String PASSWORD = "a${b}\"c#";

    @TempDir
    private Path directory;

    /** What a node would go by. */
    static final class Shown {
        private Shown() {}

        public static void main(String[] arguments) {
            NodeSettings settings = NodeSettings.forDeveloper();
            System.out.println(settings.formation() + " " + settings.bind() + " "
                    + settings.ports().http() + " "
                    + settings.devMode() + " " + settings.dataDirectory() + " "
                    + settings.config().getString("croupier.database.password") + " "
                    + settings.config().getString("croupier.edge.drain-rate"));
        }
    }

    @Test
    void whatTheLauncherDecidesWinsOverItsFileItsFlagsAndItsVariables() throws Exception {
        Path file = Files.writeString(directory.resolve("own.conf"), """
                croupier {
                  cluster.formation = single
                  bind = "127.0.0.99"
                  http.port = 1
                  dev-mode = on
                  data-dir = elsewhere
                  database.password = file
                  edge.drain-rate = 77
                }
                """);
        Path console = directory.resolve("console.log");
        Path data = directory.resolve("a_b-c");
        ProcessBuilder builder = NodeProcess.program(
                        List.of(Shown.class.getName()),
                        Map.of(
                                "croupier.cluster.formation", "nodes",
                                "croupier.bind", "127.0.0.2",
                                "croupier.http.port", "18080",
                                "croupier.dev-mode", "off",
                                "croupier.data-dir", data.toString(),
                                "croupier.database.password", PASSWORD))
                .redirectOutput(console.toFile());
        builder.environment().put("CROUPIER_CONFIG", file.toString());
        builder.environment().put("CROUPIER_CLUSTER_FORMATION", "single");
        builder.environment()
                .put("JAVA_TOOL_OPTIONS", "-Dcroupier.cluster.formation=single -Dconfig.override_with_env_vars=false");

        Process program = builder.start();

        assertThat(program.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(Files.readString(console, StandardCharsets.UTF_8).trim())
                .isEqualTo("NODES 127.0.0.2 18080 false " + data + " " + PASSWORD + " 77");
        assertThat(builder.command()).noneMatch(word -> word.contains(PASSWORD));
    }
}
