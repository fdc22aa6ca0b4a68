package io.croupier.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.ServiceLoader;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;

class SimulateToolTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return new SimulateTool().run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    @Test
    void isFoundAsAService() {
        assertThat(ServiceLoader.load(ToolProvider.class).stream().map(ServiceLoader.Provider::type))
                .contains(SimulateTool.class);
    }

    @Test
    void listsTheSimulations() {
        assertThat(run("list")).isZero();
        assertThat(out.toString()).contains("kills");
    }

    @Test
    void describesItselfInOneLine() {
        assertThat(run("--describe")).isZero();
        assertThat(out.toString().lines()).hasSize(1);
    }

    @Test
    void explainsTheOptionsOfKills() {
        assertThat(run("kills", "--help")).isZero();
        assertThat(out.toString()).contains("--times").contains("--seed");
    }

    @Test
    void explainsTheOptionsOfRoll() {
        assertThat(run("list")).isZero();
        assertThat(out.toString()).contains("roll  ");
        assertThat(run("roll", "--help")).isZero();
        assertThat(out.toString()).contains("--nodes").contains("--every-ms");
        assertThat(run("roll", "--nodes", "1")).isEqualTo(2);
        assertThat(err.toString()).contains("from 2 to 9");
    }

    @Test
    void explainsTheOptionsOfOutages() {
        assertThat(run("list")).isZero();
        assertThat(out.toString()).contains("zombie ").contains("partition ");
        assertThat(run("zombie", "--help")).isZero();
        assertThat(out.toString()).contains("SIGSTOP").contains("one after the other (20)");
        assertThat(run("partition", "--help")).isZero();
        assertThat(out.toString()).contains("network namespace").contains("one after the other (3)");
        assertThat(run("partition", "--nodes", "2")).isEqualTo(2);
        assertThat(err.toString()).contains("from 3 to 9");
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThat(run("thrills")).isEqualTo(2);
        assertThat(run("kills", "--tmies", "3")).isEqualTo(2);
        assertThat(run("kills", "--times")).isEqualTo(2);
        assertThat(run("kills", "--times", "many")).isEqualTo(2);
        assertThat(run("kills", "--times", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("thrills").contains("--tmies").contains("from 1 to 10000");
    }

    @Test
    void whatFailsBeforeThePlayIsToldInOneLine() {
        assertThat(run("steady", "--url", "http://192.0.2.1:1")).isEqualTo(1);
        assertThat(err.toString().lines()).singleElement().asString().contains("give --allow-remote");
    }

    @Test
    void readsEveryOption() throws UsageException {
        var options = KillsOptions.parse(
                List.of(
                        "--times",
                        "5",
                        "--seed",
                        "-7",
                        "--players",
                        "3",
                        "--burst",
                        "9",
                        "--betting-window-ms",
                        "1500",
                        "--keep"),
                1);
        assertThat(options).isEqualTo(new KillsOptions(5, -7, 3, 9, 1_500, true));
        assertThat(KillsOptions.parse(List.of(), 42).seed()).isEqualTo(42);
    }
}
