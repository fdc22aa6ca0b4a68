package io.croupier.http.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CanaryPulseTest {
    private final AtomicLong now = new AtomicLong(-17);
    private final List<CompletableFuture<Done>> asked = new ArrayList<>();
    private final CanaryPulse pulse = new CanaryPulse(this::event, Duration.ofSeconds(30), now::get);

    private CompletionStage<Done> event() {
        CompletableFuture<Done> event = new CompletableFuture<>();
        asked.add(event);
        return event;
    }

    private void after(int seconds) {
        now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    void doesNotComplainAsLongAsEventsAreSeen() {
        for (int i = 0; i < 10; i++) {
            after(20);
            pulse.beat();
            asked.get(i).complete(Done.getInstance());
            assertThat(pulse.complaint()).isNull();
        }
        after(30);
        assertThat(pulse.complaint()).isNull();
    }

    @Test
    void saysForHowLongNoneWasSeenUntilOneIs() {
        after(20);
        pulse.beat();
        after(20);
        asked.get(0).completeExceptionally(new IllegalStateException("the journal is away"));
        assertThat(pulse.complaint()).isEqualTo("no event of this node was seen in the journal for 40 s");

        pulse.beat();
        asked.get(1).complete(Done.getInstance());
        assertThat(pulse.complaint()).isNull();
    }

    @Test
    void asksForOneAtATime() {
        pulse.beat();
        pulse.beat();
        assertThat(asked).hasSize(1);

        asked.get(0).complete(Done.getInstance());
        pulse.beat();
        assertThat(asked).hasSize(2);
    }
}
