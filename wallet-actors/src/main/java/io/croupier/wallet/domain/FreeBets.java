package io.croupier.wallet.domain;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/**
 * Free bets that were granted together.
 *
 * @param left those that can still be placed
 */
record FreeBets(
        @JsonProperty("id") String id,
        @JsonProperty("terms") FreeBetTerms terms,
        @JsonProperty("left") int left) {
    boolean expired(Instant at) {
        return !at.isBefore(terms.expiresAt());
    }

    FreeBets plus(int more) {
        return new FreeBets(id, terms, Math.min(terms.count(), Math.addExact(left, more)));
    }

    BonusesView.FreeBetsView view() {
        return new BonusesView.FreeBetsView(id, left, terms);
    }
}
