package io.croupier.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.simulations.chaos.ChaosListener;
import io.croupier.simulations.chaos.ChaosListener.State;
import io.croupier.simulations.chaos.ChaosPlan;
import io.croupier.simulations.chaos.ChaosRunner;
import io.croupier.simulations.chaos.Fault;
import io.croupier.simulations.chaos.Faults;
import io.croupier.simulations.chaos.Surroundings;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be made is refused by name, and is neither done nor failed. */
class RefusalTest {
    @TempDir
    Path home;

    private Surroundings nodeAlone;

    @BeforeEach
    void neverStarted() {
        var program = new Program("", "", home, new Ports(1, 1, 1, 1), HttpClient.newHttpClient());
        nodeAlone = Surroundings.of(program, home);
    }

    private Optional<String> refusal(String name) {
        return Faults.byName(name).refusal(nodeAlone);
    }

    @Test
    void ofWhatBreaksTheDatabaseNamesTheDatabaseThatIsMissing() {
        for (Fault fault : Faults.ALL) {
            if (fault.name().startsWith("db-")) {
                assertThat(fault.refusal(nodeAlone))
                        .get()
                        .asString()
                        .startsWith(fault.name() + " needs a ")
                        .contains("PostgreSQL of the simulation's own");
            }
        }
    }

    @Test
    void ofARollNamesTheJar() {
        assertThat(refusal("roll")).hasValue("roll needs another version's jar, and none was given");
        Path missing = home.resolve("missing.jar");
        assertThat(Faults.byName("roll").refusal(nodeAlone.withOtherJar(missing)))
                .hasValue("roll needs another version's jar; " + missing + " is not there");
    }

    @Test
    void isNotOfWhatTheNodeAloneIsEnoughFor() {
        assertThat(List.of("kill", "term", "freeze"))
                .allSatisfy(name -> assertThat(refusal(name)).isEmpty());
    }

    @Test
    void isToldByTheRunnerAndIsNoFaultThatWasSurvived() {
        List<ChaosListener.Outcome> told = new ArrayList<>();
        try (var runner = ChaosRunner.start(ChaosPlan.parse("db-kill@0s,roll@1ms"), nodeAlone, 1, told::add)) {
            assertThat(runner.await(Duration.ofSeconds(10))).isTrue();
        } catch (RuntimeException nodeNeverRan) {
            assertThat(nodeNeverRan).hasMessageContaining("not everything came back at the end of the plan");
        }
        assertThat(told).extracting(ChaosListener.Outcome::state).containsExactly(State.REFUSED, State.REFUSED);
        assertThat(told.get(0).words()).startsWith("db-kill needs");
    }
}
