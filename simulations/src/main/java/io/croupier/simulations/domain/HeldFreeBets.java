package io.croupier.simulations.domain;

import io.croupier.wallet.domain.BonusStake;
import io.croupier.wallet.domain.FreeBetTerms;
import io.croupier.wallet.domain.WalletEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A player's free bets as the judge knows them: what was granted, and how many are left. */
final class HeldFreeBets {
    private final Map<String, FreeBetTerms> granted = new HashMap<>();
    private final Map<String, Integer> left = new HashMap<>();

    void granted(String id, FreeBetTerms terms) {
        granted.put(id, terms);
        left.put(id, terms.count());
    }

    void forfeited(String id) {
        left.remove(id);
    }

    /** Granted, and not forfeited. */
    boolean has(String id) {
        return left.containsKey(id);
    }

    /** Uses one up; whether it might be. */
    boolean takes(BonusStake stake, WalletEvent.BetTaken e) {
        String id = Objects.requireNonNull(stake.freeBetId());
        FreeBetTerms terms = granted.get(id);
        Integer more = left.get(id);
        left.merge(id, -1, Integer::sum);
        return terms != null
                && more != null
                && more > 0
                && e.split().totalMinor() == 0
                && stake.freeMinor() == terms.stakeMinor()
                && e.at().isBefore(terms.expiresAt())
                && plays(terms, e);
    }

    private static boolean plays(FreeBetTerms terms, WalletEvent e) {
        return terms.tables().contains(Objects.requireNonNullElse(e.reference().tableId(), ""));
    }

    /** Gives one back while its time is not over; its id, or null. */
    @Nullable String again(BonusStake stake, Instant at) {
        String id = stake.freeBetId();
        boolean again = id != null
                && left.containsKey(id)
                && at.isBefore(Objects.requireNonNull(granted.get(id)).expiresAt());
        if (again) {
            left.merge(id, 1, Integer::sum);
        }
        return again ? id : null;
    }

    /** Whether one was rightly refused. */
    boolean rightlyRefused(String id, WalletEvent.TransactionRejected e) {
        FreeBetTerms terms = granted.get(id);
        return switch (e.code()) {
            case FREE_BET_NOT_FOUND ->
                terms == null || left.getOrDefault(id, 0) == 0 || !e.at().isBefore(terms.expiresAt());
            case FREE_BET_EXPIRED -> terms != null && !e.at().isBefore(terms.expiresAt());
            case FREE_BET_MISMATCH -> terms != null && (terms.stakeMinor() != e.amountMinor() || !plays(terms, e));
            default -> false;
        };
    }
}
