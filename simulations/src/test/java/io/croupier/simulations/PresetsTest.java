package io.croupier.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every preset of every scenario fits what a run and a node can hold, and the README says what it is. */
class PresetsTest {
    private static final Path README = Path.of("README.md");

    static Stream<Arguments> everyPreset() {
        return Scenarios.all().stream()
                .flatMap(scenario -> Arrays.stream(Preset.values()).map(preset -> Arguments.of(scenario, preset)));
    }

    @ParameterizedTest
    @MethodSource("everyPreset")
    void fits(Scenario scenario, Preset preset) throws UsageException {
        Scale scale = scenario.scale(preset);
        assertThat(scale.bets())
                .as("%s %s: room for the chance in how many are due", scenario.name(), preset)
                .isLessThanOrEqualTo(Casino.MAX_BETS / 10 * 9);
        assertThat(scale.connections())
                .as("%s %s: room for those who come back before their old socket is gone", scenario.name(), preset)
                .isLessThanOrEqualTo(SimulationOptions.MOST_CONNECTIONS / 10 * 9);
        List<String> line = List.of("--preset", preset.name().toLowerCase(Locale.ROOT));
        assertThat(SimulationOptions.parse(scenario, line, 1).scale()).isEqualTo(scale);
    }

    @Test
    void theNodesLimitIsTheOneThatItsReferenceSays() throws IOException {
        assertThat(Files.readString(Path.of("../docs/reference/live-protocol.md"), StandardCharsets.UTF_8))
                .contains("| connections of a node | " + Texts.number(SimulationOptions.MOST_CONNECTIONS) + " |");
    }

    @Test
    void theReadmeSaysWhatEachPresetIs() throws IOException {
        String table = Scenarios.all().stream().map(PresetsTest::row).collect(Collectors.joining("\n"));
        assertThat(Files.readString(README, StandardCharsets.UTF_8))
                .as("the table of the presets; it has to be\n%s\n", table)
                .contains("\n| scenario | quick | standard | full |\n|---|---|---|---|\n" + table + "\n\n");
    }

    private static String row(Scenario scenario) {
        return "| `" + scenario.name() + "` | "
                + Arrays.stream(Preset.values())
                        .map(preset -> cell(scenario.scale(preset)))
                        .collect(Collectors.joining(" | "))
                + " |";
    }

    private static String cell(Scale scale) {
        String watchers = scale.watchers() == 0 ? "" : ", " + Texts.number(scale.watchers()) + " watchers";
        return String.format(
                Locale.ROOT,
                "%.0f/s for %s, %s players%s",
                scale.perSecond(),
                Texts.duration(scale.duration()),
                Texts.number(scale.players()),
                watchers);
    }

    /** What the README shows must compile. */
    @Test
    void theReadmesExampleIsTheOneOfTheTests() throws IOException {
        String source = Files.readString(
                Path.of("src/test/java/io/croupier/simulations/OwnRequests.java"), StandardCharsets.UTF_8);
        String play = source.substring(source.indexOf("    @Override\n    public void play"), source.lastIndexOf('}'));
        assertThat(Files.readString(README, StandardCharsets.UTF_8))
                .contains("```java\n" + play.stripTrailing().stripIndent() + "\n```");
    }
}
