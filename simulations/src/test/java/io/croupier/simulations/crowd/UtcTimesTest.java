package io.croupier.simulations.crowd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UtcTimesTest {
    private final UtcTimes times = new UtcTimes();

    private long millis(String text) {
        byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.UTF_8);
        return times.millis(bytes, 1, bytes.length - 1);
    }

    @Test
    void readsEveryMillisecond() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var format = new DateTimeFormatterBuilder().appendInstant(3).toFormatter();
        for (int i = 0; i < 10_000; i++) {
            long millis = random.nextLong(Instant.parse("2100-01-01T00:00:00Z").toEpochMilli());
            assertThat(millis(format.format(Instant.ofEpochMilli(millis))))
                    .as("seed %s", seed)
                    .isEqualTo(millis);
        }
    }

    @Test
    void readsOtherTimesToo() {
        assertThat(millis("1970-01-01T00:00:01Z")).isEqualTo(1_000);
        assertThat(millis("1970-01-01T00:00:01.123456Z")).isEqualTo(1_123);
        assertThatThrownBy(() -> millis("yesterday")).isInstanceOf(DateTimeException.class);
        assertThatThrownBy(() -> millis("2026-13-01T00:00:00.000Z")).isInstanceOf(DateTimeException.class);
    }
}
