package io.croupier.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.croupier.simulations.load.RateCurve;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Short runs of the quick preset, with faults, against programs of their own, from the command line's options to the report. */
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
                        // Late, for nothing is counted from a fault to ten seconds after it.
                        "--chaos",
                        "db-cut@12s,kill@13s",
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
        assertThat(document.path("countedS").asDouble())
                .as("without the warm-up and the faults")
                .isLessThan(document.path("durationS").asDouble()
                        - document.path("warmUpS").asDouble());
        assertThat(document.path("durationS").asDouble())
                .as("the play alone, not the arrival")
                .isBetween(20.0, 120.0);
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

    /** Its tables take no bets, and then it fails in a way that nobody has foreseen. */
    private static final class Mistaken implements Scenario {
        @Override
        public String name() {
            return "mistaken";
        }

        @Override
        public String about() {
            return "a scenario with a mistake";
        }

        @Override
        public Scale scale(Preset preset) {
            return new Scale(20, Duration.ofSeconds(3), 2, 0);
        }

        @Override
        public void play(Run run) {
            run.play().betAt("roulette-99", RateCurve.constant(run.scale().perSecond()));
            run.awaitEnd();
            throw new IllegalStateException("a mistake");
        }
    }

    @Test
    void aScenarioThatFailsIsJudgedAndReportedAllTheSame(@TempDir Path folder) throws IOException, UsageException {
        SimulationOptions options =
                SimulationOptions.parse(new Mistaken(), List.of("--seed", "7", "--report", folder.toString()), 0);
        var said = new StringWriter();

        boolean passed =
                new Simulation(options, System.getProperty("croupier.jar", ""), new PrintWriter(said, true)).run();

        assertThat(passed).isFalse();
        JsonNode document = Json.parse(Files.readString(folder.resolve("report.json"), StandardCharsets.UTF_8));
        JsonNode differences = document.path("verdict").path("oracle").path("differences");
        assertThat(differences.findValuesAsText("rule"))
                .as(said.toString())
                .containsExactlyInAnyOrder("not so: the scenario is played", "nothing was accepted");
        assertThat(differences.findValuesAsText("detail"))
                .anyMatch(detail -> detail.startsWith("java.lang.IllegalStateException: a mistake at "))
                .anyMatch(detail -> detail.contains("no table takes bets"));
        assertThat(document.path("notes").toString()).contains("no table takes bets");
        assertThat(said.toString()).contains("bets wanted", "FAILED");
    }
}
