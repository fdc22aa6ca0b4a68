package io.croupier.simulations;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A network between clients and the live port that loses one of the server's messages, once, when it is told to: what no TCP
 * does, and what a client that checks its streams must notice. Two threads per connection.
 */
final class LossyRelay implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 16;
    private static final int MAX_FRAME_BYTES = 1 << 20;

    private final ServerSocket door;
    private final URI server;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean loseOne = new AtomicBoolean();

    LossyRelay(URI server) throws IOException {
        this.server = server;
        this.door = new ServerSocket(0, MAX_CONNECTIONS, InetAddress.getLoopbackAddress());
        start("relay", this::accept);
    }

    /** The address for clients. */
    URI address() {
        return URI.create("ws://127.0.0.1:" + door.getLocalPort() + server.getPath());
    }

    /** The next table event that comes is lost. */
    void loseOne() {
        loseOne.set(true);
    }

    boolean hasLost() {
        return !loseOne.get();
    }

    private interface Carrying {
        void run() throws IOException;
    }

    private static void start(String name, Carrying task) {
        var thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException closed) {
                        // One side has gone, and the other is told by close().
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (sockets.size() < 2 * MAX_CONNECTIONS) {
            Socket client = door.accept();
            var upstream = new Socket(server.getHost(), server.getPort());
            sockets.add(client);
            sockets.add(upstream);
            start("relay-up", () -> client.getInputStream().transferTo(upstream.getOutputStream()));
            start("relay-down", () -> down(upstream.getInputStream(), client.getOutputStream()));
        }
    }

    private void down(InputStream from, OutputStream to) throws IOException {
        var server = new DataInputStream(new BufferedInputStream(from));
        passHead(server, to);
        while (true) {
            int opcode = server.readUnsignedByte();
            int length = server.readUnsignedByte();
            byte[] extended = server.readNBytes(length == 126 ? 2 : length == 127 ? 8 : 0);
            byte[] payload = server.readNBytes(length < 126 ? length : (int) bigEndian(extended));
            boolean event = new String(payload, StandardCharsets.UTF_8).startsWith("{\"type\":\"table_event\"");
            if (event && loseOne.compareAndSet(true, false)) {
                continue;
            }
            to.write(new byte[] {(byte) opcode, (byte) length});
            to.write(extended);
            to.write(payload);
        }
    }

    private static long bigEndian(byte[] digits) {
        long number = 0;
        for (byte digit : digits) {
            number = number << 8 | (digit & 0xFF);
        }
        if (number > MAX_FRAME_BYTES) {
            throw new IllegalStateException("a frame of " + number + " bytes");
        }
        return number;
    }

    private static void passHead(InputStream from, OutputStream to) throws IOException {
        var head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int character = from.read();
            if (character < 0 || head.length() > 8 * 1024) {
                throw new IOException("the upgrade was not answered");
            }
            head.append((char) character);
            to.write(character);
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
