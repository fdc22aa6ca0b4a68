package io.croupier.http.api;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for a fact that becomes true by itself. */
final class Eventually {
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private Eventually() {}

    /** The first value that fits; asks again every 50 ms. */
    static <T> T get(Supplier<T> question, Predicate<T> fits) {
        Instant end = Instant.now().plus(LONGEST);
        T last = question.get();
        while (!fits.test(last)) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("after " + LONGEST + " still " + last);
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            last = question.get();
        }
        return last;
    }
}
