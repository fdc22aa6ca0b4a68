package io.croupier.http.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private final AtomicLong nowMs = new AtomicLong(1_000_000);
    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(nowMs.get());
        }
    };

    @Test
    void aBurstPassesThenTheRateHolds() {
        var limit = new RateLimit(2, 3, 10, clock);
        for (int i = 0; i < 3; i++) {
            assertThat(limit.take("a")).isEmpty();
        }
        assertThat(limit.take("a")).hasValue(1);
        nowMs.addAndGet(500);
        assertThat(limit.take("a")).isEmpty();
        assertThat(limit.take("a")).isPresent();
    }

    @Test
    void callersDoNotShareABucket() {
        var limit = new RateLimit(0.1, 1, 10, clock);
        assertThat(limit.take("a")).isEmpty();
        assertThat(limit.take("a")).hasValue(10);
        assertThat(limit.take("b")).isEmpty();
    }

    @Test
    void aClockThatGoesBackGivesNothing() {
        var limit = new RateLimit(1, 1, 10, clock);
        limit.take("a");
        nowMs.addAndGet(-60_000);
        assertThat(limit.take("a")).isPresent();
    }

    @Test
    void onlySoManyCallersAreRemembered() {
        var limit = new RateLimit(0.001, 1, 2, clock);
        limit.take("a");
        limit.take("b");
        limit.take("c");
        assertThat(limit.take("a")).isEmpty();
        assertThat(limit.take("c")).isPresent();
    }
}
