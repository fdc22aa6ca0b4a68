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
     * The balance, or the debt, would exceed {@link Split#MAX_MINOR}. Only credits and corrections meet it, and a credit is owed: a stored refusal would
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
    DECLINED,
    /** More own money staked than a limit allows; as for all limits, the answer carries the {@link Restriction}. */
    STAKE_LIMIT,
    /** More lost than a limit allows, should the bet lose. */
    LOSS_LIMIT,
    /** More paid in than a limit allows. */
    DEPOSIT_LIMIT,
    /** More staked than a limit allows. */
    TURNOVER_LIMIT,
    /** The session has lasted longer than a limit allows. */
    SESSION_LIMIT,
    /** The player is excluded, or the wallet frozen. */
    PLAYER_BLOCKED,
    /** The player is excluded for longer already. */
    EXCLUSION_STANDS,
    /** An exclusion that would end less than a day from now. */
    EXCLUSION_TOO_SHORT,
    /** The player has no such bonus or free bets. */
    BONUS_NOT_FOUND,
    /** The bonus was converted, has expired or was forfeited. */
    BONUS_ENDED,
    /** A bonus, or free bets, that would be over at once. */
    BONUS_EXPIRED,
    /** The player has as many bonuses, or kinds of free bets, as a wallet keeps. */
    BONUS_LIMIT,
    /** There are no such free bets, or none of them is left. */
    FREE_BET_NOT_FOUND,
    /** The free bets' time is over. */
    FREE_BET_EXPIRED,
    /** The free bets are for another stake or other tables. */
    FREE_BET_MISMATCH;

    static WalletRejection of(Restriction restriction) {
        LimitKey limit = restriction.limit();
        if (limit == null) {
            return PLAYER_BLOCKED;
        }
        return switch (limit.kind()) {
            case STAKE -> STAKE_LIMIT;
            case LOSS -> LOSS_LIMIT;
            case DEPOSIT -> DEPOSIT_LIMIT;
            case TURNOVER -> TURNOVER_LIMIT;
            case TIME -> SESSION_LIMIT;
        };
    }

    /** The code as outside clients see it, lower_snake. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether nothing was decided, so that the same request with the same id may succeed later. */
    public boolean retryable() {
        return this == BALANCE_LIMIT;
    }
}
