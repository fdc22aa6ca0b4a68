package io.croupier.http.node;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A data directory that this node has for itself. The lock is the operating system's, so a killed node leaves none
 * behind.
 */
final class DataDirectory implements AutoCloseable {
    private final FileChannel channel;

    private DataDirectory(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Creates {@code path} if it is missing, and takes it.
     *
     * @throws StartFailure when another node has it or it can't be written
     */
    static DataDirectory take(Path path) {
        try {
            Files.createDirectories(path.resolve("logs"));
            FileChannel channel =
                    FileChannel.open(path.resolve("node.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new StartFailure(
                        "the data directory " + path.toAbsolutePath().normalize()
                                + " is in use by another node: stop that one, or name another with CROUPIER_DATA_DIR");
            }
            return new DataDirectory(channel);
        } catch (IOException failure) {
            throw new StartFailure(
                    "the data directory " + path.toAbsolutePath().normalize()
                            + " can't be written (CROUPIER_DATA_DIR): " + failure,
                    failure);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failure) {
            throw new StartFailure("the data directory's lock can't be released: " + failure, failure);
        }
    }
}
