package io.croupier.simulations.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Ports of 127.0.0.1 that nobody listens on, to be kept over restarts. They lie below the range from which the system
 * takes the ports of outgoing connections (32768 and up on Linux): one of those could otherwise take ours while its
 * owner is down.
 */
public final class FreePorts {
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_000;
    private static final int TRIES = 1_000;

    private FreePorts() {}

    /**
     * Different ports that are free now.
     *
     * @throws ChaosException where a thousand tries do not find as many
     */
    public static List<Integer> find(int count, RandomGenerator random) {
        List<Integer> free = new ArrayList<>();
        for (int tries = 0; free.size() < count; tries++) {
            if (tries == TRIES) {
                throw new ChaosException("no " + count + " free ports from " + LOWEST + " to " + HIGHEST);
            }
            int port = random.nextInt(LOWEST, HIGHEST);
            if (!free.contains(port) && isFree(port)) {
                free.add(port);
            }
        }
        return List.copyOf(free);
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
