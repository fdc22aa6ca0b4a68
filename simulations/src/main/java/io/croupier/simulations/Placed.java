package io.croupier.simulations;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A bet as it was sent, all of its content: the same bet is always repeated with exactly this.
 *
 * @param selection in the public form
 * @param stakeMinor in the players' one currency
 */
record Placed(String playerId, String betId, String table, String roundId, JsonNode selection, long stakeMinor) {
    Key key() {
        return new Key(playerId, betId);
    }

    /** A bet id is the player's own. */
    record Key(String playerId, String betId) {
        @Override
        public String toString() {
            return playerId + "/" + betId;
        }
    }
}
