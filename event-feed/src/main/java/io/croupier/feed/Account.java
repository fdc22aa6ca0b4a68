package io.croupier.feed;

/**
 * The ledger's accounts by name. A balance is what was credited less what was debited, so what players have is positive,
 * what the cashier paid in is negative, and all of one currency add up to zero.
 *
 * <pre>
 * player:ID:real, :bonus   what a player has
 * player:ID:debt           what a player owes, negative
 * in-play:TABLE            staked and not settled, or settled and not paid yet
 * house:table:TABLE        what a table has won or lost
 * house:provider:ID        what a provider's own bets have won or lost: it has no book here, so they are never in play
 * bonus-cost               what bonuses and free bets cost the house, negative: granted and staked for players, less what came back
 * cashier                  paid out less paid in
 * </pre>
 */
final class Account {
    static final String CASHIER = "cashier";
    static final String BONUS_COST = "bonus-cost";

    private Account() {}

    static String real(String playerId) {
        return "player:" + playerId + ":real";
    }

    static String bonus(String playerId) {
        return "player:" + playerId + ":bonus";
    }

    static String debt(String playerId) {
        return "player:" + playerId + ":debt";
    }

    static String inPlay(String tableId) {
        return "in-play:" + tableId;
    }

    static String house(String tableId) {
        return "house:table:" + tableId;
    }

    static String provider(String providerId) {
        return "house:provider:" + providerId;
    }
}
