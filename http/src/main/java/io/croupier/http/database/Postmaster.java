package io.croupier.http.database;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The server process that a data directory's {@code postmaster.pid} names. The file outlives a server that was
 * killed, and its process id may since belong to any other program, so a process counts only when it is a PostgreSQL
 * of this very directory.
 */
final class Postmaster {
    private Postmaster() {}

    /** The server that is running on {@code directory} now. */
    static Optional<ProcessHandle> runningOn(Path directory) {
        return named(directory).filter(process -> serves(process, directory));
    }

    private static Optional<ProcessHandle> named(Path directory) {
        try {
            List<String> lines = Files.readAllLines(directory.resolve("postmaster.pid"), StandardCharsets.UTF_8);
            return lines.isEmpty()
                    ? Optional.empty()
                    : ProcessHandle.of(Long.parseLong(lines.get(0).trim())).filter(ProcessHandle::isAlive);
        } catch (IOException | NumberFormatException noFile) {
            return Optional.empty();
        }
    }

    private static boolean serves(ProcessHandle process, Path directory) {
        String program = process.info().command().orElse("");
        if (!program.isEmpty() && !program.endsWith("postgres")) {
            return false;
        }
        String wanted = directory.toAbsolutePath().normalize().toString();
        return process.info()
                .arguments()
                .map(arguments -> Arrays.asList(arguments).contains(wanted))
                .orElseGet(() -> process.info().commandLine().orElse("").contains(wanted));
    }
}
