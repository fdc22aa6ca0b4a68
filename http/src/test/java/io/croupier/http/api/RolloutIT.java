package io.croupier.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.croupier.http.TestNode;
import io.croupier.http.api.ApiClient.Answer;
import io.croupier.http.api.ApiClient.Person;
import io.croupier.http.rollout.RolloutCommand;
import io.croupier.kubernetes.fake.FakeApiServer;
import io.croupier.kubernetes.fake.FakeApiServer.Account;
import io.croupier.kubernetes.fake.FakeCell;
import io.croupier.kubernetes.fake.PodRuntime;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What operators say to the guard of a running node, whose pod an API server replaces on paper: the node itself stays. */
class RolloutIT {
    private static final String PATH = "/operator/v1/rollout";
    private static final FakeCell CELL = new FakeCell(1, 1, new OneNode());
    private static final FakeApiServer SERVER = new FakeApiServer(directory(), CELL);
    private static final Account ACCOUNT = SERVER.account("guard");

    @RegisterExtension
    static final TestNode NODE =
            TestNode.with("""
            croupier.guard { enabled = on, look-interval = 200 ms, settle = 500 ms, slo.longest-p95 = 60 s }
            croupier.node.canary { interval = 500 ms, timeout = 5 s, stale-after = 6 s }
            croupier.kubernetes.api { host = "127.0.0.1", port = %d, timeout = 20 s
              token-file = "%s", ca-file = "%s", namespace-file = "%s" }
            """.formatted(SERVER.port(), ACCOUNT.token(), ACCOUNT.ca(), ACCOUNT.namespace()));

    private static ApiClient api;
    private static Person olga;

    /** Pods that all are this one node. */
    private static final class OneNode implements PodRuntime {
        @Override
        public String start(Spec pod, Told told) {
            var unused = CompletableFuture.runAsync(() -> told.ready(true));
            return "127.0.0.1";
        }

        @Override
        public void stop(Spec pod, Runnable gone) {
            var unused = CompletableFuture.runAsync(gone);
        }
    }

    private static Path directory() {
        try {
            return Files.createTempDirectory("rollout-it-");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @BeforeAll
    static void connect() {
        api = new ApiClient(NODE.node().httpUri());
        olga = api.operator("operator");
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static JsonNode await(Predicate<JsonNode> wanted) {
        return Eventually.get(() -> api.get(PATH, olga).is(200).json(), wanted);
    }

    private static boolean phase(JsonNode status, String phase) {
        return status.get("phase").asText().equals(phase);
    }

    private static Answer tell(String verb, String transactionId, String more) {
        return api.post(
                PATH + "/" + verb,
                olga,
                "{\"transactionId\":\"" + transactionId + "\",\"reason\":\"match day\"" + more + "}");
    }

    private static void awaitSteady() {
        await(status -> phase(status, "steady") && status.get("drainsAllowed").asBoolean());
    }

    @Test
    void anOperatorHoldsARollOutAndLetsItGo() {
        String unique = UUID.randomUUID().toString();
        awaitSteady();
        Answer paused = tell("pause", "p-" + unique, "").is(200);
        assertThat(paused.string("mode")).isEqualTo("paused");
        assertThat(paused.string("by")).isEqualTo(olga.id());
        String revision = CELL.apply(2);
        JsonNode held = await(status ->
                phase(status, "paused") && status.get("revision").asText().equals(revision));
        assertThat(held.get("drainsAllowed").asBoolean()).isFalse();
        assertThat(held.at("/pods/0/current").asBoolean()).isFalse();
        assertThat(held.at("/pods/0/member").asText()).isEqualTo("up");
        assertThat(held.get("waitingFor").toString()).contains("match day");
        assertThat(CELL.deleted()).isEmpty();

        tell("resume", "r-" + unique, "").is(200);
        Eventually.get(CELL::rolled, rolled -> rolled);
        awaitSteady();
        assertThat(CELL.deleted()).containsExactly("croupier-0");

        Answer again = tell("pause", "p-" + unique, "").is(200);
        assertThat(again.replayed()).isTrue();
        assertThat(again.text()).isEqualTo(paused.text());
        assertThat(api.get(PATH, olga).json().get("mode").asText())
                .as("a repetition changes nothing")
                .isEqualTo("running");
        tell("freeze", "p-" + unique, "").is(409, "transaction_conflict");

        tell("freeze", "f-" + unique, "").is(200);
        assertThat(CELL.maxUnavailable()).isZero();
        tell("resume", "g-" + unique, ",\"ignoreSlo\":true").is(200);
        awaitSteady();
    }

    @Test
    void noNodeMayGoWhileItsEventsDoNotReachTheJournal() throws SQLException {
        awaitSteady();
        try (Connection other = NODE.node().database().connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("LOCK TABLE event_journal IN EXCLUSIVE MODE");
            JsonNode shut = await(status -> phase(status, "unwell"));
            assertThat(shut.get("drainsAllowed").asBoolean()).isFalse();
            assertThat(shut.get("waitingFor").toString())
                    .contains("service: 127.0.0.1: no event of this node was seen in the journal for ");
            other.rollback();
        }
        awaitSteady();
    }

    @Test
    void whatIsAskedForWrongIsRefused() {
        api.get(PATH).is(401, "unauthenticated");
        api.get(PATH, api.player("eve", 10)).is(403, "forbidden");
        api.post(PATH + "/pause", olga, "{\"transactionId\":\"x\"}").is(400, "missing_field");
        api.post(PATH + "/pause", olga, "{\"reason\":\"x\"}").is(400, "missing_field");
        tell("resume", "x", ",\"ignoreSlo\":1").is(400, "invalid_field");
    }

    @Test
    void theCommandSaysTheSame() throws IOException {
        Path token = Files.writeString(directory().resolve("token"), olga.token() + "\n");
        awaitSteady();
        assertThat(command(0, token, "freeze", "--reason", "the final"))
                .contains("mode       frozen   by " + olga.id())
                .contains("the final")
                .contains("done       transactionId rollout-");
        assertThat(command(0, token, "status"))
                .contains("phase      frozen")
                .contains("waits for  an operator's resume");
        assertThat(command(0, token, "resume", "--reason", "it is over")).contains("mode       running");
        awaitSteady();
        assertThat(command(0, token, "status"))
                .contains("drains     may take one node")
                .containsPattern("croupier-0 +new +ready +member up +\\(the oldest\\)");

        Files.writeString(token, api.player("eve", 10).token());
        assertThat(command(1, token, "status")).contains("forbidden: ");
    }

    private static String command(int exitCode, Path token, String... arguments) {
        StringWriter said = new StringWriter();
        String[] all = new String[arguments.length + 4];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--url";
        all[arguments.length + 1] = NODE.node().httpUri().toString();
        all[arguments.length + 2] = "--token-file";
        all[arguments.length + 3] = token.toString();
        PrintWriter out = new PrintWriter(said, true);
        assertThat(new RolloutCommand().run(out, out, all)).as(said.toString()).isEqualTo(exitCode);
        return said.toString();
    }
}
