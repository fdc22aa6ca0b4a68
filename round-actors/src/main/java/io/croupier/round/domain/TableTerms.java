package io.croupier.round.domain;

/**
 * What is fixed about a table when it is opened.
 *
 * @param tableId as clients know it
 * @param owner {@link #HOUSE}, or the id of the provider that runs it
 * @param game the name of its {@link io.croupier.round.game.Game}
 * @param currency of all bets here; a player with another one gets {@code wrong_currency}
 * @param books into how many partitions a round's bets are spread, 1 to 64
 * @param minStakeMinor lowest stake of one bet
 * @param maxStakeMinor highest stake of one bet
 * @param bettingWindowMs how long the house takes bets for, ignored where a provider runs the table
 * @param pauseMs from a house round's result to the next round's opening
 */
public record TableTerms(
        String tableId,
        String owner,
        String game,
        String currency,
        int books,
        long minStakeMinor,
        long maxStakeMinor,
        long bettingWindowMs,
        long pauseMs) {
    /** The owner of tables whose rounds the house draws. */
    public static final String HOUSE = "house";

    public boolean houseRun() {
        return owner.equals(HOUSE);
    }

    /** The internal id of a round of this table: unlike the public one it is unique over all providers. */
    public String internalRoundId(String roundId) {
        return owner + "~" + roundId;
    }
}
