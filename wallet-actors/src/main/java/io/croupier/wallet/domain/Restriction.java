package io.croupier.wallet.domain;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What stood in the way of a transaction.
 *
 * @param limit null where the player is blocked
 * @param most the limit, in minor units or milliseconds; 0 where the player is blocked
 * @param used of it before the transaction
 * @param resetsAt when the count begins anew, or the block ends; null: not by itself
 */
public record Restriction(
        @JsonProperty("kind") Kind kind,
        @JsonProperty("limit") @Nullable LimitKey limit,
        @JsonProperty("most") long most,
        @JsonProperty("used") long used,
        @JsonProperty("resets") @Nullable Instant resetsAt) {

    /** The kinds of restrictions. The names are stored. */
    public enum Kind {
        LIMIT,
        EXCLUSION,
        FREEZE
    }

    static Restriction limit(LimitKey key, long most, long used, Instant resetsAt) {
        return new Restriction(Kind.LIMIT, key, most, used, resetsAt);
    }

    static Restriction block(Kind kind, @Nullable Instant until) {
        return new Restriction(kind, null, 0, 0, until);
    }
}
