package io.croupier.simulations;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** The four ports of a node that a simulation starts. The same over all its restarts. */
record Ports(int http, int live, int management, int remoting) {
    // Below the range from which the system takes the ports of outgoing connections (32768 and up on Linux), which
    // could
    // otherwise take one of ours while the node is down.
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_000;

    /** Four ports of 127.0.0.1 that nobody listens on now. */
    static Ports free(RandomGenerator random) {
        List<Integer> free = new ArrayList<>();
        for (int tries = 0; free.size() < 4; tries++) {
            if (tries == 1_000) {
                throw new SimulationException("no four free ports from " + LOWEST + " to " + HIGHEST);
            }
            int port = random.nextInt(LOWEST, HIGHEST);
            if (!free.contains(port) && isFree(port)) {
                free.add(port);
            }
        }
        return new Ports(free.get(0), free.get(1), free.get(2), free.get(3));
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
