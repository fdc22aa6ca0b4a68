package io.croupier.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.simulations.points.CrashPoint;
import io.croupier.simulations.points.CrashPointAgent;
import io.croupier.simulations.points.CrashPoints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A play of all tables comes by every crash point, so that none is listed that no run could reach. */
@Tag("long")
class CrashPointsPassedIT {
    private static final Duration PASSED_LIMIT = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    @Test
    void aPlayOfAllTablesPassesThemAll() throws IOException {
        Path passed = Files.createFile(folder.resolve("passed"));
        long seed = Long.getLong("croupier.seed", System.nanoTime());
        try (Casino casino = Casino.open(
                System.getProperty("croupier.jar", ""),
                PointAgent.JVM_FLAGS,
                Files.createDirectory(folder.resolve("home")),
                8,
                2_000,
                seed)) {
            new PointAgent().tell(casino.program().pid(), CrashPointAgent.WATCH + "#" + passed);
            casino.dealer().start();
            casino.bettors().play(true);
            long deadline = System.nanoTime() + PASSED_LIMIT.toNanos();
            while (!missing(passed).isEmpty() && System.nanoTime() < deadline) {
                Calls.pause(Duration.ofMillis(200));
            }
            assertThat(missing(passed)).as("not passed, seed %d", seed).isEmpty();
        }
    }

    private static Set<String> missing(Path passed) throws IOException {
        var missing =
                new TreeSet<>(CrashPoints.list().stream().map(CrashPoint::name).toList());
        List<String> names = Files.readAllLines(passed, StandardCharsets.UTF_8);
        names.forEach(missing::remove);
        return missing;
    }
}
