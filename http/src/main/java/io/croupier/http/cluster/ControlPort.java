package io.croupier.http.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Where a running cluster takes commands: a port of 127.0.0.1 and a token, both in a file of the data directory that only its
 * owner reads. A command is one line, the token first; what is said about it comes back line by line, and at last its exit code.
 */
final class ControlPort implements AutoCloseable {
    static final String FILE = "cluster.control";
    static final String LINE = "| ";
    static final String FAILURE = "! ";
    static final String END = "= ";

    private static final int TOKEN_BYTES = 24;
    private static final int MOST_AT_ONCE = 8;
    private static final int MOST_CHARS = 1024;
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    /** Carries commands out. */
    interface Commands {
        /** Does what {@code words} say; what it throws is said to the caller, with exit code 1. */
        void run(List<String> words, Consumer<String> progress);
    }

    private final ServerSocket socket;
    private final Path file;
    private final String token;
    private final Commands commands;
    private final ExecutorService threads = Executors.newCachedThreadPool(action -> {
        var thread = new Thread(action, "cluster-control");
        thread.setDaemon(true);
        return thread;
    });
    private final Semaphore room = new Semaphore(MOST_AT_ONCE);

    private ControlPort(ServerSocket socket, Path file, String token, Commands commands) {
        this.socket = socket;
        this.file = file;
        this.token = token;
        this.commands = commands;
    }

    /** Opens one for the cluster in this data directory. */
    static ControlPort open(Path dataDirectory, Commands commands) {
        try {
            var socket = new ServerSocket(0, MOST_AT_ONCE, InetAddress.getLoopbackAddress());
            byte[] random = new byte[TOKEN_BYTES];
            new SecureRandom().nextBytes(random);
            String token = HexFormat.of().formatHex(random);
            Path file = dataDirectory.resolve(FILE);
            write(file, socket.getLocalPort() + " " + token + "\n");
            var port = new ControlPort(socket, file, token, commands);
            port.threads.execute(port::listen);
            return port;
        } catch (IOException failure) {
            throw new ClusterFailure("the cluster's control port can't be opened: " + failure, failure);
        }
    }

    private static void write(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling(FILE + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel channel = FileChannel.open(
                fresh,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private void listen() {
        while (!socket.isClosed()) {
            try {
                Socket caller = socket.accept();
                if (room.tryAcquire()) {
                    threads.execute(() -> serve(caller));
                } else {
                    caller.close();
                }
            } catch (IOException closed) {
                // The loop's condition says whether to go on.
            }
        }
    }

    private void serve(Socket caller) {
        try (caller;
                var in = new BufferedReader(new InputStreamReader(caller.getInputStream(), StandardCharsets.UTF_8));
                var out = new PrintWriter(caller.getOutputStream(), true, StandardCharsets.UTF_8)) {
            caller.setSoTimeout((int) COMMAND_TIMEOUT.toMillis());
            List<String> words = List.of(line(in).split(" "));
            byte[] given = words.get(0).getBytes(StandardCharsets.UTF_8);
            if (!MessageDigest.isEqual(given, token.getBytes(StandardCharsets.UTF_8))) {
                out.println(FAILURE + "this is not the token in " + FILE);
                out.println(END + 1);
                return;
            }
            answer(words.subList(1, words.size()), out);
        } catch (SocketTimeoutException silent) {
            // Whoever says nothing gets nothing.
        } catch (IOException gone) {
            // Nobody is there to be told.
        } finally {
            room.release();
        }
    }

    private static String line(BufferedReader in) throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n' && line.length() < MOST_CHARS; next = in.read()) {
            line.append((char) next);
        }
        return line.toString();
    }

    private void answer(List<String> words, PrintWriter out) {
        int exitCode = 0;
        try {
            commands.run(words, line -> out.println(LINE + line));
        } catch (RuntimeException failure) {
            out.println(FAILURE + failure.getMessage());
            exitCode = 1;
        }
        out.println(END + exitCode);
    }

    /** Lets those who still get an answer have it. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
            socket.close();
            room.tryAcquire(MOST_AT_ONCE, LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IOException leftBehind) {
            // A file without a port behind it is found out by the next caller.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        threads.shutdownNow();
    }
}
