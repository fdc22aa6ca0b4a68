package io.croupier.simulations.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class PacerTest {
    private static List<Long> dues(long seed, int count, boolean slow) throws InterruptedException {
        List<Long> dues = Collections.synchronizedList(new ArrayList<>());
        var enough = new CountDownLatch(count);
        try (var pacer = new Pacer(
                "test",
                RateCurve.constant(2_000),
                new SplittableRandom(seed),
                Integer.MAX_VALUE,
                due -> {
                    dues.add(due);
                    enough.countDown();
                    if (slow) {
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
                    }
                    return CompletableFuture.completedFuture(null);
                },
                () -> {})) {
            pacer.start();
            assertThat(enough.await(30, TimeUnit.SECONDS)).isTrue();
        }
        return List.copyOf(dues.subList(0, count));
    }

    private static List<Long> gaps(List<Long> dues) {
        List<Long> gaps = new ArrayList<>();
        for (int i = 1; i < dues.size(); i++) {
            gaps.add((dues.get(i) - dues.get(i - 1)) / 10_000);
        }
        return gaps;
    }

    @Test
    void theSeedAloneDecidesWhenRequestsAreDueNotHowSlowTheyAre() throws InterruptedException {
        List<Long> quick = gaps(dues(5, 300, false));
        assertThat(gaps(dues(5, 300, true)))
                .usingElementComparator((a, b) -> Math.abs(a - b) <= 1 ? 0 : 1)
                .isEqualTo(quick);
        assertThat(gaps(dues(6, 300, false))).isNotEqualTo(quick);
    }

    @Test
    void whatWouldBeTooMuchInFlightIsNotSentAndCounted() throws InterruptedException {
        var sent = new AtomicInteger();
        var shed = new CountDownLatch(20);
        try (var pacer = new Pacer(
                "test",
                RateCurve.constant(2_000),
                new SplittableRandom(1),
                3,
                due -> {
                    sent.incrementAndGet();
                    return new CompletableFuture<>();
                },
                shed::countDown)) {
            pacer.start();
            assertThat(shed.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(sent).hasValue(3);
            assertThat(pacer.inFlight()).isEqualTo(3);
        }
    }

    @Test
    void aSendThatThrowsEndsNothing() throws InterruptedException {
        var failed = new CountDownLatch(5);
        try (var pacer = new Pacer(
                "test",
                RateCurve.constant(1_000),
                new SplittableRandom(1),
                1,
                due -> {
                    throw new IllegalStateException("no socket");
                },
                failed::countDown)) {
            pacer.start();
            assertThat(failed.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(pacer.inFlight()).isZero();
        }
    }
}
