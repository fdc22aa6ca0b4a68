package io.croupier.wallet.domain;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What free bets are granted under. A win is paid less the stake, which was never the player's.
 *
 * @param count how many, 1 to {@link #MOST}
 * @param stakeMinor what each stakes, no more and no less
 * @param tables where, 1 to {@link BonusTerms#MOST_TABLES}
 * @param expiresAt from then on none can be placed, whole milliseconds; one that was placed is paid whenever it wins
 * @param wageringX100 what is won is bonus money that must be wagered so often, in hundredths; 0: real money
 * @param winningsExpireAt when that bonus money goes, not before {@code expiresAt}; null where it is real money
 */
public record FreeBetTerms(
        @JsonProperty("count") int count,
        @JsonProperty("stake") long stakeMinor,
        @JsonProperty("tables") List<String> tables,
        @JsonProperty("expires") Instant expiresAt,
        @JsonProperty("wagering") int wageringX100,
        @JsonProperty("winningsExpire") @Nullable Instant winningsExpireAt) {
    public static final int MOST = 1_000;

    public FreeBetTerms {
        tables = BonusTerms.named(tables);
        expiresAt = expiresAt.truncatedTo(ChronoUnit.MILLIS);
        winningsExpireAt = winningsExpireAt == null ? null : winningsExpireAt.truncatedTo(ChronoUnit.MILLIS);
        if (count < 1 || count > MOST || stakeMinor < 1 || stakeMinor > Split.MAX_MINOR || tables.isEmpty()) {
            throw new IllegalArgumentException("count=" + count + " must be from 1 to " + MOST + ", stakeMinor="
                    + stakeMinor + " from 1 to " + Split.MAX_MINOR + ", and tables=" + tables + " some");
        }
        if (wageringX100 < 0 || (wageringX100 > 0) != (winningsExpireAt != null)) {
            throw new IllegalArgumentException("wageringX100=" + wageringX100
                    + " must not be negative, and goes with winningsExpireAt=" + winningsExpireAt);
        }
        if (winningsExpireAt != null && winningsExpireAt.isBefore(expiresAt)) {
            throw new IllegalArgumentException(
                    "winningsExpireAt=" + winningsExpireAt + " must not be before expiresAt=" + expiresAt);
        }
    }

    boolean winsBonusMoney() {
        return wageringX100 > 0;
    }

    /** Everything, for a comparison with what was asked before. */
    String line() {
        return count + " free bets of " + stakeMinor + ", tables " + tables + ", until " + expiresAt + ", wagering "
                + wageringX100 + ", winnings until " + winningsExpireAt;
    }
}
