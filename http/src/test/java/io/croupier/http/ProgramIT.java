package io.croupier.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as its users start it: the shaded jar in a JVM of its own, ended by signals. */
class ProgramIT {
    private static final Pattern MANAGEMENT = Pattern.compile("management\\s+(http://\\S+)/ready");

    private static final Pattern FIRST_NODE = Pattern.compile("node 1 starts at \\S+ \\(pid (\\d+)");

    @TempDir
    Path directory;

    private final List<Program> started = new ArrayList<>();

    @AfterEach
    void nothingIsLeftRunning() throws InterruptedException {
        for (Program program : started) {
            if (program.process.isAlive()) {
                program.process.destroy();
                program.process.waitFor(120, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void startsServesRefusesASecondNodeSurvivesKillNineAndLeavesOnSigterm() throws IOException, InterruptedException {
        Path data = directory.resolve("data");
        Program first = start("first", Map.of("CROUPIER_DATA_DIR", data.toString()));
        URI management = first.awaitManagement();
        assertThat(status(management.resolve("/alive"))).isEqualTo(200);
        assertThat(status(management.resolve("/ready"))).isEqualTo(200);
        assertThat(first.output()).contains("page", "API", "live", "data", "Ctrl-C", "dev mode    on");
        // Of a machine that gives it no time for seconds it warns rightly.
        assertThat(first.output()
                        .lines()
                        .filter(line -> !line.matches(".*(heartbeat|starvation|Requested shard homes).*")))
                .noneMatch(line -> line.matches(".*(WARN|ERROR|Exception).*"));

        Program second = start("second", Map.of("CROUPIER_DATA_DIR", data.toString()));
        assertThat(second.refusal()).contains("is in use by another node", "CROUPIER_DATA_DIR");

        Program third = start(
                "third",
                Map.of(
                        "CROUPIER_DATA_DIR", directory.resolve("other").toString(),
                        "CROUPIER_MANAGEMENT_PORT", Integer.toString(management.getPort())));
        assertThat(third.refusal()).contains("port " + management.getPort(), "CROUPIER_MANAGEMENT_PORT");

        first.process.destroyForcibly();
        assertThat(first.process.waitFor(10, TimeUnit.SECONDS)).isTrue();

        Program restarted = start("restarted", Map.of("CROUPIER_DATA_DIR", data.toString()));
        assertThat(status(restarted.awaitManagement().resolve("/ready"))).isEqualTo(200);
        assertThat(restarted.output()).contains("stopping the PostgreSQL that an earlier run left behind");

        restarted.process.destroy();
        assertThat(restarted.process.waitFor(155, TimeUnit.SECONDS)).isTrue();
        assertThat(restarted.process.exitValue()).isZero();
        assertThat(restarted.output()).contains("croupier has stopped");
        assertThat(data.resolve("postgres").resolve("postmaster.pid")).doesNotExist();
    }

    @Test
    void saysInOneLineThatTheDatabaseIsOutOfReach() throws IOException, InterruptedException {
        Program program = start(
                "unreachable",
                Map.of(
                        "CROUPIER_DATA_DIR", directory.resolve("data").toString(),
                        "CROUPIER_DB_URL", "jdbc:postgresql://127.0.0.1:1/croupier",
                        "CROUPIER_DB_USER", "ann",
                        "CROUPIER_DB_PASSWORD", "secret"));

        assertThat(program.refusal())
                .contains("the database at jdbc:postgresql://127.0.0.1:1/croupier can't be reached")
                .doesNotContain("secret");
    }

    @Test
    void saysInOneLineThatASettingIsWrong() throws IOException, InterruptedException {
        assertThat(start("wrong", Map.of("CROUPIER_HTTP_PORT", "many")).refusal())
                .isEqualTo("croupier: croupier.http.port=many is no port: 0 to 65535, 0 for a free one"
                        + " (CROUPIER_HTTP_PORT)");
    }

    @Test
    void saysInOneLineThatSettingsDoNotGoTogether() throws IOException, InterruptedException {
        Path settings = Files.writeString(directory.resolve("own.conf"), "croupier.reconciliation.look-back = 1 s");
        assertThat(start(
                                "together",
                                Map.of(
                                        "CROUPIER_CONFIG",
                                        settings.toString(),
                                        "CROUPIER_DATA_DIR",
                                        directory.resolve("together").toString()))
                        .refusal())
                .isEqualTo("croupier: a setting cannot be used: look-back=PT1S must be at least interval=PT30S, or"
                        + " payouts go by unseen (croupier.reconciliation.look-back)");
    }

    @Test
    void aClusterThatIsStoppedInMidStartLeavesNothingRunning() throws IOException, InterruptedException {
        Path data = directory.resolve("cluster");
        Program launcher =
                start("launcher", Map.of("CROUPIER_DATA_DIR", data.toString()), "cluster", "start", "--nodes", "1");
        long node = Long.parseLong(launcher.awaitOutput(FIRST_NODE).group(1));
        assertThat(data.resolve("postgres").resolve("postmaster.pid")).exists();

        launcher.process.destroy();

        assertThat(launcher.process.waitFor(155, TimeUnit.SECONDS)).isTrue();
        assertThat(launcher.process.exitValue()).as(launcher.output()).isZero();
        assertThat(launcher.output()).contains("the cluster has stopped").doesNotContain("croupier: ");
        assertThat(data.resolve("postgres").resolve("postmaster.pid")).doesNotExist();
        assertThat(ProcessHandle.of(node).filter(ProcessHandle::isAlive)).isEmpty();
    }

    private Program start(String name, Map<String, String> environment) throws IOException {
        return start(name, environment, "run");
    }

    private Program start(String name, Map<String, String> environment, String... words) throws IOException {
        Path out = directory.resolve(name + ".out");
        Path err = directory.resolve(name + ".err");
        Path script = Path.of(System.getProperty("croupier.jar")).resolve("../../../croupier");
        List<String> command =
                new ArrayList<>(List.of("bash", script.normalize().toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment()
                .keySet()
                .removeIf(key -> key.startsWith("CROUPIER_") && !key.equals("CROUPIER_JAVA_OPTS"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("CROUPIER_BUILD", "never");
        for (String port : List.of("HTTP", "LIVE", "MANAGEMENT", "REMOTING")) {
            builder.environment().put("CROUPIER_" + port + "_PORT", "0");
        }
        builder.environment().putAll(environment);
        Program program = new Program(builder.start(), out, err);
        started.add(program);
        return program;
    }

    private static int status(URI uri) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private record Program(Process process, Path out, Path err) {
        String output() throws IOException {
            return Files.readString(out) + Files.readString(err);
        }

        /** Waits until the program says where its management port is. */
        URI awaitManagement() throws IOException, InterruptedException {
            return URI.create(awaitOutput(MANAGEMENT).group(1));
        }

        /** Waits until the program says this. */
        Matcher awaitOutput(Pattern what) throws IOException, InterruptedException {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(180);
            while (System.nanoTime() < deadline && !process.waitFor(100, TimeUnit.MILLISECONDS)) {
                Matcher line = what.matcher(Files.readString(out));
                if (line.find()) {
                    return line;
                }
            }
            throw new AssertionError("the program did not start: " + output());
        }

        /** What a program that does not start says: one line on stderr, and exit code 1. */
        String refusal() throws IOException, InterruptedException {
            assertThat(process.waitFor(155, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            assertThat(Files.readAllLines(err)).hasSize(1);
            return Files.readAllLines(err).get(0);
        }
    }
}
