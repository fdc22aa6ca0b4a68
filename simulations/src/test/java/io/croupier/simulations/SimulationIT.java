package io.croupier.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short run of the quick preset, with two faults, against a program of its own, from the command line's options to the report. */
class SimulationIT {
    @Test
    void aQuickRunIsPlayedJudgedAndReported(@TempDir Path folder) throws IOException, UsageException {
        Path report = folder.resolve("report");
        SimulationOptions options = SimulationOptions.parse(
                Scenarios.named("steady").orElseThrow(),
                List.of(
                        "--duration",
                        "20s",
                        "--rate",
                        "30",
                        "--players",
                        "12",
                        "--watchers",
                        "20",
                        "--seed",
                        "7",
                        "--chaos",
                        "db-cut@3s,kill@7s",
                        "--report",
                        report.toString()),
                0);
        var said = new StringWriter();

        // Service levels are for quiet machines; the money is for all of them.
        new Simulation(options, System.getProperty("croupier.jar", ""), new PrintWriter(said, true)).run();

        JsonNode document = Json.parse(Files.readString(report.resolve("report.json"), StandardCharsets.UTF_8));
        JsonNode oracle = document.path("verdict").path("oracle");
        assertThat(oracle.path("passed").asBoolean()).as(said.toString()).isTrue();
        assertThat(oracle.path("scope").asText()).contains("database");
        assertThat(document.path("faults").findValuesAsText("fault")).containsExactly("db-cut", "kill");
        assertThat(document.path("faults").findValuesAsText("state")).containsOnly("done");
        assertThat(document.path("operations").findValuesAsText("name"))
                .contains("place_bet", "ping", "provider call", "wallet read", "settle", "delivery");
        for (JsonNode operation : document.path("operations")) {
            if (operation.path("name").asText().equals("place_bet")) {
                assertThat(operation.path("ok").asLong()).isPositive();
                assertThat(operation.path("p99Ms").asDouble()).isPositive();
            }
        }
        assertThat(document.path("resources").findValuesAsText("name")).contains("CPU", "sockets", "WAL");
        assertThat(Files.readString(report.resolve("report.html"), StandardCharsets.UTF_8))
                .startsWith("<!doctype html>");
        assertThat(said.toString()).contains("every acknowledged bet ended exactly once", "bets sent");
    }
}
