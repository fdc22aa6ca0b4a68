package io.croupier.round.domain;

/**
 * Names a question that a book puts to a bet's wallet.
 *
 * @param number tells the declines of one bet apart, and its credits by the result's version; 0 for the other kinds, of which a
 *     bet has one at a time
 * @param madeAfter a version of the wallet that the book knew before it could ask this; 0: it knew none
 */
public record WalletCall(Kind kind, BetKey bet, long number, long madeAfter) {
    /** What a wallet is asked about a bet. */
    public enum Kind {
        DEBIT,
        RESOLVE,
        ROLLBACK,
        CREDIT,
        DECLINE
    }

    public WalletCall(Kind kind, BetKey bet) {
        this(kind, bet, 0, 0);
    }
}
