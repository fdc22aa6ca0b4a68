package io.croupier.http.audit;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an audit found.
 *
 * @param currencies by code
 * @param openRounds not settled and not voided, oldest first, at most {@link Ledger#MOST_LISTED}
 * @param openRoundCount all of them
 * @param faults what does not fit, in words, at most {@link Ledger#MOST_LISTED}
 * @param faultCount all of them
 * @param events how many were read
 */
public record MoneyReport(
        Map<String, Columns> currencies,
        List<OpenRound> openRounds,
        long openRoundCount,
        List<String> faults,
        long faultCount,
        long wallets,
        long events,
        Instant asOf) {
    public MoneyReport {
        currencies = Collections.unmodifiableMap(new TreeMap<>(currencies));
        openRounds = List.copyOf(openRounds);
        faults = List.copyOf(faults);
    }

    /** One currency's accounts in minor units; what left an account is negative. */
    public record Columns(
            long playersMinor, long inPlayMinor, long houseMinor, long bonusCostMinor, long cashierMinor) {
        /** Zero where no money came from nowhere or went there. */
        public long sumMinor() {
            return Math.addExact(
                    Math.addExact(Math.addExact(playersMinor, inPlayMinor), Math.addExact(houseMinor, bonusCostMinor)),
                    cashierMinor);
        }
    }

    /** A round that has not ended; {@code roundId} is the internal one; {@code openedAt} the last correction's time where there was one. */
    public record OpenRound(String roundId, String tableId, Instant openedAt) {}

    /** Whether every sum is zero and nothing was found. */
    public boolean consistent() {
        return faultCount == 0 && currencies.values().stream().allMatch(columns -> columns.sumMinor() == 0);
    }
}
