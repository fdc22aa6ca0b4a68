package io.croupier.simulations.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where libfaketime is on this machine. Nothing is ever installed. */
final class FakeTime {
    private static final List<Path> FOLDERS =
            List.of(Path.of("/usr/lib"), Path.of("/usr/lib64"), Path.of("/usr/local/lib"));
    /** As in {@code /usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1}. */
    private static final int DEPTH = 3;

    private static final int MOST_FILES = 50_000;

    /** The one for programs of many threads first. */
    private static final List<String> NAMES = List.of("libfaketimeMT.so.1", "libfaketime.so.1");

    private FakeTime() {}

    /** What is missing, in words that follow "needs". */
    static Optional<String> obstacle() {
        if (library().isPresent()) {
            return Optional.empty();
        }
        return Optional.of(named().map(path -> "libfaketime; FAKETIME_LIB names " + path + ", which can't be read")
                .orElse("libfaketime, which is neither named by FAKETIME_LIB nor found below " + FOLDERS));
    }

    private static Optional<Path> named() {
        return Optional.ofNullable(System.getenv("FAKETIME_LIB"))
                .filter(name -> !name.isEmpty())
                .map(Path::of);
    }

    static Optional<Path> library() {
        if (named().isPresent()) {
            return named().filter(Files::isReadable);
        }
        return NAMES.stream()
                .flatMap(name -> FOLDERS.stream().flatMap(folder -> find(folder, name).stream()))
                .findFirst();
    }

    private static Optional<Path> find(Path folder, String name) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.walk(folder, DEPTH)) {
            return files.limit(MOST_FILES).filter(file -> file.endsWith(name)).findFirst();
        } catch (IOException | UncheckedIOException unreadable) {
            return Optional.empty();
        }
    }
}
