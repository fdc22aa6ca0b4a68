package io.croupier.feed;

import io.croupier.wallet.domain.Sha256;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Where checkpoints lie outside of the database: one file each, a line per wallet (player id, number, hash in hex, with tabs
 * between), the header as its last line. Written under another name, made durable, then named: a half one is never found.
 */
final class CheckpointFile {
    private static final HexFormat HEX = HexFormat.of();
    private static final String PREFIX = "checkpoint-";
    private static final String SUFFIX = ".txt";
    private static final String HEADER = "#";

    private CheckpointFile() {}

    /** A wallet's line. */
    record Line(String playerId, long sequenceNumber, Sha256 hash) {
        private String text() {
            return playerId + "\t" + sequenceNumber + "\t" + HEX.formatHex(hash.digest()) + "\n";
        }

        private static Line of(String text) throws IOException {
            String[] parts = text.split("\t", -1);
            try {
                if (parts.length == 3) {
                    return new Line(parts[0], Long.parseLong(parts[1]), Sha256.ofDigest(HEX.parseHex(parts[2])));
                }
            } catch (IllegalArgumentException malformed) {
                // Told below.
            }
            throw new IOException("not a line of a checkpoint: " + text);
        }
    }

    /** Takes one line after the other. */
    interface Lines {
        void line(Line line) throws IOException;
    }

    /** Writes lines, and the header behind them. */
    static final class Writer implements AutoCloseable {
        private final Path fresh;
        private final Path file;
        private final BufferedWriter out;
        private final MessageDigest digest = sha256();
        private long wallets;

        Writer(Path folder, long number) throws IOException {
            Files.createDirectories(folder);
            file = file(folder, number);
            fresh = folder.resolve(file.getFileName() + ".new");
            out = Files.newBufferedWriter(fresh, StandardCharsets.UTF_8);
        }

        void add(Line line) throws IOException {
            String text = line.text();
            digest.update(text.getBytes(StandardCharsets.UTF_8));
            out.write(text);
            wallets++;
        }

        /** Ends the file; only now it is there. */
        Checkpoint end(long number, Instant at, Sha256 previous, CheckpointKey key) throws IOException {
            Checkpoint header = Checkpoint.signed(number, at, wallets, previous, Sha256.ofDigest(digest.digest()), key);
            out.write(String.join(
                            "\t",
                            HEADER,
                            Long.toString(header.number()),
                            header.at().toString(),
                            Long.toString(header.wallets()),
                            HEX.formatHex(header.previous().digest()),
                            HEX.formatHex(header.content().digest()),
                            header.signature())
                    + "\n");
            out.close();
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            return header;
        }

        @Override
        public void close() throws IOException {
            out.close();
            Files.deleteIfExists(fresh);
        }
    }

    /** Reads a whole file; fails with an {@link IOException} that says what is wrong with its form or its digest. */
    static Checkpoint read(Path file, Lines lines) throws IOException {
        MessageDigest digest = sha256();
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String text = in.readLine(); text != null; text = in.readLine()) {
                if (text.startsWith(HEADER + "\t")) {
                    Checkpoint header = header(text);
                    if (!header.content().equals(Sha256.ofDigest(digest.digest()))) {
                        throw new IOException("its lines are not those that were signed");
                    }
                    return header;
                }
                digest.update((text + "\n").getBytes(StandardCharsets.UTF_8));
                lines.line(Line.of(text));
            }
        }
        throw new IOException("it has no header at its end");
    }

    private static Checkpoint header(String text) throws IOException {
        String[] parts = text.split("\t", -1);
        try {
            if (parts.length == 7) {
                return new Checkpoint(
                        Long.parseLong(parts[1]),
                        Instant.parse(parts[2]),
                        Long.parseLong(parts[3]),
                        Sha256.ofDigest(HEX.parseHex(parts[4])),
                        Sha256.ofDigest(HEX.parseHex(parts[5])),
                        parts[6]);
            }
        } catch (RuntimeException malformed) {
            // Told below.
        }
        throw new IOException("its header is malformed: " + text);
    }

    static Path file(Path folder, long number) {
        return folder.resolve(String.format(Locale.ROOT, "%s%010d%s", PREFIX, number, SUFFIX));
    }

    /** The numbers of the files that are there, rising. */
    static List<Long> numbers(Path folder) throws IOException {
        List<Long> numbers = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path path : files.toList()) {
                    String name = path.getFileName().toString();
                    if (name.matches(PREFIX + "\\d{10}" + SUFFIX)) {
                        numbers.add(Long.parseLong(name.substring(PREFIX.length(), name.length() - SUFFIX.length())));
                    }
                }
            }
        }
        numbers.sort(Comparator.naturalOrder());
        return numbers;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
