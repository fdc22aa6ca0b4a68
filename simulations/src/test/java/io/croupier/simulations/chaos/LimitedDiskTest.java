package io.croupier.simulations.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimitedDiskTest {
    @TempDir
    Path home;

    @Test
    void isFullForEveryoneUntilItIsReleasedAndLeavesNothingMounted() throws IOException {
        Path folder = home.resolve("disk");
        if (LimitedDisk.obstacle(home).isPresent()) {
            // Where the right to mount is missing, it must say so.
            assertThatThrownBy(() -> LimitedDisk.mount(folder, 2))
                    .isInstanceOf(ChaosException.class)
                    .hasMessageContaining("root's right to mount");
            return;
        }
        Path file = folder.resolve("file");
        try (LimitedDisk disk = LimitedDisk.mount(folder, 2)) {
            assertThat(disk.fill()).isBetween(2_000_000L, 2L << 20);
            assertThatThrownBy(() -> Files.writeString(file, "x".repeat(5_000)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("No space left");

            disk.release();
            Files.writeString(file, "x".repeat(5_000));
            assertThat(disk.fill()).isLessThan(2L << 20);
        }
        assertThat(folder).isEmptyDirectory();
        assertThat(Files.readString(Path.of("/proc/mounts"))).doesNotContain(home.toString());
    }

    @Test
    void neverHidesWhatLiesInTheFolder() throws IOException {
        Files.writeString(home.resolve("precious"), "data");

        assertThatThrownBy(() -> LimitedDisk.mount(home, 1))
                .isInstanceOf(ChaosException.class)
                .hasMessageContaining("it is not empty");
    }
}
