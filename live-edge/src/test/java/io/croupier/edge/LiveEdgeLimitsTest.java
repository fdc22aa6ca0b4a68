package io.croupier.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.croupier.round.domain.RoundStatus.Stage;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens to a client that is too fast, too slow or too silent, and to all when the node leaves. */
@Timeout(60)
class LiveEdgeLimitsTest {
    @Test
    void slowsAFloodThenEndsIt() {
        try (House house = new House("message-rate=1", "message-burst=5", "max-strikes=10");
                RawSocket socket = house.player("flood")) {
            for (int i = 0; i < 50; i++) {
                socket.say("{'type':'ping','id':" + i + "}");
            }
            JsonNode error = socket.hear("error");
            assertThat(error.get("code").asText()).isEqualTo("rate_limited");
            assertThat(error.get("retryable").asBoolean()).isTrue();
            assertThat(error.get("id").asInt()).isLessThan(10);
            assertThat(socket.readCloseCode()).isEqualTo(4501);
            assertThat(house.edge.counters().get(EdgeCounters.Count.RATE_LIMITED))
                    .isGreaterThanOrEqualTo(10);
        }
    }

    @Test
    void endsAFloodOfPingsToo() {
        try (House house = new House("message-rate=1", "message-burst=5", "max-strikes=10");
                RawSocket socket = house.player("pings")) {
            for (int i = 0; i < 50; i++) {
                socket.send(RawSocket.frame(0x89, new byte[0]));
            }
            assertThat(socket.readCloseCode()).isEqualTo(4501);
        }
    }

    @Test
    void doesNotWaitForTheFirstMessageForEver() {
        try (House house = new House("connect-timeout=300ms", "handshake-timeout=1s");
                RawSocket mute = new RawSocket(house.port());
                RawSocket halfway = new RawSocket(house.port());
                RawSocket unconnected = RawSocket.upgraded(house.port())) {
            halfway.send("GET /live HTTP/1.1\r\nHost:");
            assertThat(unconnected.readCloseCode()).isEqualTo(4012);
            assertThat(mute.isEnded()).isTrue();
            assertThat(halfway.isEnded()).isTrue();
        }
    }

    @Test
    void noticesSilence() {
        try (House house = new House("ping-interval=200ms", "lease-interval=100ms");
                RawSocket silent = house.player("silent")) {
            assertThat(silent.readCloseCode()).isEqualTo(4009);
        }
    }

    @Test
    void saysWhenItIsFull() {
        try (House house = new House("max-connections=1", "handshake-timeout=60s");
                RawSocket first = house.player("first");
                RawSocket second = new RawSocket(house.port())) {
            second.send(RawSocket.upgradeRequest());
            String head = second.readHead();
            assertThat(head).startsWith("HTTP/1.1 503 ").contains("Retry-After");
            first.say("{'type':'ping','id':1}");
            first.hear("pong");
        }
    }

    @Test
    void tellsItsMeterHowEachCommandWasAnswered() {
        try (House house = new House("answer-timeout=3s");
                RawSocket socket = house.player("dan")) {
            house.publish(House.ROULETTE, "round_opened", House.round(House.ROULETTE, "r1", Stage.BETS_OPEN, null));
            bet(socket, "b1");
            socket.hear("bet_accepted");
            assertThat(house.answers).singleElement().matches(answer -> answer.inTime() && answer.nanos() > 0);

            house.silenceBookOf("dan", "house~r1");
            bet(socket, "b2");
            socket.hear("bet_unknown");
            assertThat(house.answers)
                    .last()
                    .matches(answer -> !answer.inTime() && answer.nanos() >= TimeUnit.SECONDS.toNanos(3));
            assertThat(house.answers).hasSize(2);
        }
    }

    private static void bet(RawSocket socket, String betId) {
        socket.say("{'type':'place_bet','id':1,'betId':'" + betId + "','table':'roulette-1','roundId':'r1',"
                + "'selection':{'kind':'straight','numbers':[17]},'stakeMinor':500}");
    }

    @Test
    void cutsWhoReadsTooSlowly() {
        try (House house = new House("max-queued-bytes=64KiB", "close-timeout=20s");
                RawSocket socket = house.player("slow")) {
            EdgeCounters counters = house.edge.counters();
            for (int i = 0; i < 400_000 && counters.get(EdgeCounters.Count.CLOSED_SLOW) == 0; i++) {
                house.walletChanged("slow", i);
            }
            assertThat(socket.readCloseCode()).isEqualTo(4008);
        }
    }

    @Test
    void sendsEveryoneAwayWhenTheNodeLeaves() throws Exception {
        try (House house = new House("drain-rate=10", "build=\"build-7\"")) {
            RawSocket one = house.player("one");
            RawSocket two = house.player("two");
            CompletionStage<akka.Done> stopped = house.edge.stop();
            for (RawSocket socket : new RawSocket[] {one, two}) {
                JsonNode reconnect = socket.hear("reconnect");
                assertThat(reconnect.get("build").asText()).isEqualTo("build-7");
                assertThat(reconnect.get("afterMs").asLong()).isLessThanOrEqualTo(200);
                assertThat(socket.readCloseCode()).isEqualTo(4001);
                socket.send(RawSocket.frame(0x88, new byte[0]));
                socket.close();
            }
            stopped.toCompletableFuture().get(20, TimeUnit.SECONDS);
            assertThat(house.edge.counters().openConnections()).isZero();
            assertThat(refuses(house.port())).isTrue();
        }
    }

    private static boolean refuses(int port) {
        try (RawSocket socket = new RawSocket(port)) {
            return socket.isEnded();
        } catch (UncheckedIOException e) {
            return true;
        }
    }
}
