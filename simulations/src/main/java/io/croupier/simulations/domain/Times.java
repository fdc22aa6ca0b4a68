package io.croupier.simulations.domain;

import java.time.Duration;

/** How long the simulated entities wait, as the program's defaults are, but for a slower clock in flights. */
final class Times {
    static final Duration CALL = Duration.ofSeconds(2);
    static final Duration CALL_MAX = Duration.ofSeconds(30);
    static final Duration REFUSED_RETRY_MIN = Duration.ofSeconds(10);
    static final Duration REFUSED_RETRY_MAX = Duration.ofMinutes(10);
    static final Duration RESOLVE = Duration.ofSeconds(5);
    static final Duration RESEND_MIN = Duration.ofMillis(500);
    static final Duration RESEND_MAX = Duration.ofSeconds(5);
    /** Fewer messages in a flight than the program's 100 ms make. */
    static final Duration FLIGHT_TICK = Duration.ofMillis(500);

    static final Duration OUT_OF_REACH = Duration.ofMillis(1_800);
    static final Duration OPEN = Duration.ofSeconds(2);
    static final Duration TABLE_TICK = Duration.ofSeconds(1);
    static final Duration WAKE = Duration.ofSeconds(10);
    static final Duration MAX_BETTING = Duration.ofHours(24);

    private Times() {}
}
