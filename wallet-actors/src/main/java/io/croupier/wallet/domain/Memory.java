package io.croupier.wallet.domain;

import io.vavr.collection.HashMap;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The transactions that a wallet remembers by itself: all that it has decided after a version. What it has forgotten is in the journal,
 * and a {@link Recall} brings it back.
 *
 * @param decided by their ids with source
 * @param fates what became of a bet, by the bet's id
 * @param forgottenUpTo 0: nothing is forgotten
 */
record Memory(HashMap<String, Decided> decided, HashMap<String, Fated> fates, long forgottenUpTo) {
    /**
     * A bet's fate.
     *
     * @param version that brought it about
     */
    record Fated(Fate fate, long version) {}

    /** The version of a wallet's opening. Of it alone the index, which is of the players' transactions, knows nothing. */
    private static final long OPENING = 1;

    static final Memory EMPTY = new Memory(HashMap.empty(), HashMap.empty(), 0);

    int size() {
        return decided.size();
    }

    boolean remembers(String id) {
        return decided.containsKey(id);
    }

    /** Whether nothing but what is remembered here can have decided this id, as far as the recall goes. */
    boolean isSureOf(String id, Recall recall) {
        return recall.asOf() >= forgottenUpTo || remembers(id);
    }

    /** The same of everything that became of a bet. One whose taking is remembered is remembered with all that followed. */
    boolean isSureOfBet(String betId, Recall recall) {
        Decided remembered = decided.get(betId).getOrNull();
        return forgottenUpTo == 0
                || (remembered != null && remembered.acceptedBet())
                || (recall.asOf() >= forgottenUpTo && recall.of(betId) != null);
    }

    @Nullable Decided known(String id, Recall recall) {
        Decided remembered = decided.get(id).getOrNull();
        if (remembered != null) {
            return remembered;
        }
        Recollection recalled = recall.of(id);
        return recalled == null ? null : recalled.decided();
    }

    /** What is gone is gone for ever, whatever came later. */
    @Nullable Fate fateOf(String betId, Recall recall) {
        Fated remembered = fates.get(betId).getOrNull();
        Recollection recalled = recall.of(betId);
        Fate before = recalled == null ? null : recalled.fate();
        return remembered == null || before == Fate.GONE ? before : remembered.fate;
    }

    /** When a bet was taken, null where nobody remembers. */
    @Nullable Instant takenAt(String betId, Recall recall) {
        Decided bet = known(betId, recall);
        return bet == null ? null : bet.at();
    }

    Memory after(WalletEvent event, long version) {
        return new Memory(
                decided.put(event.transactionId(), Decided.by(event, version)),
                fatesAfter(event, version),
                forgottenUpTo);
    }

    private HashMap<String, Fated> fatesAfter(WalletEvent event, long version) {
        if (event instanceof WalletEvent.WinCredited win) {
            return fates.containsKey(win.betId()) ? fates : fates.put(win.betId(), new Fated(Fate.WON, version));
        }
        String gone = goneBet(event);
        return gone == null ? fates : fates.put(gone, new Fated(Fate.GONE, version));
    }

    private static @Nullable String goneBet(WalletEvent event) {
        if (event instanceof WalletEvent.BetRolledBack rollback) {
            return rollback.betId();
        }
        if (event instanceof WalletEvent.BetTombstoned tombstone) {
            return tombstone.betId();
        }
        if (event instanceof WalletEvent.BetRefunded refund) {
            return refund.betId();
        }
        if (event instanceof WalletEvent.BetCorrected correction && correction.givesStakeBack()) {
            return correction.betId();
        }
        return isNeverTaken(event) ? event.transactionId() : null;
    }

    /** Whether an event refuses a bet because it is gone, or from now on is. */
    static boolean isNeverTaken(@Nullable WalletEvent event) {
        return event instanceof WalletEvent.TransactionRejected rejected
                && rejected.kind() == TransactionKind.BET
                && rejected.code() == WalletRejection.BET_ROLLED_BACK;
    }

    /** Without what happened up to a version, but for the opening; that must be in the journal's index. */
    Memory forget(long upTo) {
        return new Memory(
                decided.filterValues(transaction -> transaction.version() > upTo || transaction.version() == OPENING),
                fates.filterValues(fate -> fate.version > upTo),
                upTo);
    }
}
