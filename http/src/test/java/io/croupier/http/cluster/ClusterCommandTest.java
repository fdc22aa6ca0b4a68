package io.croupier.http.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path data;

    private int run(String... words) {
        return new ClusterCommand().run(new PrintWriter(out, true), new PrintWriter(err, true), words);
    }

    private int send(String... words) {
        return ControlClient.send(data, List.of(words), new PrintWriter(out, true), new PrintWriter(err, true));
    }

    @Test
    void saysInOneLineAndItsUsageWhatItDidNotUnderstand() {
        for (String[] wrong : new String[][] {
            {"kill"},
            {"kill", "0"},
            {"kill", "one"},
            {"kill", "1", "2"},
            {"status", "1"},
            {"--nodes"},
            {"--nodes", "0"},
            {"start", "--nodes", "x"},
            {"start", "now"},
            {"dance"}
        }) {
            err.getBuffer().setLength(0);
            assertThat(run(wrong)).as(String.join(" ", wrong)).isEqualTo(2);
            assertThat(err.toString().lines().findFirst().orElse("")).startsWith("croupier: ");
            assertThat(err.toString()).contains("usage: croupier cluster");
        }
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("cluster kill N");
    }

    @Test
    void takesCommandsOnlyFromThoseWhoReadItsFileAndPassesTheirAnswersOn() throws IOException {
        ControlPort.Commands commands = (words, progress) -> {
            progress.accept("did " + words);
            if (words.get(0).equals("kill")) {
                throw new ClusterFailure("there is no node " + words.get(1));
            }
        };
        try (ControlPort port = ControlPort.open(data, commands)) {
            Path file = data.resolve("cluster.control");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(port).isNotNull();
            assertThat(send("roll")).isZero();
            assertThat(out.toString()).isEqualTo("did [roll]" + System.lineSeparator());
            assertThat(send("kill", "7")).isEqualTo(1);
            assertThat(err.toString()).isEqualTo("croupier: there is no node 7" + System.lineSeparator());

            Files.writeString(file, Files.readString(file).replaceAll(" .*", " wrong"));
            assertThat(send("roll")).isEqualTo(1);
            assertThat(err.toString()).contains("this is not the token");
        }
        assertThat(data.resolve("cluster.control")).doesNotExist();
    }

    @Test
    void saysThatNoClusterRuns() throws IOException {
        assertThatThrownBy(() -> send("status"))
                .isInstanceOf(ClusterFailure.class)
                .hasMessageContainingAll("no cluster runs in " + data, "CROUPIER_DATA_DIR");
        Files.writeString(data.resolve("cluster.control"), "1 token");
        assertThatThrownBy(() -> send("status")).hasMessageContaining("no cluster runs in " + data);
        Files.writeString(data.resolve("cluster.control"), "nothing");
        assertThatThrownBy(() -> send("status")).hasMessageContaining("no cluster runs in " + data);
    }
}
