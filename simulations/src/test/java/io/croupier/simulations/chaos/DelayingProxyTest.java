package io.croupier.simulations.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.croupier.simulations.chaos.DelayingProxy.Way;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DelayingProxyTest {
    /** Long enough to say that nothing comes. */
    private static final int SILENCE_MS = 150;

    private static final int LIMIT_MS = 10_000;

    private final long seed = Long.getLong("croupier.seed", System.nanoTime());
    private final List<AutoCloseable> opened = new ArrayList<>();
    private ServerSocket server;
    private DelayingProxy proxy;

    /** A client's socket and the server's end of the same connection. */
    private record Pair(Socket client, Socket server) {}

    @BeforeEach
    void start() throws IOException {
        server = opened(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        proxy = opened(DelayingProxy.before(server.getLocalPort(), seed));
    }

    @AfterEach
    void stop() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.add(resource);
        return resource;
    }

    private Socket connect() throws IOException {
        Socket socket = opened(new Socket(InetAddress.getLoopbackAddress(), proxy.port()));
        socket.setSoTimeout(LIMIT_MS);
        return socket;
    }

    private Pair pair() throws IOException {
        Socket client = connect();
        Socket accepted = opened(server.accept());
        accepted.setSoTimeout(LIMIT_MS);
        return new Pair(client, accepted);
    }

    private static void say(Socket socket, String words) throws IOException {
        socket.getOutputStream().write(words.getBytes(StandardCharsets.UTF_8));
    }

    private static String hear(Socket socket, int count) throws IOException {
        return new String(socket.getInputStream().readNBytes(count), StandardCharsets.UTF_8);
    }

    private static void hearsNothing(Socket socket) throws IOException {
        socket.setSoTimeout(SILENCE_MS);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(LIMIT_MS);
    }

    private static CompletableFuture<Void> inBackground(ThrowingAction action) {
        return CompletableFuture.runAsync(() -> {
            try {
                action.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private interface ThrowingAction {
        void run() throws IOException;
    }

    @Test
    void passesAllBytesInTheirOrderBothWays() throws Exception {
        Pair pair = pair();
        byte[] there = new byte[5_000_000];
        byte[] back = new byte[5_000_000];
        new Random(seed).nextBytes(there);
        new Random(seed + 1).nextBytes(back);
        var writer = inBackground(() -> pair.client().getOutputStream().write(there));
        var answer = inBackground(() -> pair.server().getOutputStream().write(back));
        var reader = CompletableFuture.supplyAsync(() -> {
            try {
                return pair.client().getInputStream().readNBytes(back.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });

        assertThat(pair.server().getInputStream().readNBytes(there.length))
                .as("seed %d", seed)
                .isEqualTo(there);
        assertThat(reader.get(LIMIT_MS, TimeUnit.MILLISECONDS))
                .as("seed %d", seed)
                .isEqualTo(back);
        CompletableFuture.allOf(writer, answer).get(LIMIT_MS, TimeUnit.MILLISECONDS);
        assertThat(proxy.heldBytes()).isZero();
    }

    @Test
    void delaysEveryByteByAtLeastTheDelayAndKeepsTheirOrderThoughItJitters() throws IOException {
        proxy.delay(Duration.ofMillis(60), Duration.ofMillis(40));
        Pair pair = pair();
        for (int i = 0; i < 10; i++) {
            long began = System.nanoTime();
            say(pair.client(), "abc");
            say(pair.client(), "def");
            assertThat(hear(pair.server(), 6)).isEqualTo("abcdef");
            say(pair.server(), "ok");
            assertThat(hear(pair.client(), 2)).isEqualTo("ok");

            long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            assertThat(tookMs).as("seed %d", seed).isBetween(120L, 10_000L);
        }
    }

    @Test
    void holdsBytesBothWaysAndLetsThemFlowAgain() throws IOException {
        Pair pair = pair();
        proxy.hold(Set.of(Way.TO_SERVER, Way.TO_CLIENT));
        say(pair.client(), "question");
        say(pair.server(), "answer");
        hearsNothing(pair.server());
        hearsNothing(pair.client());
        assertThat(proxy.heldBytes()).isEqualTo(14);

        proxy.heal();

        assertThat(hear(pair.server(), 8)).isEqualTo("question");
        assertThat(hear(pair.client(), 6)).isEqualTo("answer");
    }

    @Test
    void holdsOneWayAlone() throws IOException {
        proxy.hold(Set.of(Way.TO_CLIENT));
        Pair pair = pair();
        say(pair.client(), "commit");
        assertThat(hear(pair.server(), 6)).isEqualTo("commit");
        say(pair.server(), "done");
        hearsNothing(pair.client());

        proxy.heal();

        assertThat(hear(pair.client(), 4)).isEqualTo("done");
    }

    @Test
    void hidesTheEndOfAConnectionFromTheOtherSideOfAPartition() throws IOException {
        Pair pair = pair();
        proxy.hold(Set.of(Way.TO_SERVER, Way.TO_CLIENT));
        say(pair.client(), "last words");
        pair.client().close();
        hearsNothing(pair.server());

        proxy.heal();

        assertThat(hear(pair.server(), 10)).isEqualTo("last words");
        assertThat(pair.server().getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void passesOnWhatComesAfterAHalfClose() throws IOException {
        Pair pair = pair();
        say(pair.client(), "bye");
        pair.client().shutdownOutput();
        assertThat(hear(pair.server(), 4)).isEqualTo("bye");
        say(pair.server(), "still here");
        pair.server().close();

        assertThat(hear(pair.client(), 20)).isEqualTo("still here");
    }

    @Test
    void resetsAllConnectionsAndTakesNewOnes() throws IOException {
        Pair one = pair();
        Pair other = pair();

        assertThat(proxy.cut()).isEqualTo(2);

        for (Socket socket : List.of(one.client(), one.server(), other.client(), other.server())) {
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        assertThat(proxy.connections()).isZero();
        Pair fresh = pair();
        say(fresh.client(), "hello");
        assertThat(hear(fresh.server(), 5)).isEqualTo("hello");
    }

    @Test
    void refusesNewConnectionsUntilItIsHealedAndKeepsTheOldOnes() throws IOException {
        Pair old = pair();
        for (int i = 0; i < 20; i++) {
            proxy.refuse();
            assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
            proxy.heal();
        }
        say(old.client(), "still here");
        assertThat(hear(old.server(), 10)).isEqualTo("still here");
        Pair fresh = pair();
        say(fresh.server(), "hello");
        assertThat(hear(fresh.client(), 5)).isEqualTo("hello");
    }

    @Test
    void tellsTheClientAtOnceThatTheServerIsGone() throws IOException {
        server.close();

        assertThatThrownBy(() -> {
                    Socket client = connect();
                    if (client.getInputStream().read() < 0) {
                        throw new SocketException("closed");
                    }
                })
                .isInstanceOf(SocketException.class);
    }

    @Test
    void holdsNoMoreThanItsLimitAndThenTheSenderWaits() throws Exception {
        Pair pair = pair();
        proxy.hold(Set.of(Way.TO_SERVER));
        byte[] much = new byte[12 * DelayingProxy.MAX_HELD_BYTES];
        new Random(seed).nextBytes(much);
        var writer = inBackground(() -> pair.client().getOutputStream().write(much));
        while (proxy.heldBytes() < DelayingProxy.MAX_HELD_BYTES) {
            assertThat(writer).isNotDone();
            hearsNothing(pair.server());
        }
        hearsNothing(pair.server());
        assertThat(proxy.heldBytes()).isEqualTo(DelayingProxy.MAX_HELD_BYTES);
        assertThat(writer).isNotDone();

        proxy.heal();

        assertThat(pair.server().getInputStream().readNBytes(much.length))
                .as("seed %d", seed)
                .isEqualTo(much);
        writer.get(LIMIT_MS, TimeUnit.MILLISECONDS);
    }

    @Test
    void takesNoMoreConnectionsThanItsLimit() throws IOException {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < DelayingProxy.MAX_CONNECTIONS; i++) {
            pairs.add(pair());
        }

        assertThatThrownBy(() -> {
                    Socket client = connect();
                    say(client, "?");
                    client.getInputStream().read();
                })
                .isInstanceOf(SocketException.class);

        assertThat(proxy.connections()).isEqualTo(DelayingProxy.MAX_CONNECTIONS);
        say(pairs.get(0).client(), "hello");
        assertThat(hear(pairs.get(0).server(), 5)).isEqualTo("hello");
    }

    @Test
    void isHealedInVainOnceItIsClosed() throws IOException {
        Pair pair = pair();
        proxy.close();
        proxy.close();

        proxy.heal();

        assertThatThrownBy(() -> pair.client().getInputStream().read()).isInstanceOf(SocketException.class);
        assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
    }
}
