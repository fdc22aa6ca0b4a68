package io.croupier.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.croupier.simulations.chaos.SqlAddress;
import io.croupier.simulations.planted.PlantedFaults;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program that loses money, doubles it or keeps it back is found out, and the same run passes twice against one without
 * these faults, though it meets the wallets and takes the seed of the first time.
 */
class PlantedFaultsIT {
    @TempDir
    Path folder;

    private record Verdict(boolean passed, JsonNode oracle, String said) {
        List<String> rules() {
            return oracle.path("differences").findValuesAsText("rule");
        }
    }

    @Test
    void effectsThatAreDroppedDoubledOrDelayedAreFoundAndACleanProgramPasses() throws Exception {
        // A long flight at the end is no fault of a clean program.
        List<Verdict> clean = play("clean", Map.of(), "200s", "2s", "10s");
        for (Verdict verdict : clean) {
            assertThat(verdict.oracle().path("passed").asBoolean())
                    .as(verdict.said())
                    .isTrue();
            assertThat(verdict.oracle().path("scope").asText()).isEqualTo("from outside and from the database");
        }

        Verdict broken = play(
                        "broken",
                        Map.of("JAVA_TOOL_OPTIONS", String.join(" ", PointAgent.JVM_FLAGS) + " -javaagent:" + agent()),
                        "6s",
                        "10s")
                .get(0);

        assertThat(broken.passed()).isFalse();
        assertThat(broken.oracle().path("passed").asBoolean()).isFalse();
        assertThat(broken.rules()).contains("payout was not paid once", "balance is not explained", "bets do not end");
        assertThat(payouts(broken)).as("dropped").anyMatch(PlantedFaultsIT::isDropped);
        assertThat(payouts(broken)).as("doubled").anyMatch(PlantedFaultsIT::isDoubled);
        assertThat(broken.said()).contains("FAILED", "the seed is 7");
    }

    /** Starts a program and plays against it, so long each time; always with the same seed, which must not matter to it. */
    private List<Verdict> play(String name, Map<String, String> environment, String settleWithin, String... durations)
            throws IOException, UsageException {
        var http = Casino.newHttpClient();
        String tables = Tables.STANDARD.config(Casino.CURRENCY, 2_000, 300);
        Path home = Files.createDirectory(folder.resolve(name));
        var program = new Program(
                System.getProperty("croupier.jar", ""),
                tables,
                home,
                Ports.free(new SplittableRandom()),
                http,
                environment);
        try (program) {
            program.start();
            List<Verdict> verdicts = new ArrayList<>();
            for (String duration : durations) {
                verdicts.add(
                        play(program, folder.resolve(name + "-report-" + verdicts.size()), settleWithin, duration));
            }
            return verdicts;
        }
    }

    private static Verdict play(Program program, Path report, String settleWithin, String duration)
            throws IOException, UsageException {
        SqlAddress database = program.embedded();
        SimulationOptions options = SimulationOptions.parse(
                Scenarios.named("storm").orElseThrow(),
                List.of(
                        "--url",
                        program.api().toString(),
                        "--db-url",
                        database.jdbcUrl() + "?user=" + database.user() + "&password=" + database.password(),
                        "--duration",
                        duration,
                        "--rate",
                        "40",
                        "--players",
                        "10",
                        "--settle-within",
                        settleWithin,
                        "--seed",
                        "7",
                        "--report",
                        report.toString()),
                0);
        var said = new StringWriter();
        boolean passed = new Simulation(options, "", new PrintWriter(said, true)).run();
        JsonNode document = Json.parse(Files.readString(report.resolve("report.json"), StandardCharsets.UTF_8));
        return new Verdict(passed, document.path("verdict").path("oracle"), said.toString());
    }

    /** The differences about a bet that won, told with what the wallet shows. */
    private static List<JsonNode> payouts(Verdict verdict) {
        List<JsonNode> found = new ArrayList<>();
        verdict.oracle().path("differences").forEach(difference -> {
            if (Json.text(difference, "rule").equals("payout was not paid once")) {
                assertThat(Json.text(difference, "story")).contains("Accepted");
                found.add(difference);
            }
        });
        return found;
    }

    private static boolean isDropped(JsonNode difference) {
        return paid(difference) <= 0;
    }

    private static boolean isDoubled(JsonNode difference) {
        return paid(difference) == 2 * number(difference, ".*payoutMinor=(\\d+).*, is .*");
    }

    private static long paid(JsonNode difference) {
        return number(difference, ".*, is .*kind=win,[^\\]]*amountMinor=(\\d+).*");
    }

    /** -1 where there is none. */
    private static long number(JsonNode difference, String pattern) {
        String digits = Json.text(difference, "detail").replaceAll(pattern, "$1");
        return digits.matches("\\d+") ? Long.parseLong(digits) : -1;
    }

    /** A jar with the planted faults, as a JVM takes it. */
    private Path agent() throws Exception {
        Path jar = folder.resolve("planted-faults.jar");
        AgentJar.write(
                jar,
                PlantedFaults.class,
                List.of(PlantedFaults.class, PlantedFaults.OtherEffect.class, PlantedFaults.Late.class));
        return jar;
    }
}
