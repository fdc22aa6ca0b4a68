package io.croupier.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ProbeTest {
    private static final Api.Answer DECIDED = new Api.Answer(200, Json.object(), false, null);
    private static final Api.Answer REFUSED = new Api.Answer(404, Json.object(), false, null);
    private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Deque<Runnable> due = new ArrayDeque<>();
    private final List<Long> dueNanos = new ArrayList<>();
    private final List<Long> asked = new ArrayList<>();
    private final Deque<Supplier<Api.Answer>> answers = new ArrayDeque<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final long start = System.nanoTime() - TimeUnit.SECONDS.toNanos(1);
    private final ReachPhase phase = new ReachPhase(1, start);
    private final Probe probe = new Probe(
            0,
            new Probe.Question() {
                @Override
                public Api.Answer ask(long number) {
                    asked.add(number);
                    return answers.remove().get();
                }

                @Override
                public boolean isRight(Api.Answer answer) {
                    return answer.ok();
                }
            },
            Duration.ofMillis(200),
            new AtomicReference<>(phase),
            (action, at) -> {
                due.add(action);
                dueNanos.add(at);
            },
            () -> ended.set(true));

    private void answer(Api.Answer with) {
        answers.add(() -> with);
        due.remove().run();
    }

    @Test
    void whatWasLostIsAskedAgainUnderTheSameNumberAndCountsFromWhenItWasDue() {
        probe.start(start);
        answer(Api.Answer.LOST);
        answers.add(() -> {
            throw new IllegalArgumentException("not JSON");
        });
        due.remove().run();
        answer(DECIDED);

        assertThat(asked).containsExactly(1L, 1L, 1L);
        assertThat(phase.probes()).isEqualTo(1);
        assertThat(phase.repeated()).isEqualTo(1);
        assertThat(phase.failed()).isZero();
        assertThat(phase.reach(0, 1).worstMs()).isGreaterThanOrEqualTo(1_000);
    }

    @Test
    void theNextOneIsDueAtItsTimeWhateverBecameOfTheOneBefore() {
        probe.start(start);
        answer(DECIDED);

        assertThat(dueNanos).containsExactly(start, start + EVERY_NANOS);
        assertThat(probe.dueNanos()).isEqualTo(start + EVERY_NANOS);
        answer(DECIDED);
        assertThat(asked).containsExactly(1L, 2L);
        assertThat(phase.reach(0, 1).worstMs()).isGreaterThanOrEqualTo(1_000);
    }

    @Test
    void aRefusalIsAFailure() {
        probe.start(start);
        answer(REFUSED);

        assertThat(phase.failed()).isEqualTo(1);
        assertThat(probe.fault()).contains("404");
    }

    @Test
    void itEndsWhenNothingIsUnderWay() {
        probe.start(start);
        probe.end();
        assertThat(ended).isFalse();
        due.remove().run();

        assertThat(ended).isTrue();
        assertThat(asked).isEmpty();
    }
}
