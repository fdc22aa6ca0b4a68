package io.croupier.simulations.crowd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BackOffTest {
    private final BackOff backOff = new BackOff(Duration.ofMillis(500), Duration.ofSeconds(10));

    private long boundMs(int failures) {
        return TimeUnit.NANOSECONDS.toMillis(backOff.boundNanos(failures));
    }

    @Test
    void theBoundDoublesUpToTheLongest() {
        assertThat(boundMs(0)).isEqualTo(500);
        assertThat(boundMs(1)).isEqualTo(1_000);
        assertThat(boundMs(4)).isEqualTo(8_000);
        assertThat(boundMs(5)).isEqualTo(10_000);
        assertThat(boundMs(Integer.MAX_VALUE)).isEqualTo(10_000);
    }

    @Test
    void theDelayIsAnywhereBelowTheBound() {
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        long sum = 0;
        int runs = 10_000;
        for (int i = 0; i < runs; i++) {
            long delay = backOff.delayNanos(2, random);
            assertThat(delay).as("seed %s", seed).isBetween(0L, backOff.boundNanos(2));
            sum += delay;
        }
        double mean = sum / (double) runs / backOff.boundNanos(2);
        assertThat(mean).as("seed %s", seed).isBetween(0.45, 0.55);
    }

    @Test
    void refusesBoundsThatAreNone() {
        assertThatThrownBy(() -> new BackOff(Duration.ZERO, Duration.ofSeconds(1)))
                .hasMessageContaining("first=PT0S");
        assertThatThrownBy(() -> new BackOff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .hasMessageContaining("longest=PT1S");
    }
}
