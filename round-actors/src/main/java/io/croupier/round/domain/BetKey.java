package io.croupier.round.domain;

/** Names a bet within a book: a player's own bet id says nothing without the player. */
public record BetKey(String playerId, String betId) implements Comparable<BetKey> {
    /** The canonical order of bets, everywhere: by player, then by bet id. */
    @Override
    public int compareTo(BetKey other) {
        int byPlayer = playerId.compareTo(other.playerId);
        return byPlayer != 0 ? byPlayer : betId.compareTo(other.betId);
    }

    /** {@code <playerId>/<betId>}: a cursor; {@code /} is illegal in both. */
    public String cursor() {
        return playerId + "/" + betId;
    }

    /** Reads {@link #cursor}; a text without a slash sorts before all bets of that player. */
    public static BetKey ofCursor(String cursor) {
        int slash = cursor.indexOf('/');
        return slash < 0 ? new BetKey(cursor, "") : new BetKey(cursor.substring(0, slash), cursor.substring(slash + 1));
    }
}
