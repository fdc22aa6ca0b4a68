package io.croupier.wallet.domain;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A limit with the looser one that may wait to follow it.
 *
 * @param most minor units or milliseconds; null: no limit
 * @param laterMost what applies from {@code laterFrom} on; null there: no limit
 * @param laterFrom null where nothing is to follow
 */
record Limit(
        @JsonProperty("most") @Nullable Long most,
        @JsonProperty("laterMost") @Nullable Long laterMost,
        @JsonProperty("laterFrom") @Nullable Instant laterFrom) {
    /** Who wants to play for more has a day to think about it (UKGC RTS 12). */
    static final Duration LOOSENING_WAITS = Duration.ofHours(24);

    static final Limit NONE = new Limit(null, null, null);

    /** As it stands at this time. */
    Limit at(Instant now) {
        return laterFrom == null || now.isBefore(laterFrom) ? this : new Limit(laterMost, null, null);
    }

    /** When a new limit that is asked for now applies. */
    Instant from(@Nullable Long wanted, Instant now) {
        Long present = at(now).most;
        boolean looser = present != null && (wanted == null || wanted > present);
        return looser ? now.plus(LOOSENING_WAITS) : now;
    }

    Limit after(LimitChange change, Instant at) {
        return change.from().isAfter(at)
                ? new Limit(at(at).most, change.most(), change.from())
                : new Limit(change.most(), null, null);
    }
}
