package io.croupier.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int croupier(String... arguments) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    @Test
    void listsItsCommandsAndNoneOfTheJdks() {
        assertThat(croupier("help")).isZero();

        assertThat(out.toString()).contains("run        starts one node").doesNotContain("javac");
    }

    @Test
    void saysInOneLineThatACommandIsUnknown() {
        assertThat(croupier("dance")).isEqualTo(2);

        assertThat(err.toString().strip())
                .isEqualTo("croupier: there is no command 'dance'; 'croupier help' lists them");
    }

    @Test
    void explainsItselfToOneWhoSaysNothing() {
        assertThat(croupier()).isEqualTo(2);

        assertThat(out.toString()).contains("usage: croupier <command>");
    }

    @Test
    void tellsItsVersion() {
        assertThat(croupier("version")).isZero();

        assertThat(out.toString()).matches("croupier \\d+\\.\\d+.*\\R");
    }

    @Test
    void refusesArgumentsThatRunDoesNotHave() {
        assertThat(croupier("run", "--fast")).isEqualTo(2);

        assertThat(err.toString()).contains("run takes no arguments");
    }
}
