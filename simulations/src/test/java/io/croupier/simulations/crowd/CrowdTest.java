package io.croupier.simulations.crowd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.croupier.simulations.load.Measurements;
import io.croupier.simulations.load.Operation;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A crowd against a server that does what the test says, over real sockets. */
class CrowdTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final ScriptedServer server = new ScriptedServer();
    private final Measurements measurements = new Measurements(Duration.ZERO, System::nanoTime);
    private final Crowd crowd =
            new Crowd(server.address(), List.of("token-0", "token-1"), List.of("t"), measurements, 3);

    @AfterEach
    void close() {
        crowd.close();
        server.close();
    }

    private void await(String what, BooleanSupplier reached) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("%s within %s: %s, %s", what, LIMIT, crowd.figures(), crowd.faults())
                    .isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private void awaitFigure(String title, long atLeast) {
        await(atLeast + " " + title, () -> figure(title) >= atLeast);
    }

    private long figure(String title) {
        return crowd.figures().getOrDefault(title, 0L);
    }

    private void come(int watchers) {
        crowd.grow(watchers, 1_000);
        await("all there", () -> crowd.connected() == watchers);
    }

    private long count(String operation) {
        measurements.endInterval();
        return measurements.operations().stream()
                .filter(known -> known.name().equals(operation))
                .map(Operation::total)
                .mapToLong(total -> total.getTotalCount())
                .sum();
    }

    private static String event(long offset) {
        return "{'type':'table_event','table':'t','epoch':'e','offset':" + offset
                + ",'at':'2026-11-21T08:47:36.123Z','event':{'type':'round_opened','offset':0}}";
    }

    @Test
    void watchersComeWithTheirTokensInTurnAndSendPings() {
        come(4);
        assertThat(server.received("connect"))
                .extracting(connect -> connect.path("token").asText())
                .containsExactlyInAnyOrder("token-0", "token-1", "token-0", "token-1");
        assertThat(server.received("connect")).noneMatch(connect -> connect.has("recover"));
        await("pings", () -> server.received("ping").size() > 8);
        assertThat(count("watcher connect")).isEqualTo(4);
        assertThat(count("watcher ping")).isPositive();
    }

    @Test
    void eventsInTurnAreNoFault() {
        come(2);
        for (int offset = 1; offset <= 100; offset++) {
            server.say(event(offset));
        }
        awaitFigure("table events", 200);
        assertThat(crowd.faults()).isEmpty();
        assertThat(figure("messages read by Jackson")).isZero();
        assertThat(count("delivery")).isEqualTo(200);
    }

    @Test
    void eachWatcherTellsOfAGapAndOfARepetition() {
        come(2);
        for (int offset : new int[] {1, 2, 4, 4}) {
            server.say(event(offset));
        }
        awaitFigure("table events", 8);
        assertThat(crowd.faults())
                .containsExactlyInAnyOrder(
                        "watcher 0: t: e:4 after e:2",
                        "watcher 0: t: e:4 after e:4",
                        "watcher 1: t: e:4 after e:2",
                        "watcher 1: t: e:4 after e:4");
        assertThat(figure("faults")).isEqualTo(4);
    }

    @Test
    void whatCannotBeReadIsAFaultAndEndsNothing() {
        come(1);
        server.say("{'type':'table_event'");
        server.say(event(1));
        awaitFigure("table events", 1);
        assertThat(crowd.faults()).singleElement().asString().startsWith("watcher 0: got {");
        assertThat(crowd.connected()).isEqualTo(1);
    }

    @Test
    void whoIsCutComesBackAndAsksForWhatItMissed() {
        come(3);
        server.say(event(1));
        awaitFigure("table events", 3);
        server.answer(
                "subscribe",
                "{'type':'subscribed','id':#,'table':'t','epoch':'e','offset':2,'recovered':true,'events':[{'offset':2}]}");

        crowd.stampede();
        assertThat(crowd.connected()).isZero();
        await("all back", () -> crowd.connected() == 3);

        List<JsonNode> asked = server.received("subscribe");
        assertThat(asked.subList(3, 6)).allSatisfy(subscribe -> {
            assertThat(subscribe.path("recover").path("epoch").asText()).isEqualTo("e");
            assertThat(subscribe.path("recover").path("offset").asLong()).isEqualTo(1);
        });
        assertThat(count("watcher reconnect")).isEqualTo(3);
        assertThat(figure("streams recovered")).isEqualTo(3);
        assertThat(crowd.faults()).isEmpty();
    }

    @Test
    void aGapInWhatWasMissedIsAFault() {
        come(1);
        server.answer(
                "subscribe",
                "{'type':'subscribed','id':#,'table':'t','epoch':'e','offset':2,'recovered':true,'events':[{'offset':2}]}");
        crowd.stampede();
        await("back", () -> crowd.connected() == 1);
        assertThat(crowd.faults()).containsExactly("watcher 0: t: recovered 2 after 0, asked from e:0");
    }

    @Test
    void someCloseCodesSayComeBackAndSomeDoNot() {
        come(2);
        server.closeAll(4001);
        awaitFigure("lost with 4001", 2);
        await("back", () -> crowd.connected() == 2);
        server.closeAll(4503);
        awaitFigure("lost with 4503", 2);
        assertThat(figure("watchers that gave up")).isEqualTo(2);
        assertThat(crowd.size()).isZero();
        assertThat(crowd.connected()).isZero();
    }

    @Test
    void aFullNodeIsTriedAgain() {
        server.refuse(3);
        come(1);
        assertThat(figure("upgrades refused")).isEqualTo(3);
        assertThat(crowd.faults()).isEmpty();
    }

    @Test
    void aTableThatDoesNotAnswerNowIsAskedForAgain() {
        server.answer("subscribe", "{'type':'error','id':#,'code':'unavailable','retryable':true}");
        crowd.grow(1, 1_000);
        await("a second try", () -> server.received("subscribe").size() == 2);
        assertThat(crowd.connected()).isZero();
        assertThat(crowd.size()).isEqualTo(1);
    }

    @Test
    void aTableThatIsNotThereIsAFault() {
        server.answer("subscribe", "{'type':'error','id':#,'code':'unknown_table','retryable':false}");
        crowd.grow(1, 1_000);
        awaitFigure("watchers that gave up", 1);
        assertThat(crowd.faults()).singleElement().asString().contains("unknown_table");
        assertThat(crowd.size()).isZero();
    }

    @Test
    void aServerThatAnswersNoPingIsLeft() {
        come(1);
        server.answer("ping", "");
        awaitFigure("lost with 1006", 1);
        assertThat(figure("pongs missed")).isPositive();
    }

    @Test
    void whoDoesNotReadAndIsClosedForItIsCounted() {
        come(10);
        crowd.stall(0.3);
        assertThat(figure("stalled now")).isEqualTo(3);
        server.say(event(1));
        awaitFigure("table events", 7);
        server.closeAll(4008);
        awaitFigure("lost with 4008", 7);
        assertThat(figure("stalled now")).isEqualTo(3);
        crowd.resume();
        awaitFigure("lost with 4008", 10);
        awaitFigure("table events", 10);
        assertThat(figure("stalled: closed as slow")).isEqualTo(3);
        await("all back", () -> crowd.connected() == 10);
        assertThat(crowd.faults()).isEmpty();
    }

    @Test
    void whoReadsOnInTimeIsCounted() {
        come(10);
        crowd.stall(1);
        server.say(event(1));
        crowd.resume();
        awaitFigure("stalled: read on", 10);
        assertThat(figure("table events")).isEqualTo(10);
        assertThat(figure("stalled: closed as slow")).isZero();
        assertThat(figure("sockets lost")).isZero();
        // How late an event is for one who does not read says nothing about the server.
        assertThat(count("delivery")).isZero();
    }

    @Test
    void theNewestAreSentAwayFirst() {
        come(4);
        crowd.shrink(3);
        assertThat(crowd.size()).isEqualTo(1);
        server.say(event(1));
        awaitFigure("table events", 1);
        assertThat(crowd.connected()).isEqualTo(1);
        crowd.grow(2, 1_000);
        await("more", () -> crowd.connected() == 3);
    }

    @Test
    void refusesMoreThanTheTokensAllow() {
        assertThatThrownBy(() -> crowd.grow(17, 10)).hasMessageContaining("too many for 2 tokens");
        assertThatThrownBy(() -> crowd.grow(1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> crowd.stall(1.1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        new Crowd(URI.create("http://127.0.0.1/live"), List.of("t"), List.of("t"), measurements, 1))
                .hasMessageContaining("ws://host:port");
    }
}
