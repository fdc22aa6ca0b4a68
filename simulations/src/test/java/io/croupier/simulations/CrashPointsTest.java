package io.croupier.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.simulations.points.CrashPoint;
import io.croupier.simulations.points.CrashPoints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CrashPointsTest {
    @Test
    void thePageListsThemAll() throws IOException {
        List<String> listed =
                Files.readAllLines(Path.of("../docs/reference/crash-points.md"), StandardCharsets.UTF_8).stream()
                        .filter(line -> line.startsWith("| `"))
                        .map(line -> line.substring(3, line.indexOf('`', 3)))
                        .toList();
        assertThat(listed)
                .containsExactlyElementsOf(
                        CrashPoints.list().stream().map(CrashPoint::name).toList());
    }

    @Test
    void eachHasANameOfItsOwn() {
        assertThat(CrashPoints.list())
                .hasSizeGreaterThan(40)
                .doesNotHaveDuplicates()
                .allSatisfy(point -> assertThat(CrashPoints.named(point.name())).contains(point));
    }
}
