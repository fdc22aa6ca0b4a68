package io.croupier.http.audit;

import io.croupier.round.domain.BetKey;
import io.croupier.round.domain.BookEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * All bets of one round, over all its books. A bet that is finished is added to the house and forgotten, so that corrections are
 * held against what each book planned in all, not bet by bet.
 */
final class BookAccount {
    private final String roundId;
    private final Ledger ledger;
    private final Map<BetKey, BetAccount> bets = new HashMap<>();
    private final Map<String, Set<BetKey>> accepted = new HashMap<>();
    private final Map<String, Plan> plans = new HashMap<>();
    private @Nullable String currency;
    private String tableId = "";
    private long finishedHouseMinor;
    private long replannedMinor;
    private long correctedMinor;

    /** What a book's bets staked, and what its newest plan returns to them. */
    private record Plan(long stakedMinor, long plannedMinor) {}

    BookAccount(String roundId, Ledger ledger) {
        this.roundId = roundId;
        this.ledger = ledger;
    }

    @Nullable String currency() {
        return currency;
    }

    String tableId() {
        return tableId;
    }

    /** With what corrections have planned and no wallet has paid or given back yet. */
    long inPlayMinor() {
        return bets.values().stream()
                .mapToLong(BetAccount::inPlayMinor)
                .reduce(Math.subtractExact(replannedMinor, correctedMinor), Math::addExact);
    }

    long houseMinor() {
        return bets.values().stream()
                .mapToLong(BetAccount::houseMinor)
                .reduce(Math.subtractExact(finishedHouseMinor, replannedMinor), Math::addExact);
    }

    /** A wallet has paid, or taken back, the difference of a corrected bet. */
    void corrected(long differenceMinor) {
        correctedMinor = Math.addExact(correctedMinor, differenceMinor);
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

    /** @param settledAgain whether the round has said that its corrections are done */
    void check(boolean settledAgain) {
        if (currency == null && !bets.isEmpty()) {
            ledger.fault("roundId=" + roundId + " has " + bets.size() + " debits and no book");
        }
        boolean foreign = currency == null && correctedMinor != 0;
        if (foreign || (settledAgain && correctedMinor != replannedMinor)) {
            ledger.fault("roundId=" + roundId + " was corrected by " + correctedMinor + " in its wallets and by "
                    + replannedMinor + " in its books");
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
            tableId = opened.terms().table().tableId();
        } else if (event instanceof BookEvent.IntentsRecorded recorded) {
            recorded.intents().forEach(intent -> bet(intent.key()).intended(intent.stakeMinor()));
        } else if (event instanceof BookEvent.BetsDecided decided) {
            decided.decisions().forEach(decision -> decided(bookId, decision));
        } else if (event instanceof BookEvent.SettlementPlanned planned) {
            Map<BetKey, Long> payouts = new HashMap<>();
            planned.lines().forEach(line -> payouts.merge(line.key(), line.payoutMinor(), Math::addExact));
            long sum = payouts.values().stream().reduce(0L, Math::addExact);
            if (planned.resultVersion() > 1) {
                replan(bookId, sum);
            } else {
                settle(bookId, key -> payouts.getOrDefault(key, 0L));
            }
        } else if (event instanceof BookEvent.VoidPlanned voided) {
            if (voided.resultVersion() > 1) {
                replan(bookId, plan(bookId).stakedMinor);
            } else {
                settle(bookId, key -> bet(key).stakeMinor());
            }
        }
    }

    private Plan plan(String bookId) {
        return plans.getOrDefault(bookId, new Plan(0, 0));
    }

    private void replan(String bookId, long plannedMinor) {
        Plan before = plan(bookId);
        replannedMinor = Math.addExact(replannedMinor, Math.subtractExact(plannedMinor, before.plannedMinor));
        plans.put(bookId, new Plan(before.stakedMinor, plannedMinor));
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
        long staked = 0;
        long planned = 0;
        for (BetKey key : settled) {
            BetAccount bet = bet(key);
            long returns = payout.applyAsLong(key);
            staked = Math.addExact(staked, bet.stakeMinor());
            planned = Math.addExact(planned, returns);
            bet.planned(returns);
            close(key);
        }
        plans.put(bookId, new Plan(staked, planned));
    }
}
