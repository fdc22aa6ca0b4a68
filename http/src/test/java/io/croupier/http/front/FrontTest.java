package io.croupier.http.front;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FrontTest {
    private static final String ONE = "127.0.0.2";
    private static final String OTHER = "127.0.0.3";
    private static final int PATIENCE_MS = 60_000;

    private static ActorTestKit kit;

    private final List<Closeable> opened = new CopyOnWriteArrayList<>();
    private final List<String> ready = new CopyOnWriteArrayList<>();
    private int port;

    @BeforeAll
    static void startKit() {
        kit = ActorTestKit.create(ConfigFactory.parseString("akka.actor.provider = local"));
    }

    @AfterAll
    static void stopKit() {
        kit.shutdownTestKit();
    }

    @AfterEach
    void closeAll() throws IOException {
        for (Closeable each : opened) {
            each.close();
        }
    }

    @Test
    void spreadsConnectionsOverTheNodesThatAreReady() throws Exception {
        node(ONE);
        node(OTHER);
        ready.addAll(List.of(ONE, OTHER));
        front(100);

        Set<@Nullable String> answers = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            answers.add(ask("hello"));
        }

        assertThat(answers).containsExactlyInAnyOrder(ONE + " hello", OTHER + " hello");
    }

    @Test
    void goesElsewhereWhereANodeRefuses() throws Exception {
        node(ONE);
        ready.addAll(List.of(OTHER, ONE));
        front(100);

        for (int i = 0; i < 4; i++) {
            assertThat(ask("hello")).isEqualTo(ONE + " hello");
        }
    }

    @Test
    void keepsAClientUntilANodeIsReady() throws Exception {
        node(ONE);
        Front front = front(100);
        Socket client = connect();
        client.getOutputStream().write("early\n".getBytes(StandardCharsets.UTF_8));
        await(() -> front.open() == 1);

        ready.add(ONE);

        assertThat(line(client)).isEqualTo(ONE + " early");
    }

    @Test
    void closesAConnectionTooManyAndCountsThoseThatEnd() throws Exception {
        node(ONE);
        ready.add(ONE);
        Front front = front(1);
        Socket first = connect();
        await(() -> front.open() == 1);

        assertThat(isClosed(connect())).isTrue();

        first.getOutputStream().write("still here\n".getBytes(StandardCharsets.UTF_8));
        assertThat(line(first)).isEqualTo(ONE + " still here");
        first.close();
        await(() -> front.open() == 0);
        assertThat(ask("again")).isEqualTo(ONE + " again");
    }

    @Test
    void closesAClientThatNoNodeTakesInTime() throws Exception {
        port = node(ONE);
        Front front = front(10, Duration.ofMillis(200));

        assertThat(isClosed(connect())).isTrue();
        await(() -> front.open() == 0);
    }

    private Front front(int most) throws Exception {
        return front(most, Duration.ofMinutes(1));
    }

    private Front front(int most, Duration waitForNode) throws Exception {
        var limits = new Front.Limits(most, Duration.ofSeconds(20), waitForNode, Duration.ofMillis(10));
        var front = new Front(kit.system(), limits, () -> List.copyOf(ready));
        front.listen("127.0.0.1", port).toCompletableFuture().get(30, TimeUnit.SECONDS);
        return front;
    }

    /** Answers each line with its own address before it. */
    private int node(String address) throws IOException {
        var socket = new ServerSocket(port, 10, InetAddress.getAllByName(address)[0]);
        opened.add(socket);
        port = socket.getLocalPort();
        var thread = new Thread(
                () -> {
                    while (!socket.isClosed()) {
                        try {
                            Socket client = socket.accept();
                            opened.add(client);
                            new Thread(() -> echo(address, client)).start();
                        } catch (IOException closed) {
                            return;
                        }
                    }
                },
                "node");
        thread.setDaemon(true);
        thread.start();
        return port;
    }

    private static void echo(String address, Socket client) {
        try (client) {
            for (String line = line(client); line != null; line = line(client)) {
                client.getOutputStream().write((address + " " + line + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException gone) {
            // The test is over.
        }
    }

    private Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MS);
        opened.add(socket);
        return socket;
    }

    private @Nullable String ask(String what) throws IOException {
        try (Socket client = connect()) {
            client.getOutputStream().write((what + "\n").getBytes(StandardCharsets.UTF_8));
            return line(client);
        }
    }

    private static boolean isClosed(Socket client) throws IOException {
        try {
            return client.getInputStream().read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    private static @Nullable String line(Socket from) throws IOException {
        InputStream in = from.getInputStream();
        var line = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next == '\n') {
                return line.toString();
            }
            line.append((char) next);
        }
        return null;
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }
}
