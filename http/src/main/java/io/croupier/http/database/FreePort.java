package io.croupier.http.database;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A TCP port that nobody has, to be bound by somebody else in a moment. Not one that the operating system would choose: those it
 * also gives to outgoing connections (from 32768 on with Linux, from 49152 on elsewhere), and such a one may have it by then. Nor one
 * of those that programs are known to have for good, as the nodes' own 25520 or those that Kubernetes gives to services (from 30000 on).
 */
public final class FreePort {
    private static final int FIRST = 10_000;
    private static final int LAST = 19_999;
    private static final int MOST_TRIES = 100;

    private FreePort() {}

    /**
     * One of {@code address}.
     *
     * @throws IOException the address is none of this machine, or no port was found in a hundred tries
     */
    public static int of(InetAddress address) throws IOException {
        try (ServerSocket socket = hold(address)) {
            return socket.getLocalPort();
        }
    }

    /** Has it until the socket is closed. */
    public static ServerSocket hold(InetAddress address) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                return hold(address, ThreadLocalRandom.current().nextInt(FIRST, LAST + 1));
            } catch (BindException busy) {
                if (tries >= MOST_TRIES) {
                    throw busy;
                }
            }
        }
    }

    /**
     * Has this one until the socket is closed.
     *
     * @throws BindException somebody has it, or the address is none of this machine
     */
    public static ServerSocket hold(InetAddress address, int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port));
            return socket;
        } catch (IOException failure) {
            socket.close();
            throw failure;
        }
    }
}
