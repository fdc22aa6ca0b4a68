package io.croupier.wallet.domain;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a bonus is granted under. It plays, and is wagered, at its tables only.
 *
 * @param requiredMinor stakes that turn it into real money, 0: none, it is real money at once
 * @param tables empty: every table, and providers' own games; at most {@link #MOST_TABLES}
 * @param order which money a stake takes first; of several bonuses the first decides
 * @param wins what a win of its money is
 * @param mostConvertedMinor what at most becomes real money, the rest goes; null: all
 * @param expiresAt from then on its money is gone, whole milliseconds
 */
public record BonusTerms(
        @JsonProperty("required") long requiredMinor,
        @JsonProperty("tables") List<String> tables,
        @JsonProperty("order") Order order,
        @JsonProperty("wins") Wins wins,
        @JsonProperty("most") @Nullable Long mostConvertedMinor,
        @JsonProperty("expires") Instant expiresAt) {
    public static final int MOST_TABLES = 16;

    /** Which money a stake takes first. The names are stored. */
    public enum Order {
        REAL_FIRST,
        BONUS_FIRST
    }

    /** What is won with bonus money. The names are stored. */
    public enum Wins {
        /** Bonus money, as far as the stake was. */
        PROPORTIONAL,
        /** Real money. */
        REAL
    }

    public BonusTerms {
        tables = named(tables);
        expiresAt = expiresAt.truncatedTo(ChronoUnit.MILLIS);
        if (requiredMinor < 0 || requiredMinor > Split.MAX_MINOR) {
            throw new IllegalArgumentException(
                    "requiredMinor=" + requiredMinor + " must be from 0 to " + Split.MAX_MINOR);
        }
        if (mostConvertedMinor != null && mostConvertedMinor < 0) {
            throw new IllegalArgumentException("mostConvertedMinor=" + mostConvertedMinor + " must not be negative");
        }
    }

    static List<String> named(@Nullable List<String> tables) {
        List<String> sorted =
                tables == null ? List.of() : tables.stream().distinct().sorted().toList();
        if (sorted.size() > MOST_TABLES) {
            throw new IllegalArgumentException("tables=" + sorted + " must be at most " + MOST_TABLES);
        }
        return sorted;
    }

    /** Everything, for a comparison with what was asked before. */
    String line() {
        return "required " + requiredMinor + ", tables " + tables + ", " + order + ", wins " + wins + ", most "
                + mostConvertedMinor + ", until " + expiresAt;
    }
}
