package io.croupier.simulations.chaos;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * A disk that can be filled without harm to others: a tmpfs of limited size, mounted on a folder of the simulation's own.
 * What lies on it takes main memory, and is lost when it is closed.
 */
public final class LimitedDisk implements AutoCloseable {
    private static final int MEBIBYTE = 1 << 20;
    private static final int PAGE = 4096;

    private final Path folder;
    private final Path ballast;
    private boolean mounted = true;

    private LimitedDisk(Path folder) {
        this.folder = folder;
        this.ballast = folder.resolve("ballast");
    }

    /** Why none can be mounted below {@code home}, found by trying; empty where one can. */
    public static Optional<String> obstacle(Path home) {
        try {
            LimitedDisk trial = mount(home.resolve("limited-disk-trial"), 1);
            trial.close();
            Files.deleteIfExists(trial.folder);
            return Optional.empty();
        } catch (ChaosException | IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Mounts one on {@code folder}, which is made where it is missing and must be empty.
     *
     * @throws ChaosException with what is missing: on Linux, root's right to mount
     */
    public static LimitedDisk mount(Path folder, int mebibytes) {
        try {
            Files.createDirectories(folder);
            try (var inside = Files.newDirectoryStream(folder)) {
                if (inside.iterator().hasNext()) {
                    throw new ChaosException("a disk can't be mounted on " + folder + ": it is not empty");
                }
            }
        } catch (IOException e) {
            throw new ChaosException("a disk can't be mounted on " + folder + ": " + e, e);
        }
        Command.Result result = Command.run(List.of(
                "mount",
                "-t",
                "tmpfs",
                "-o",
                "size=" + mebibytes + "m,mode=0700",
                "croupier-chaos",
                folder.toString()));
        if (!result.succeeded()) {
            throw new ChaosException("a disk of limited size needs Linux and root's right to mount: " + result.said());
        }
        return new LimitedDisk(folder);
    }

    public Path folder() {
        return folder;
    }

    /** Writes a ballast file until nothing fits any more; returns its size in bytes. */
    public synchronized long fill() {
        try (FileChannel file = FileChannel.open(ballast, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long most = Files.getFileStore(folder).getTotalSpace();
            file.position(file.size());
            for (int step : new int[] {MEBIBYTE, PAGE}) {
                ByteBuffer zeros = ByteBuffer.allocate(step);
                while (file.position() < most && fits(file, zeros.clear())) {}
            }
            long left = Files.getFileStore(folder).getUsableSpace();
            if (left >= PAGE) {
                throw new ChaosException(folder + " can't be filled: " + left + " bytes are left");
            }
            return file.position();
        } catch (IOException e) {
            throw new ChaosException(folder + " can't be filled: " + e, e);
        }
    }

    private static boolean fits(FileChannel file, ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            return true;
        } catch (IOException full) {
            return false;
        }
    }

    /** Removes the ballast; does nothing where there is none. */
    public synchronized void release() {
        if (!mounted) {
            return;
        }
        try {
            Files.deleteIfExists(ballast);
        } catch (IOException e) {
            throw new ChaosException("the ballast " + ballast + " can't be removed: " + e, e);
        }
    }

    /** Unmounts it; one that is still in use vanishes from the folder now and ends with its last user. Idempotent. */
    @Override
    public synchronized void close() {
        if (!mounted) {
            return;
        }
        mounted = false;
        if (Command.run(List.of("umount", folder.toString())).succeeded()) {
            return;
        }
        Command.Result lazily = Command.run(List.of("umount", "-l", folder.toString()));
        if (!lazily.succeeded()) {
            throw new ChaosException(folder + " can't be unmounted: " + lazily.said());
        }
    }
}
