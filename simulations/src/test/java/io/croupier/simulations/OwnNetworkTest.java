package io.croupier.simulations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A cut between two addresses, seen by sockets, in a network namespace that the test makes for itself. */
class OwnNetworkTest {
    private static final String ONE = "127.0.0.2";
    private static final String OTHER = "127.0.0.3";
    private static final String THIRD = "127.0.0.4";
    private static final int WAIT_MS = 500;
    private static final int LIMIT_MS = 30_000;

    @Test
    void nothingPassesACutUntilItHeals() throws Exception {
        Process inside = start(Inside.class);
        String said = new String(inside.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exitCode = inside.waitFor();
        boolean possible = !said.contains("unshare") || exitCode == 0;
        if (!possible) {
            System.err.println("SKIPPED: OwnNetworkTest needs to make a network namespace: " + said.strip());
        }
        assumeTrue(possible, said);

        assertThat(said).isEqualTo("cut and healed\n");
        assertThat(exitCode).isZero();
    }

    @Test
    void theMachinesOwnNetworkIsNeverTouched() throws Exception {
        assertThat(OwnNetwork.here()).isNull();

        var builder = new ProcessBuilder(java(Inside.class)).redirectErrorStream(true);
        builder.environment().putAll(OwnNetwork.fromHere());
        Process outside = builder.start();
        String said = new String(outside.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(outside.waitFor()).isEqualTo(1);
        assertThat(said).contains("this is no network of its own");
    }

    private static List<String> java(Class<?> main) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName());
    }

    private static Process start(Class<?> main) throws IOException {
        List<String> command = new ArrayList<>(List.of("unshare", "--net"));
        command.addAll(java(main));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(OwnNetwork.fromHere());
        return builder.start();
    }

    /** The process inside. */
    static final class Inside {
        private Inside() {}

        public static void main(String[] args) throws IOException {
            OwnNetwork network = Objects.requireNonNull(OwnNetwork.here());
            try (var server = new ServerSocket(0, 10, InetAddress.getByName(OTHER));
                    Socket client = connect(ONE, server);
                    Socket accepted = server.accept()) {
                client.getOutputStream().write(1);
                check(accepted.getInputStream().read() == 1, "before the cut");

                network.cut(Set.of(ONE), Set.of(OTHER));
                client.getOutputStream().write(2);
                accepted.setSoTimeout(WAIT_MS);
                check(isSilent(accepted), "a connection that stood passes bytes");
                check(!connects(ONE, server), "a new connection over the cut");
                check(connects(THIRD, server), "a third address is not cut off");

                network.heal();
                accepted.setSoTimeout(LIMIT_MS);
                check(accepted.getInputStream().read() == 2, "after the cut");
            }
            System.out.println("cut and healed");
        }

        private static Socket connect(String from, ServerSocket to) throws IOException {
            var socket = new Socket();
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(to.getLocalSocketAddress(), WAIT_MS);
            return socket;
        }

        private static boolean connects(String from, ServerSocket to) throws IOException {
            try (Socket socket = connect(from, to)) {
                return socket.isConnected();
            } catch (SocketException | SocketTimeoutException dropped) {
                return false;
            }
        }

        private static boolean isSilent(Socket socket) throws IOException {
            try {
                return socket.getInputStream().read() < 0;
            } catch (SocketTimeoutException silent) {
                return true;
            }
        }

        private static void check(boolean holds, String what) {
            if (!holds) {
                throw new IllegalStateException(what);
            }
        }
    }
}
