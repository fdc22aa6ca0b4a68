package io.croupier.round.domain;

import java.time.Instant;

/**
 * What is fixed about a round when it opens.
 *
 * @param roundId internal, {@code <owner>~<roundId>}
 * @param bettingClosesAt by the server's clock; a bet that a book receives at or after it is late
 */
public record RoundTerms(String roundId, TableTerms table, Instant bettingClosesAt) {
    /** The id as clients know it. */
    public String publicRoundId() {
        return publicId(roundId);
    }

    /** What clients know of an internal id {@code <owner>~<roundId>}: the part behind the first {@code ~}. */
    public static String publicId(String internalRoundId) {
        return internalRoundId.substring(internalRoundId.indexOf('~') + 1);
    }
}
