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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of fault once, briefly, against the packaged program: money is as it was, and goes on by itself. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.MethodName.class)
class ChaosIT {
    private static final Duration HOLD = Duration.ofSeconds(1);
    private static final Duration RECOVERY = Duration.ofMinutes(2);
    private static final Duration LIMIT = Duration.ofMinutes(5);
    /** A wallet that failed comes back after a pause of 12 s at most, and the way to its database after 2 s. */
    private static final Duration BACK = Duration.ofSeconds(25);
    /** The program then starts, and restarts, in less time. */
    private static final String NO_TABLES = "croupier.round.house-tables = []\n";

    private static final int DISK_MIB = 256;
    private static final long DEPOSIT_MINOR = 10;
    private static final int MOST_DEPOSITS = 10_000;

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
                NO_TABLES,
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

    /** Asks for money, one deposit after the other, while a fault is made, and holds the answers to the promise after it. */
    private final class Witness implements ChaosListener {
        private final List<Outcome> outcomes = new ArrayList<>();
        private volatile boolean asks;
        private @Nullable CompletableFuture<List<Deposit>> asked;

        @Override
        public void begins(Duration offset, Fault fault, Duration holdFor) {
            asks = true;
            var begun = new CountDownLatch(1);
            asked = CompletableFuture.supplyAsync(() -> askOnAndOn(fault.name(), begun), background);
            try {
                assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        private List<Deposit> askOnAndOn(String name, CountDownLatch begun) {
            List<Deposit> deposits = new ArrayList<>();
            for (int i = 0; i < MOST_DEPOSITS && asks; i++) {
                deposits.add(deposit(name + "-" + i));
                begun.countDown();
                Calls.pause(Duration.ofMillis(10));
            }
            return deposits;
        }

        @Override
        public void ended(Outcome outcome) {
            System.out.println(outcome);
            outcomes.add(outcome);
            asks = false;
            CompletableFuture<List<Deposit>> asking = asked;
            asked = null;
            if (asking == null) {
                return;
            }
            assertThat(outcome.state()).as(outcome.toString()).isEqualTo(State.DONE);
            try {
                List<Deposit> deposits = asking.get(2 * RECOVERY.toSeconds(), TimeUnit.SECONDS);
                deposits.stream()
                        .filter(deposit -> !deposit.undecided().isEmpty())
                        .forEach(deposit -> System.out.println("  " + deposit));
                check(outcome, deposits);
            } catch (InterruptedException | ExecutionException | TimeoutException e) {
                throw new AssertionError(outcome.toString(), e);
            }
        }

        private void check(Outcome outcome, List<Deposit> deposits) {
            for (Deposit deposit : deposits) {
                if (outcome.fault().startsWith("db-")) {
                    // The node lives on and says what it knows: an answer that never came is none.
                    assertThat(deposit.undecided().keySet())
                            .as("%s, %s", outcome, deposit)
                            .isSubsetOf("503 unavailable", "503 outcome_unknown");
                }
            }
            decided.addAll(deposits);
            Deposit after = deposit("after-" + outcome.fault());
            assertThat(after.took()).as("%s, %s", outcome, after).isLessThan(BACK);
            decided.add(after);
            for (Deposit known : decided.subList(Math.max(0, decided.size() - 200), decided.size())) {
                assertThat(known.answer().ok()).as(known.toString()).isTrue();
                assertThat(Calls.differs(known.answer(), deposit(known.id()).answer()))
                        .as("%s, %s", outcome, known)
                        .isEmpty();
            }
        }
    }

    @Test
    void everyKindOfFaultLeavesMoneyAsItWasAndANodeThatGoesOn() {
        var witness = new Witness();
        List<ChaosPlan.Item> items = new ArrayList<>();
        for (int i = 0; i < Faults.ALL.size(); i++) {
            Fault fault = Faults.ALL.get(i);
            boolean instant = fault.defaultHold().isZero() && !fault.name().equals("db-cut");
            // One that takes its time moves the others back, so that they follow each other at once.
            items.add(new ChaosPlan.Item(fault, HOLD.multipliedBy(i), instant ? Duration.ZERO : HOLD));
        }
        try (var runner = ChaosRunner.start(new ChaosPlan(items), surroundings, 1, witness)) {
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
