package io.croupier.http.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    private static final String ONE = "127.0.0.2";
    private static final String OTHER = "127.0.0.3";
    private static final List<String> BOTH = List.of(ONE, OTHER);
    private static final long PATIENCE_NS = TimeUnit.MINUTES.toNanos(1);

    private final List<ManagementPort> opened = new ArrayList<>();
    private ManagementPort one;
    private ManagementPort other;
    private Admission admission;

    /** What a node's management port answers. */
    private static final class ManagementPort {
        private final HttpServer server;
        private volatile List<String> members;
        private volatile int readiness = 200;

        ManagementPort(String address, int port) throws IOException {
            members = List.of(address);
            server = HttpServer.create(new InetSocketAddress(address, port), 0);
            server.createContext("/ready", exchange -> answer(exchange, readiness, ""));
            server.createContext("/cluster/members", exchange -> answer(exchange, 200, view()));
            server.start();
        }

        private String view() {
            return members.stream()
                    .map(member -> "{\"node\":\"akka://croupier@" + member + ":25520\",\"status\":\"Up\"}")
                    .collect(Collectors.joining(",", "{\"members\":[", "],\"unreachable\":[]}"));
        }

        private static void answer(HttpExchange exchange, int status, String body) throws IOException {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        }
    }

    @BeforeEach
    void open() throws IOException {
        one = new ManagementPort(ONE, 0);
        opened.add(one);
        int port = one.server.getAddress().getPort();
        other = new ManagementPort(OTHER, port);
        opened.add(other);
        admission = new Admission(new NodeProbe(port, Duration.ofSeconds(30)));
    }

    @AfterEach
    void close() {
        opened.forEach(each -> each.server.stop(0));
    }

    @Test
    void letsNobodyInToReadyNodesThatAreClustersOfTheirOwn() {
        assertThat(admission.admit(BOTH)).isFalse();

        look(20);
        assertThat(admission.ready()).isEmpty();
        assertThat(admission.isOpen()).isFalse();

        one.members = BOTH;
        assertThat(admission.admit(BOTH)).isFalse();
        other.members = List.of(OTHER, "127.0.0.4");
        assertThat(admission.admit(BOTH)).isFalse();
        assertThat(admission.admit(List.of())).isFalse();
        look(20);
        assertThat(admission.ready()).isEmpty();
    }

    @Test
    void letsClientsInToThoseOfOneClusterThatAreReady() {
        one.members = BOTH;
        other.members = BOTH;
        assertThat(admission.admit(BOTH)).isTrue();
        assertThat(admission.isOpen()).isTrue();
        awaitReady(BOTH);

        other.readiness = 503;
        awaitReady(List.of(ONE));

        other.readiness = 200;
        awaitReady(BOTH);
        admission.forget(OTHER);
        awaitReady(List.of(ONE));
    }

    /** Until both have answered for so many times. */
    private void look(int times) {
        var probe = new NodeProbe(one.server.getAddress().getPort(), Duration.ofSeconds(30));
        for (int i = 0; i < times; i++) {
            admission.look(BOTH);
            BOTH.forEach(address -> assertThat(probe.ready(address).join()).isTrue());
        }
    }

    private void awaitReady(List<String> expected) {
        long begin = System.nanoTime();
        while (!admission.ready().equals(expected)) {
            assertThat(System.nanoTime() - begin)
                    .as("%s where %s should be", admission.ready(), expected)
                    .isLessThan(PATIENCE_NS);
            admission.look(BOTH);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }
}
