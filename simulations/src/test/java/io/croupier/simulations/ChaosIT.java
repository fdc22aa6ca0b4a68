package io.croupier.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.croupier.simulations.chaos.ChaosListener;
import io.croupier.simulations.chaos.ChaosPlan;
import io.croupier.simulations.chaos.ChaosRunner;
import io.croupier.simulations.chaos.DatabaseServer;
import io.croupier.simulations.chaos.DelayingProxy;
import io.croupier.simulations.chaos.Fault;
import io.croupier.simulations.chaos.Faults;
import io.croupier.simulations.chaos.LimitedDisk;
import io.croupier.simulations.chaos.Surroundings;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of fault once, briefly, against the packaged program: money is as it was, and goes on by itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.MethodName.class)
class ChaosIT {
    private static final Duration HOLD = Duration.ofSeconds(1);
    private static final Duration RECOVERY = Duration.ofMinutes(1);
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final int DISK_MIB = 256;
    private static final long DEPOSIT_MINOR = 10;

    private final ExecutorService background = Executors.newSingleThreadExecutor();
    private final List<Deposit> decided = new ArrayList<>();
    private Path home;
    private Surroundings surroundings;
    private DatabaseServer database;
    private Api api;
    private String operator;
    private JsonNode player;

    /**
     * A deposit that was asked for until it was decided.
     *
     * @param undecided how often each other answer came before
     */
    private record Deposit(String id, Api.Answer answer, Map<String, Integer> undecided, Duration took) {}

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        home = folder;
        LimitedDisk disk =
                LimitedDisk.obstacle(home).isEmpty() ? LimitedDisk.mount(home.resolve("disk"), DISK_MIB) : null;
        database = DatabaseServer.in((disk == null ? home : disk.folder()).resolve("db"));
        var proxy = DelayingProxy.before(database.address().port(), 1);
        var http = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(5))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        String jar = System.getProperty("croupier.jar", "");
        var program = new Program(
                jar,
                "",
                home,
                Ports.free(new SplittableRandom()),
                http,
                Program.on(database.address().behind(proxy.port())));
        Path other =
                Files.createSymbolicLink(home.resolve("other.jar"), Path.of(jar).toAbsolutePath());
        surroundings =
                Surroundings.of(program, home).with(database, proxy, disk).withOtherJar(other);
        database.start();
        program.start();
        api = new Api(http, program.api(), Clock.systemUTC());
        operator = Json.text(
                api.post("/dev/operators", Json.object().put("name", "olga").put("role", "operator"), null)
                        .orFail("a new operator"),
                "token");
        player = api.post(
                        "/dev/players",
                        Json.object().put("name", "ann").put("balanceMinor", 0).put("currency", Casino.CURRENCY),
                        null)
                .orFail("a new player");
        decided.add(deposit("before"));
    }

    @AfterAll
    void stop() throws IOException {
        background.shutdownNow();
        surroundings.close();
        surroundings.close();
        assertThat(Files.readString(Path.of("/proc/mounts"))).doesNotContain(home.toString());
        assertThat(database.isRunning()).isFalse();
    }

    private Api.Answer ask(String id) {
        return api.post(
                "/operator/v1/wallets/" + Json.text(player, "playerId") + "/deposits",
                Json.object()
                        .put("transactionId", id)
                        .put("amountMinor", DEPOSIT_MINOR)
                        .put("currency", Casino.CURRENCY)
                        .put("reason", "chaos"),
                operator);
    }

    private Deposit deposit(String id) {
        Map<String, Integer> undecided = new TreeMap<>();
        long began = System.nanoTime();
        while (true) {
            Api.Answer answer = ask(id);
            var took = Duration.ofNanos(System.nanoTime() - began);
            if (answer.decided()) {
                return new Deposit(id, answer, undecided, took);
            }
            undecided.merge(answer.status() + " " + answer.code(), 1, Math::addExact);
            assertThat(took).as(id + " is not decided: " + undecided).isLessThan(RECOVERY);
            Calls.pause(Duration.ofMillis(50));
        }
    }

    /** Asks for money while a fault is made, and holds the answers to the promise when it is over. */
    private final class Witness implements ChaosListener {
        private final List<Outcome> outcomes = new ArrayList<>();
        private @Nullable CompletableFuture<Deposit> during;

        @Override
        public void begins(Duration offset, Fault fault, Duration holdFor) {
            during = CompletableFuture.supplyAsync(() -> deposit("during-" + fault.name()), background);
        }

        @Override
        public void ended(Outcome outcome) {
            outcomes.add(outcome);
            CompletableFuture<Deposit> asked = during;
            during = null;
            if (asked == null) {
                System.out.println(outcome);
                return;
            }
            try {
                Deposit deposit = asked.get(2 * RECOVERY.toSeconds(), TimeUnit.SECONDS);
                System.out.println(outcome + "\n  " + deposit);
                check(outcome, deposit);
            } catch (InterruptedException | ExecutionException | TimeoutException e) {
                throw new AssertionError(outcome.toString(), e);
            }
        }

        private void check(Outcome outcome, Deposit deposit) {
            assertThat(outcome.state()).as(outcome.toString()).isEqualTo(State.DONE);
            assertThat(deposit.answer().ok()).as(deposit.toString()).isTrue();
            if (outcome.fault().startsWith("db-")) {
                // The node lives on and says what it knows: an answer that never came is none.
                assertThat(deposit.undecided().keySet())
                        .as(deposit.toString())
                        .isSubsetOf("503 unavailable", "503 outcome_unknown");
            }
            decided.add(deposit);
            Deposit after = deposit("after-" + outcome.fault());
            assertThat(after.answer().ok()).as(after.toString()).isTrue();
            decided.add(after);
            for (Deposit known : decided) {
                assertThat(Calls.differs(known.answer(), deposit(known.id()).answer()))
                        .as(outcome + ", " + known.id())
                        .isEmpty();
            }
        }
    }

    @Test
    void everyKindOfFaultLeavesMoneyAsItWasAndANodeThatGoesOn() {
        var witness = new Witness();
        var plan = new StringBuilder();
        for (int i = 0; i < Faults.ALL.size(); i++) {
            // One that takes its time moves the others back, so that they follow each other at once.
            plan.append(i == 0 ? "" : ",").append(Faults.ALL.get(i).name());
            plan.append('@')
                    .append(i * HOLD.toSeconds())
                    .append("s+")
                    .append(HOLD.toSeconds())
                    .append('s');
        }
        try (var runner = ChaosRunner.start(ChaosPlan.parse(plan.toString()), surroundings, 1, witness)) {
            assertThat(runner.await(LIMIT)).isTrue();
        }

        assertThat(witness.outcomes)
                .extracting(ChaosListener.Outcome::fault)
                .containsExactlyElementsOf(Faults.ALL.stream().map(Fault::name).toList());
        for (ChaosListener.Outcome outcome : witness.outcomes) {
            String missing =
                    Faults.byName(outcome.fault()).refusal(surroundings).orElse("");
            assertThat(outcome.state())
                    .as(outcome.toString())
                    .isEqualTo(missing.isEmpty() ? ChaosListener.State.DONE : ChaosListener.State.REFUSED);
        }
        assertThat(Json.required(
                        api.get("/v1/me/wallet", Json.text(player, "token")).orFail("wallet"), "balanceMinor"))
                .isEqualTo(DEPOSIT_MINOR * decided.size());
    }

    @Test
    void aFaultThatIsClosedInItsMiddleLeavesEverythingHealed() throws InterruptedException, SQLException {
        var begun = new CountDownLatch(1);
        var listener = new ChaosListener() {
            @Override
            public void begins(Duration offset, Fault fault, Duration holdFor) {
                begun.countDown();
            }

            @Override
            public void ended(Outcome outcome) {
                System.out.println(outcome);
            }
        };
        try (var runner = ChaosRunner.start(ChaosPlan.parse("db-stop@0s+10m"), surroundings, 1, listener)) {
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(runner.await(Duration.ofMillis(500))).isFalse();
        }

        try (Connection connection = database.connect();
                ResultSet row = connection.createStatement().executeQuery("SHOW fsync")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1)).isEqualTo("on");
        }
        Deposit healed = deposit("healed");
        assertThat(healed.answer().ok()).isTrue();
        decided.add(healed);
    }
}
