package io.croupier.wallet.domain;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * An amount of one bonus.
 *
 * @param bonusId the bonus
 * @param minor signed where it is a change
 */
public record BonusPart(
        @JsonProperty("id") String bonusId,
        @JsonProperty("minor") long minor) {}
