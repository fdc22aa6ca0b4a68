package io.croupier.http.audit;

import io.croupier.round.domain.BetKey;
import io.croupier.round.domain.BookEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** All bets of one round, over all its books. A bet that is finished is added to the house and forgotten. */
final class BookAccount {
    private final String roundId;
    private final Ledger ledger;
    private final Map<BetKey, BetAccount> bets = new HashMap<>();
    private final Map<String, Set<BetKey>> accepted = new HashMap<>();
    private @Nullable String currency;
    private long finishedHouseMinor;

    BookAccount(String roundId, Ledger ledger) {
        this.roundId = roundId;
        this.ledger = ledger;
    }

    @Nullable String currency() {
        return currency;
    }

    long inPlayMinor() {
        return bets.values().stream().mapToLong(BetAccount::inPlayMinor).reduce(0, Math::addExact);
    }

    long houseMinor() {
        return bets.values().stream().mapToLong(BetAccount::houseMinor).reduce(finishedHouseMinor, Math::addExact);
    }

    BetAccount bet(String playerId, String betId) {
        return bet(new BetKey(playerId, betId));
    }

    private BetAccount bet(BetKey key) {
        return bets.computeIfAbsent(
                key, k -> new BetAccount("roundId=" + roundId + " playerId=" + k.playerId() + " betId=" + k.betId()));
    }

    void closeIfFinished(String playerId, String betId) {
        close(new BetKey(playerId, betId));
    }

    private void close(BetKey key) {
        BetAccount bet = bets.get(key);
        if (bet != null && bet.finished()) {
            finishedHouseMinor = Math.addExact(finishedHouseMinor, bet.houseMinor());
            bets.remove(key);
        }
    }

    void check() {
        if (currency == null && !bets.isEmpty()) {
            ledger.fault("roundId=" + roundId + " has " + bets.size() + " debits and no book");
        }
        for (BetAccount bet : bets.values()) {
            String fault = bet.fault();
            if (!fault.isEmpty()) {
                ledger.fault(bet.name() + ": " + fault);
            }
        }
    }

    void add(String bookId, BookEvent event) {
        if (event instanceof BookEvent.BookOpened opened) {
            currency = opened.terms().table().currency();
        } else if (event instanceof BookEvent.IntentsRecorded recorded) {
            recorded.intents().forEach(intent -> bet(intent.key()).intended(intent.stakeMinor()));
        } else if (event instanceof BookEvent.BetsDecided decided) {
            decided.decisions().forEach(decision -> decided(bookId, decision));
        } else if (event instanceof BookEvent.SettlementPlanned planned) {
            Map<BetKey, Long> payouts = new HashMap<>();
            planned.lines().forEach(line -> payouts.merge(line.key(), line.payoutMinor(), Math::addExact));
            settle(bookId, key -> payouts.getOrDefault(key, 0L));
        } else if (event instanceof BookEvent.VoidPlanned) {
            settle(bookId, key -> bet(key).stakeMinor());
        }
    }

    private void decided(String bookId, BookEvent.Decision decision) {
        if (decision.accepted()) {
            accepted.computeIfAbsent(bookId, any -> new HashSet<>()).add(decision.key());
        } else if (!decision.rollbackOwed()) {
            bets.remove(decision.key());
        }
    }

    private void settle(String bookId, ToLongFunction<BetKey> payout) {
        Set<BetKey> settled = accepted.remove(bookId);
        if (settled == null) {
            return;
        }
        for (BetKey key : settled) {
            bet(key).planned(payout.applyAsLong(key));
            close(key);
        }
    }
}
