package io.croupier.simulations.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
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

    /** Open for as long as this JVM lives; a handful for each program that it starts. */
    private static final List<FileChannel> RESERVED = new CopyOnWriteArrayList<>();

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
            if (!free.contains(port) && isFree(port) && reserve(port)) {
                free.add(port);
            }
        }
        return List.copyOf(free);
    }

    /** Keeps a port from others that look for one now, until this JVM ends: a program binds its ports long after. */
    private static boolean reserve(int port) {
        try {
            Path file = Path.of(System.getProperty("java.io.tmpdir"), "croupier-port-" + port);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.tryLock() != null) {
                file.toFile().deleteOnExit();
                RESERVED.add(channel);
                return true;
            }
            channel.close();
            return false;
        } catch (IOException | OverlappingFileLockException taken) {
            return false;
        }
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
