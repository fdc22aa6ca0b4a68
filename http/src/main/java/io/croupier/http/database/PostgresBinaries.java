package io.croupier.http.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * PostgreSQL's programs, unpacked from the jar once per version. They appear under their final name only when they
 * are complete, so nodes that start at the same time, or that are killed while unpacking, never see half of them.
 */
final class PostgresBinaries {
    private PostgresBinaries() {}

    /** The directory that holds {@code bin/} and {@code lib/}. */
    static Path unpacked(Path cache, String version) {
        String platform = platform();
        Path home = cache.resolve("postgres-" + version + "-" + platform);
        if (Files.isExecutable(home.resolve("bin").resolve("postgres"))) {
            return home;
        }
        String archive = "postgres-" + platform + ".txz";
        try (InputStream packed = PostgresBinaries.class.getResourceAsStream("/" + archive)) {
            if (packed == null) {
                throw new DatabaseFailure("this build carries no PostgreSQL for " + platform
                        + ": name a database with CROUPIER_DB_URL, or build on this machine");
            }
            Files.createDirectories(cache);
            Path fresh = Files.createTempDirectory(cache, "unpacking-");
            try {
                unpack(packed, fresh);
                Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException failure) {
                deleteTree(fresh);
                if (!Files.isExecutable(home.resolve("bin").resolve("postgres"))) {
                    throw failure;
                }
            }
            return home;
        } catch (IOException failure) {
            throw new DatabaseFailure(
                    "PostgreSQL can't be unpacked to " + home + " (CROUPIER_CACHE_DIR): " + failure, failure);
        }
    }

    private static void unpack(InputStream packed, Path target) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZCompressorInputStream(packed))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("entry outside of the archive: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                    continue;
                }
                Files.createDirectories(parent(path));
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else if (entry.isLink()) {
                    Files.createLink(path, target.resolve(entry.getLinkName()));
                } else {
                    Files.copy(tar, path);
                    boolean runs = (entry.getMode() & 0100) != 0;
                    Files.setPosixFilePermissions(
                            path, PosixFilePermissions.fromString(runs ? "rwxr-xr-x" : "rw-r--r--"));
                }
            }
        }
    }

    private static Path parent(Path path) throws FileAlreadyExistsException {
        Path parent = path.getParent();
        if (parent == null) {
            throw new FileAlreadyExistsException(path.toString());
        }
        return parent;
    }

    private static String platform() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        String system = os.contains("mac") ? "darwin" : os.contains("win") ? "windows" : "linux";
        return system + "-" + (arch.equals("aarch64") || arch.equals("arm64") ? "arm_64" : "x86_64");
    }

    /** Deletes {@code root} and all below it, if it exists. */
    static void deleteTree(Path root) {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
