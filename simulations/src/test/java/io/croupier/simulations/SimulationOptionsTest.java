package io.croupier.simulations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulationOptionsTest {
    private static final Scenario STEADY = Scenarios.named("steady").orElseThrow();

    private static SimulationOptions parse(String line) throws UsageException {
        return SimulationOptions.parse(STEADY, line.isEmpty() ? List.of() : List.of(line.split(" ", -1)), 42);
    }

    @Test
    void aPresetDecidesWhatNobodySaid() throws UsageException {
        SimulationOptions quick = parse("");
        assertThat(quick.preset()).isEqualTo(Preset.QUICK);
        assertThat(quick.scale()).isEqualTo(STEADY.scale(Preset.QUICK));
        assertThat(quick.seed()).isEqualTo(42);
        assertThat(quick.nodes()).isEqualTo(1);
        assertThat(quick.warmUp()).isLessThan(quick.scale().duration());
        SimulationOptions own = parse("--preset full --rate 7.5 --duration 2m --players 9 --watchers 0 --seed -3");
        assertThat(own.scale()).isEqualTo(new Scale(7.5, Duration.ofMinutes(2), 9, 0));
        assertThat(own.seed()).isEqualTo(-3);
    }

    @Test
    void secretsAreNotShown() throws UsageException {
        SimulationOptions options = parse("--url http://127.0.0.1:1 --provider-key acme:s:x --operator-token top");
        assertThat(options.providerKey()).isEqualTo(new Api.ProviderKey("acme", "s:x"));
        assertThat(options.given())
                .containsEntry("provider-key", "(given)")
                .containsEntry("operator-token", "(given)")
                .containsEntry("url", "http://127.0.0.1:1");
    }

    @Test
    void aPlanOfFaultsIsReadAndSecretsOfTheDatabaseAreNotShown() throws UsageException {
        SimulationOptions written = parse("--chaos kill@20s,db-stop@40s+5s");
        assertThat(String.valueOf(written.chaos().plan())).isEqualTo("kill@20s+0s,db-stop@40s+5s");
        assertThat(written.chaos().wantsDisk()).isFalse();
        assertThat(parse("--chaos db-full@1s").chaos().wantsDisk()).isTrue();
        assertThat(parse("--chaos-every 30s").chaos().kinds())
                .isNotEmpty()
                .noneMatch(fault -> fault.name().equals("db-full"));
        assertThat(parse("--chaos-every 30s --chaos-kinds kill,kill").chaos().kinds())
                .hasSize(1);
        assertThat(parse("").chaos().any()).isFalse();
        assertThat(parse("--url http://127.0.0.1:1 --db-url jdbc:postgresql://h/d?password=x")
                        .given())
                .containsEntry("db-url", "(given)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "steady | unexpected steady",
                "--rate | --rate needs a value",
                "--rate 0 | --rate 0: must be a number from 0.1 to 100000",
                "--rate NaN | --rate NaN: must be a number",
                "--rate 1 --rate 2 | --rate is given twice",
                "--players 1 | --players 1: must be a whole number from 2 to 5000",
                "--duration 5 | --duration 5: must be a number with ms, s, m or h",
                "--duration 25h | --duration 25h: must be a number with ms, s, m or h, at most 24h",
                "--duration 5s --warm-up 5s | --warm-up must be shorter",
                "--rate 1000 --duration 1h | --rate 1000.0 for --duration 1h is 3,600,000 requests, and a run's log"
                        + " holds 1,000,000: lower one of the two",
                "--preset full --duration 1h | is 2,160,000 requests",
                "--watchers 20000 | --players 40 and --watchers 20000 are 20,040 connections, and a node takes 20,000",
                "--preset huge | --preset huge: must be quick, standard or full",
                "--url ftp://x | --url ftp://x: must be http://host:port",
                "--url http: | --url http:: must be http://host:port",
                "--chaos boom@1s | --chaos: there is no fault 'boom'",
                "--chaos kill | --chaos: 'kill': an item is fault@time",
                "--chaos kill@1s --chaos-every 5s | --chaos and --chaos-every: give one of them",
                "--chaos-kinds kill | --chaos-kinds is for --chaos-every",
                "--chaos-every 5s --chaos-kinds kill,boom | --chaos-kinds: there is no fault 'boom'",
                "--chaos-every 500ms | --chaos-every must be 1s or more",
                "--roll-to x.jar | --roll-to is for --chaos",
                "--nodes 10 | --nodes 10: must be a whole number from 1 to 9",
                "--nodes 3 --url http://127.0.0.1:1 | --nodes is for what the simulation starts itself: not with --url",
                "--nodes 3 --chaos roll@5s --roll-to x.jar | --roll-to is for a single node",
                "--chaos kill@1s --url http://127.0.0.1:1 | not with --url",
                "--db-url jdbc:postgresql://127.0.0.1/x | --db-url is for --url",
                "--url http://127.0.0.1:1 --db-url mysql:x | --db-url must be jdbc:postgresql://",
                "--watchers -1 | --watchers -1: must be a whole number from 0 to 50000",
                "--provider-key acme | --provider-key: must be ID:SECRET",
                "--fast yes | unknown option --fast"
            })
    void whatIsWrongIsNamed(String line, String message) {
        assertThatThrownBy(() -> parse(line)).isInstanceOf(UsageException.class).hasMessageContaining(message);
    }

    @Test
    void whatRunsAlreadyMayBeMoreThanOneNode() throws UsageException {
        assertThat(parse("--url http://127.0.0.1:1 --watchers 30000").scale().watchers())
                .isEqualTo(30_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--url http://127.0.0.1:8080 | rest stops and starts a program of its own: not with --url",
                "--nodes 3 | rest stops and starts the program itself: not with --nodes",
                "--chaos kill@5s | rest stops and starts the program itself: not with --chaos",
                "--chaos-every 5s | rest stops and starts the program itself: not with --chaos"
            })
    void whatRestCannotDoIsRefused(String line, String message) {
        Scenario rest = Scenarios.named("rest").orElseThrow();
        assertThatThrownBy(() -> SimulationOptions.parse(rest, List.of(line.split(" ", -1)), 42))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(message);
    }

    @Test
    void noCommandLineIsAnythingButOptionsOrAUsageError() {
        var random = new SplittableRandom(1);
        String[] words = {
            "--rate",
            "--duration",
            "--url",
            "--seed",
            "--keep",
            "-1",
            "1e9",
            "9".repeat(40),
            "",
            " ",
            "a:b",
            "1s",
            "http://[",
            "--",
            "--preset",
            "quick",
            "\u0000",
            "--live",
            "--nodes",
            "--chaos",
            "--chaos-every",
            "--chaos-kinds",
            "kill@1s",
            "kill,,",
            "ws://x:1"
        };
        for (int i = 0; i < 20_000; i++) {
            List<String> line = new ArrayList<>();
            for (int j = random.nextInt(6); j > 0; j--) {
                line.add(words[random.nextInt(words.length)]);
            }
            assertThatCode(() -> {
                        try {
                            SimulationOptions.parse(STEADY, line, 1);
                        } catch (UsageException told) {
                            assertThat(told.getMessage()).isNotBlank();
                        }
                    })
                    .as("%s", line)
                    .doesNotThrowAnyException();
        }
    }
}
