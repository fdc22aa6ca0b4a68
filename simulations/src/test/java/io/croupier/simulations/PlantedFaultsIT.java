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
 * A program that loses money, doubles it or keeps it back is found out, and the same run against the same program without
 * these faults passes.
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
        Verdict clean = play("clean", Map.of());
        assertThat(clean.oracle().path("passed").asBoolean()).as(clean.said()).isTrue();
        assertThat(clean.oracle().path("scope").asText()).isEqualTo("from outside and from the database");

        Verdict broken = play(
                "broken",
                Map.of("JAVA_TOOL_OPTIONS", String.join(" ", PointAgent.JVM_FLAGS) + " -javaagent:" + agent()));

        assertThat(broken.passed()).isFalse();
        assertThat(broken.oracle().path("passed").asBoolean()).isFalse();
        assertThat(broken.rules()).contains("payout was not paid once", "balance is not explained", "bets do not end");
        assertThat(payouts(broken)).as("dropped").anyMatch(PlantedFaultsIT::isDropped);
        assertThat(payouts(broken)).as("doubled").anyMatch(PlantedFaultsIT::isDoubled);
        assertThat(broken.said()).contains("FAILED", "the seed is 7");
    }

    private Verdict play(String name, Map<String, String> environment) throws IOException, UsageException {
        var http = Casino.newHttpClient();
        String tables = Tables.STANDARD.config(Casino.CURRENCY, 2_000, 300);
        Path home = Files.createDirectory(folder.resolve(name));
        Path report = folder.resolve(name + "-report");
        var program = new Program(
                System.getProperty("croupier.jar", ""),
                tables,
                home,
                Ports.free(new SplittableRandom()),
                http,
                environment);
        try (program) {
            program.start();
            SqlAddress database = program.embedded();
            SimulationOptions options = SimulationOptions.parse(
                    Scenarios.named("storm").orElseThrow(),
                    List.of(
                            "--url",
                            program.api().toString(),
                            "--db-url",
                            database.jdbcUrl() + "?user=" + database.user() + "&password=" + database.password(),
                            "--duration",
                            "10s",
                            "--rate",
                            "40",
                            "--players",
                            "10",
                            "--settle-within",
                            "20s",
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
