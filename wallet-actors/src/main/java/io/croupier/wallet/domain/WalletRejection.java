package io.croupier.wallet.domain;

import java.util.Locale;

/**
 * Why a wallet refuses, as stable codes. All are final and stored, but for {@link #UNKNOWN_PLAYER}, {@link
 * #TRANSACTION_CONFLICT} and {@link #BALANCE_LIMIT}.
 */
public enum WalletRejection {
    /** There is no such wallet, so nothing could be stored. */
    UNKNOWN_PLAYER,
    /** The wallet is open already (under another transaction id). */
    PLAYER_EXISTS,
    /** The id was used with other content; the answer names the original. */
    TRANSACTION_CONFLICT,
    /** The wallet's currency is another. */
    WRONG_CURRENCY,
    /** The balance does not cover the amount; the answer carries the balance. */
    INSUFFICIENT_FUNDS,
    /**
     * The balance would exceed {@link Split#MAX_MINOR}. Only credits meet it, and a credit is owed: a stored refusal would
     * take it from the player for ever. So nothing is stored, the id stays free, and the same request succeeds once there is
     * room.
     */
    BALANCE_LIMIT,
    /** The bet was rolled back, before or after it came. */
    BET_ROLLED_BACK,
    /** A rollback after a win. */
    BET_ALREADY_SETTLED,
    /** A win without its bet. */
    BET_NOT_FOUND,
    /** A book refused the bet; the code of its own is in the answer's {@code bookCode}. */
    DECLINED;

    /** The code as outside clients see it, lower_snake. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether nothing was decided, so that the same request with the same id may succeed later. */
    public boolean retryable() {
        return this == BALANCE_LIMIT;
    }
}
