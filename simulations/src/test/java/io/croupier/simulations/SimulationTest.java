package io.croupier.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private static String failedWith(Runnable scenario) {
        List<Difference> differences = new ArrayList<>();
        Simulation.attempt(differences, "the scenario is played", scenario);
        assertThat(differences).hasSize(1);
        assertThat(differences.get(0).rule()).isEqualTo("not so: the scenario is played");
        return differences.get(0).detail();
    }

    @Test
    void whateverAScenarioThrowsIsADifferenceThatNamesIt() {
        assertThat(failedWith(() -> {
                    throw new IllegalArgumentException("perSecond=-1\nand more");
                }))
                .startsWith(
                        "java.lang.IllegalArgumentException: perSecond=-1 at io.croupier.simulations.SimulationTest")
                .doesNotContain("\n");
        assertThat(failedWith(() -> Objects.requireNonNull(null)))
                .startsWith("java.lang.NullPointerException: null at io.croupier.simulations.SimulationTest");
        assertThat(failedWith(() -> {
                    throw new AssertionError("not so");
                }))
                .startsWith("java.lang.AssertionError: not so at ");
    }

    @Test
    void whatWasMeantForPeopleIsToldAsItIs() {
        assertThat(failedWith(() -> {
                    throw new SimulationException("--watchers 0: this scenario needs some");
                }))
                .isEqualTo("--watchers 0: this scenario needs some");
    }
}
