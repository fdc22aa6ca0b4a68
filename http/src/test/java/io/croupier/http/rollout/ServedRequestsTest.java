package io.croupier.http.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.http.door.Door;
import io.croupier.http.door.DoorMeter.BetOutcome;
import io.croupier.kubernetes.guard.Vitals;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ServedRequestsTest {
    private static final long MS = 1_000_000;
    private static final long S = 1_000_000_000;

    /** Where a nanosecond clock stands is arbitrary: below zero, too. */
    private final AtomicLong now = new AtomicLong(-5 * S);

    private final ServedRequests served = new ServedRequests(now::get);

    private void answered(int status, long tookMs) {
        served.answered(Door.PLAYER, status, tookMs * MS);
    }

    @Test
    void saysNothingWithoutRequests() {
        assertThat(served.now()).isEqualTo(new Vitals(0, 0, 0, null));
    }

    @Test
    void countsRequestsAndTheNodesOwnFailures() {
        answered(200, 1);
        answered(422, 1);
        answered(500, 1);
        answered(503, 1);

        assertThat(served.now().requests()).isEqualTo(4);
        assertThat(served.now().failures()).isEqualTo(2);
    }

    @Test
    void countsCommandsOnWebSocketsAlike() {
        served.command(true, 700 * MS);
        served.command(false, 900 * MS);
        served.bet(BetOutcome.UNKNOWN);

        Vitals now = served.now();
        assertThat(now.requests()).isEqualTo(2);
        assertThat(now.failures()).isEqualTo(1);
        assertThat(now.p95Millis()).isBetween(900L, 990L);
    }

    @Test
    void knowsTheSlowestTwentiethToWithinATenth() {
        for (int i = 0; i < 94; i++) {
            answered(200, 10);
        }
        for (int i = 0; i < 6; i++) {
            answered(200, 700);
        }
        assertThat(served.now().p95Millis()).isBetween(700L, 770L);

        for (int i = 0; i < 100; i++) {
            answered(200, 10);
        }
        assertThat(served.now().p95Millis()).isBetween(10L, 11L);
    }

    @Test
    void forgetsAfterHalfAMinute() {
        for (int second = 0; second < 100; second++) {
            answered(500, 5);
            now.addAndGet(S);
        }
        assertThat(served.now().requests()).isBetween(ServedRequests.SECONDS - 1L, (long) ServedRequests.SECONDS);

        now.addAndGet(ServedRequests.SECONDS * S);
        assertThat(served.now().requests()).isZero();
    }

    @Test
    void countsWhatTookVeryLong() {
        answered(200, 10_000_000);

        assertThat(served.now().p95Millis()).isGreaterThan(100_000);
    }
}
