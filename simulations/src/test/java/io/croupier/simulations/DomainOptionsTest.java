package io.croupier.simulations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DomainOptionsTest {
    @Test
    void playsAMillionUnlessTold() throws UsageException {
        assertThat(DomainOptions.parse(List.of(), 5))
                .isEqualTo(new DomainOptions(1_000_000, 5, OptionalLong.empty(), 200_000));
    }

    @Test
    void takesAllOptions() throws UsageException {
        var arguments = List.of("--histories", "10", "--seed", "-3", "--replay", "9", "--max-steps", "500");
        assertThat(DomainOptions.parse(arguments, 5)).isEqualTo(new DomainOptions(10, -3, OptionalLong.of(9), 500));
    }

    @Test
    void namesWhatIsWrong() {
        assertThatThrownBy(() -> DomainOptions.parse(List.of("--histories", "0"), 5))
                .hasMessage("--histories 0: must be a whole number from 1 to 1000000000");
        assertThatThrownBy(() -> DomainOptions.parse(List.of("--seed"), 5)).hasMessage("--seed needs a number");
        assertThatThrownBy(() -> DomainOptions.parse(List.of("--times", "1"), 5))
                .hasMessage("unknown option --times; croupier simulate domain --help lists them");
    }

    @Test
    void runsFromTheCommandLine() {
        var said = new StringWriter();
        var out = new PrintWriter(said);
        assertThat(new SimulateTool().run(out, out, "domain", "--histories", "20", "--seed", "7"))
                .isZero();
        assertThat(said.toString()).contains("20 histories, nothing differs");
        assertThat(new SimulateTool().run(out, out, "domain", "--replay", "7", "--max-steps", "5"))
                .isEqualTo(1);
        assertThat(new SimulateTool().run(out, out, "domain", "--replay")).isEqualTo(2);
    }
}
