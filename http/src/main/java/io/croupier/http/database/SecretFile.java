package io.croupier.http.database;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/**
 * Random bytes that were made once and are kept in a file that only its owner reads, as hex. The file is on disk before
 * its bytes are used: what they protect must never outlive them.
 */
public final class SecretFile {
    private SecretFile() {}

    /** The bytes of {@code file}, made now where there is none. */
    public static byte[] readOrCreate(Path file, int bytes) throws IOException {
        if (!Files.exists(file)) {
            byte[] random = new byte[bytes];
            new SecureRandom().nextBytes(random);
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.deleteIfExists(fresh);
            try (FileChannel channel = FileChannel.open(
                    fresh,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                String text = HexFormat.of().formatHex(random) + "\n";
                channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        }
        try {
            byte[] kept = HexFormat.of()
                    .parseHex(Files.readString(file, StandardCharsets.US_ASCII).trim());
            if (kept.length == bytes) {
                return kept;
            }
            throw new IOException(file + " holds " + kept.length + " bytes and not " + bytes);
        } catch (IllegalArgumentException noHex) {
            throw new IOException(file + " is not in hex", noHex);
        }
    }
}
