package io.croupier.wallet.domain;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A limit as it was set.
 *
 * @param most minor units or milliseconds, as the kind says; null: no limit
 * @param from when it applies: at once where it is no looser than the one before, else {@link Limit#LOOSENING_WAITS} later
 */
public record LimitChange(
        @JsonProperty("key") LimitKey key,
        @JsonProperty("most") @Nullable Long most,
        @JsonProperty("from") Instant from) {}
