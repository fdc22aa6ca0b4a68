package io.croupier.simulations.crowd;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * How long to wait before coming back: a random time between nothing and a bound (full jitter), which doubles with every
 * failure, up to the longest.
 */
record BackOff(Duration first, Duration longest) {
    /** As the page does it. */
    static final BackOff STANDARD = new BackOff(Duration.ofMillis(500), Duration.ofSeconds(10));

    BackOff {
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "first=" + first + " must be positive and longest=" + longest + " not be shorter");
        }
    }

    /** Nanoseconds to wait after so many failures in a row, the one just now not counted. */
    long delayNanos(int failures, RandomGenerator random) {
        return random.nextLong(boundNanos(failures));
    }

    long boundNanos(int failures) {
        long bound = TimeUnit.NANOSECONDS.convert(first);
        long most = TimeUnit.NANOSECONDS.convert(longest);
        for (int i = 0; i < failures && bound < most; i++) {
            bound *= 2;
        }
        return Math.min(bound, most);
    }
}
