package io.croupier.simulations;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The directory of one run, with the data and the logs of the programs that it starts. */
final class Home {
    private Home() {}

    /** An empty one among the temporary files; {@code simulation} is in its name. */
    static Path make(String simulation) {
        try {
            return Files.createTempDirectory("croupier-" + simulation + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes it with all that is in it; only after the end of all that run there. */
    static void delete(Path home) {
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
