package io.croupier.http.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RolloutCommandTest {
    private static final Map<String, String> TOKEN = Map.of("CROUPIER_OPERATOR_TOKEN", "t");

    private final StringWriter err = new StringWriter();

    private int rollout(Map<String, String> environment, String... arguments) {
        return new RolloutCommand(environment)
                .run(new PrintWriter(new StringWriter(), true), new PrintWriter(err, true), arguments);
    }

    private void refuses(String why, String... arguments) {
        assertThat(rollout(TOKEN, arguments)).isEqualTo(2);
        assertThat(err.toString().lines().findFirst().orElse("")).isEqualTo("croupier: rollout: " + why);
        err.getBuffer().setLength(0);
    }

    @Test
    void saysWhatIsWrong() {
        refuses("say what: one of status, pause, resume, freeze");
        refuses("say what: one of status, pause, resume, freeze", "stop");
        refuses("pause needs a --reason, which is kept", "pause");
        refuses("freeze needs a --reason, which is kept", "freeze", "--reason", " ");
        refuses("status changes nothing and takes no --reason", "status", "--reason", "x");
        refuses("--ignore-slo goes with resume", "pause", "--reason", "x", "--ignore-slo");
        refuses("there is no option '--force'", "pause", "--force");
        refuses("--reason needs a value", "pause", "--reason");
        refuses("--url=here must be http(s)://HOST:PORT", "status", "--url", "here");
        refuses("--token-file=/nowhere can't be read", "status", "--token-file", "/nowhere");
        assertThat(rollout(Map.of(), "status")).isEqualTo(2);
        assertThat(err.toString()).contains("CROUPIER_OPERATOR_TOKEN, or --token-file");
    }

    @Test
    void takesItsPlaceFromWhereItIsSaid() {
        assertThat(RolloutWish.of(TOKEN, "status").url()).isEqualTo(URI.create("http://127.0.0.1:8080"));
        var environment = Map.of("CROUPIER_OPERATOR_TOKEN", " t\n", "CROUPIER_OPERATOR_URL", "https://cell:443/");
        RolloutWish wish = RolloutWish.of(environment, "resume", "--ignore-slo", "--reason", "rolled back");
        assertThat(wish).isEqualTo(new RolloutWish("resume", URI.create("https://cell:443"), "t", "rolled back", true));
    }

    @Test
    void saysThatNobodyIsThere() {
        assertThat(rollout(TOKEN, "status", "--url", "http://127.0.0.1:1")).isEqualTo(1);
        assertThat(err.toString()).startsWith("croupier: rollout: ");
    }
}
