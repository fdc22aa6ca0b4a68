package io.croupier.wallet.domain;

/**
 * A wallet's balances in minor units.
 *
 * @param balanceMinor real and bonus
 * @param debtMinor what a clawback could not take; 0 or more
 * @param version the wallet's sequence number, 0 before it is open
 */
public record WalletView(
        String playerId,
        boolean open,
        String currency,
        long balanceMinor,
        long realMinor,
        long bonusMinor,
        long debtMinor,
        long version) {}
