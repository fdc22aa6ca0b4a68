package io.croupier.wallet.domain;

import java.util.List;

/**
 * What bonuses and free bets a player has.
 *
 * @param open whether there is such a wallet
 * @param bonuses those that are open in the order in which they are used, then those that have ended, the newest first
 * @param version the wallet's sequence number
 */
public record BonusesView(boolean open, List<BonusView> bonuses, List<FreeBetsView> freeBets, long version) {
    public BonusesView {
        bonuses = List.copyOf(bonuses);
        freeBets = List.copyOf(freeBets);
    }

    /**
     * One bonus.
     *
     * @param grantedMinor all that was granted, or won by free bets
     * @param moneyMinor what is there now
     * @param wageredMinor of {@code requiredMinor}
     * @param convertedMinor what has become real money
     */
    public record BonusView(
            String id,
            BonusState state,
            long grantedMinor,
            long moneyMinor,
            long requiredMinor,
            long wageredMinor,
            long convertedMinor,
            BonusTerms terms) {}

    /**
     * Free bets that can still be placed.
     *
     * @param left of {@code terms.count()}
     */
    public record FreeBetsView(String id, int left, FreeBetTerms terms) {}
}
