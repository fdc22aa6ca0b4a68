package io.croupier.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.simulations.crowd.Crowd;
import io.croupier.simulations.load.Measurements;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A crowd that watches the packaged program. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrowdIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final List<String> TABLES = List.of("roulette-1", "crash-1");
    private static final String HOUSE_TABLES = """
            croupier.round.house-tables = [
              { table-id = "roulette-1", owner = "house", game = "roulette", currency = "EUR", books = 4
                min-stake-minor = 10, max-stake-minor = 1000000, betting-window = 400 ms, pause = 100 ms }
              { table-id = "crash-1", owner = "house", game = "crash", currency = "EUR", books = 4
                min-stake-minor = 10, max-stake-minor = 1000000, betting-window = 500 ms, pause = 200 ms }
            ]
            """;

    private Program program;
    private List<String> tokens;

    @BeforeAll
    void start(@TempDir Path home) {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        Ports ports = Ports.free(new SplittableRandom());
        program = new Program(System.getProperty("croupier.jar", ""), HOUSE_TABLES, home, ports, http);
        program.start();
        var api = new Api(http, program.api(), Clock.systemUTC());
        tokens = IntStream.range(0, 100)
                .mapToObj(i -> api.post(
                                "/dev/players",
                                Json.object()
                                        .put("name", "watcher" + i)
                                        .put("balanceMinor", 1_000)
                                        .put("currency", "EUR"),
                                null)
                        .orFail("a new player"))
                .map(player -> Json.text(player, "token"))
                .toList();
    }

    @AfterAll
    void stop() {
        program.close();
    }

    /** The most that a watcher follows. */
    private static final long TABLES_OF_ONE = 3;

    private static Measurements measurements() {
        return new Measurements(Duration.ZERO, System::nanoTime);
    }

    private static void await(String what, Crowd crowd, BooleanSupplier reached) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("%s within %s: %s, %s", what, LIMIT, crowd.figures(), crowd.faults())
                    .isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static long figure(Crowd crowd, String title) {
        return crowd.figures().getOrDefault(title, 0L);
    }

    private static long times(Measurements measurements, String operation) {
        return measurements.operations().stream()
                .filter(measured -> measured.name().equals(operation))
                .mapToLong(measured -> measured.total().getTotalCount())
                .sum();
    }

    private static void awaitEvents(Crowd crowd, long more) {
        long before = figure(crowd, "table events");
        await(more + " events", crowd, () -> figure(crowd, "table events") - before >= more);
    }

    @Test
    void aCrowdSeesEveryEventOnceThoughItIsCutAndSomeDoNotRead() {
        Measurements measurements = measurements();
        long toldTo;
        try (var crowd = new Crowd(program.live(), tokens, TABLES, measurements, 7)) {
            crowd.grow(300, 400);
            assertThat(crowd.size()).isEqualTo(300);
            await("all there", crowd, () -> crowd.connected() == 300);
            awaitEvents(crowd, 5_000);

            crowd.stampede();
            await("all back", crowd, () -> crowd.connected() == 300);
            // Whoever was told to begin anew, as a machine that is too busy for all at once does, was not there to be
            // cut.
            assertThat(figure(crowd, "lost with 1006") + figure(crowd, "lost with 4010"))
                    .as("%s", crowd.figures())
                    .isEqualTo(figure(crowd, "sockets lost"))
                    .isGreaterThanOrEqualTo(300);
            assertThat(crowd.figures()).containsEntry("streams begun anew by the server", 0L);
            // Nobody else begins anew.
            long restarted = figure(crowd, "streams restarted");
            assertThat(restarted).isLessThanOrEqualTo(TABLES_OF_ONE * figure(crowd, "lost with 4010"));
            assertThat(figure(crowd, "streams recovered") + restarted)
                    .isGreaterThanOrEqualTo(figure(crowd, "streams started"));
            awaitEvents(crowd, 2_000);

            crowd.stall(0.1);
            assertThat(figure(crowd, "stalled now")).isEqualTo(30);
            awaitEvents(crowd, 2_000);
            crowd.resume();
            await("all read", crowd, () -> figure(crowd, "stalled: read on") == 30);
            assertThat(crowd.connected()).isEqualTo(300);

            crowd.shrink(250);
            assertThat(crowd.size()).isEqualTo(50);
            awaitEvents(crowd, 200);
            assertThat(crowd.faults()).isEmpty();
            assertThat(figure(crowd, "faults")).isZero();
            assertThat(figure(crowd, "watchers that gave up")).isZero();
            assertThat(figure(crowd, "messages read by Jackson")).isZero();
            toldTo = figure(crowd, "lost with 4010");
        }
        measurements.endInterval();
        assertThat(times(measurements, "watcher connect")).isEqualTo(300);
        // Once for the stampede, and once more where a machine that was too busy for all at once told it to.
        assertThat(times(measurements, "watcher reconnect")).isBetween(300L, 300 + toldTo);
        assertThat(measurements.operations())
                .filteredOn(operation -> operation.name().equals("delivery"))
                .singleElement()
                .satisfies(
                        delivery -> assertThat(delivery.total().getTotalCount()).isGreaterThan(5_000));
    }

    // At the roulette alone: after an event of a flight the next one may take minutes, and with it the gap.
    @Test
    void oneLostMessageIsNoticed() throws IOException {
        try (var relay = new LossyRelay(program.live());
                var crowd = new Crowd(relay.address(), tokens, List.of("roulette-1"), measurements(), 8)) {
            crowd.grow(5, 100);
            await("all there", crowd, () -> crowd.connected() == 5);
            awaitEvents(crowd, 50);
            assertThat(crowd.faults()).isEmpty();

            relay.loseOne();
            await("the loss", crowd, relay::hasLost);
            awaitEvents(crowd, 20);

            assertThat(crowd.faults()).singleElement().asString().contains(" after ");
            assertThat(figure(crowd, "faults")).isEqualTo(1);
        }
    }
}
