package io.croupier.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class PauseWatchTest {
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final AtomicLong running = new AtomicLong(5);
    private final AtomicLong sinceBoot = new AtomicLong(7_000_000_000L);
    private final PauseWatch watch = new PauseWatch(LONGEST, List.of(running::get, sinceBoot::get));

    private static void goOn(AtomicLong clock, Duration time) {
        clock.addAndGet(time.toNanos());
    }

    @Test
    void seesAProgramThatWasStopped() {
        goOn(running, LONGEST.plusMillis(1));
        goOn(sinceBoot, LONGEST.plusMillis(1));

        assertThat(watch.tooLong()).contains(LONGEST.plusMillis(1));
        assertThat(watch.tooLong()).isEmpty();
    }

    @Test
    void seesAMachineThatWasSuspendedThoughItsRunningTimeStoodStill() {
        goOn(running, Duration.ofMillis(20));
        goOn(sinceBoot, Duration.ofHours(1));

        assertThat(watch.tooLong()).contains(Duration.ofHours(1));
    }

    @Test
    void letsManyShortPausesBe() {
        for (int look = 0; look < 5; look++) {
            goOn(running, LONGEST);
            goOn(sinceBoot, LONGEST);
            assertThat(watch.tooLong()).isEmpty();
        }
    }

    @Test
    void countsTimeSinceBootOnlyWhereNotAllPeersAreSuspendedWithTheMachine() {
        assertThat(PauseWatch.clocks(true)).hasSize(1);
        List<LongSupplier> clocks = PauseWatch.clocks(false);

        assertThat(clocks).hasSize(2);
        LongSupplier boot = clocks.get(1);
        long before = boot.getAsLong();
        assertThat(before).isPositive();
        long begin = System.nanoTime();
        while (boot.getAsLong() == before) {
            assertThat(System.nanoTime() - begin)
                    .as("it goes on")
                    .isLessThan(Duration.ofMinutes(1).toNanos());
            Thread.onSpinWait();
        }
        assertThat(boot.getAsLong()).isGreaterThan(before);
    }
}
