package io.croupier.wallet.domain;

import io.croupier.wallet.StoredWalletEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An index over a journal of one wallet as it stood at some version: what the feed's tables are to a running node. */
public final class JournalIndex {
    private JournalIndex() {}

    /** Looks ids up among the first events. */
    public static Recall recall(List<StoredWalletEvent> journal, long upTo, Set<String> ids) {
        Map<String, Recollection> past = new HashMap<>();
        ids.forEach(id -> past.put(id, Recollection.NOTHING));
        for (int n = 0; n < upTo; n++) {
            WalletEvent event = journal.get(n).event();
            long version = n + 1L;
            past.computeIfPresent(
                    event.transactionId(), (id, known) -> new Recollection(event, version, known.won(), known.gone()));
            if (event instanceof WalletEvent.WinCredited win) {
                past.computeIfPresent(
                        win.betId(),
                        (id, known) -> new Recollection(known.event(), known.version(), true, known.gone()));
            }
            String gone = goneBet(event);
            if (gone != null) {
                past.computeIfPresent(
                        gone, (id, known) -> new Recollection(known.event(), known.version(), known.won(), true));
            }
        }
        return new Recall(upTo, past);
    }

    private static @Nullable String goneBet(WalletEvent event) {
        if (event instanceof WalletEvent.BetRolledBack rollback) {
            return rollback.betId();
        }
        if (event instanceof WalletEvent.BetTombstoned tombstone) {
            return tombstone.betId();
        }
        if (event instanceof WalletEvent.BetCorrected correction) {
            return correction.givesStakeBack() ? correction.betId() : null;
        }
        return event instanceof WalletEvent.BetRefunded refund ? refund.betId() : null;
    }
}
