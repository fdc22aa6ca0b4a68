package io.croupier.http.offline;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.HexFormat;

/** Files that are there whole or not at all: they have their names only when all of them is on the disk. */
final class WholeFile {
    private WholeFile() {}

    /** Writes the text; may fail, and then nothing is left. */
    @FunctionalInterface
    interface Text {
        void write(Writer writer) throws IOException, SQLException;
    }

    /** Writes {@code file} in UTF-8, in place of one that was there. Returns the SHA-256 of its bytes, hex. */
    static String write(Path file, Text text) throws IOException, SQLException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        MessageDigest digest = sha256();
        try {
            try (FileChannel channel = FileChannel.open(
                            part,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.TRUNCATE_EXISTING);
                    Writer writer = new BufferedWriter(new OutputStreamWriter(
                            new DigestOutputStream(Channels.newOutputStream(channel), digest),
                            StandardCharsets.UTF_8))) {
                text.write(writer);
                writer.flush();
                channel.force(true);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The same, with the digest beside it as {@code sha256sum -c} reads it. While that is missing the file is not done. */
    static String writeWithDigest(Path file, Text text) throws IOException, SQLException {
        Path beside = file.resolveSibling(file.getFileName() + ".sha256");
        Files.deleteIfExists(beside);
        String digest = write(file, text);
        write(beside, writer -> writer.write(digest + "  " + file.getFileName() + "\n"));
        return digest;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
