package io.croupier.round.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What has gathered in a book since its last write: decided, and to be persisted as one write, but as yet neither stored nor
 * told to anyone. Not for concurrent use.
 */
public final class BookBatch {
    /** Written only together with the first intents. */
    public BookEvent.@Nullable BookOpened opened;

    public final Map<BetKey, BookEvent.Intent> intents = new LinkedHashMap<>();
    public final Map<BetKey, BookEvent.Decision> decisions = new LinkedHashMap<>();
    public final Map<BetKey, BookEvent.CashOutTaken> cashOuts = new LinkedHashMap<>();
    /** Refused bets whose rollback their wallet has confirmed. */
    public final Set<BetKey> rolledBack = new LinkedHashSet<>();
    /** What wallets have confirmed of payouts, stakes given back and corrections. */
    public final Map<BetKey, BookEvent.Credit> credits = new LinkedHashMap<>();

    /** How many news it holds; the opening counts for none. */
    public int size() {
        return intents.size() + decisions.size() + cashOuts.size() + rolledBack.size() + credits.size();
    }

    /** One event per kind of news, in the order in which they must be applied. */
    public List<BookEvent> events(Instant at) {
        List<BookEvent> events = new ArrayList<>();
        if (opened != null && !intents.isEmpty()) {
            events.add(opened);
        }
        if (!intents.isEmpty()) {
            events.add(new BookEvent.IntentsRecorded(List.copyOf(intents.values())));
        }
        if (!decisions.isEmpty()) {
            events.add(new BookEvent.BetsDecided(List.copyOf(decisions.values()), at));
        }
        if (!cashOuts.isEmpty()) {
            events.add(new BookEvent.CashOutsTaken(List.copyOf(cashOuts.values()), at));
        }
        if (!rolledBack.isEmpty()) {
            events.add(new BookEvent.RollbacksConfirmed(List.copyOf(rolledBack), at));
        }
        if (!credits.isEmpty()) {
            events.add(new BookEvent.CreditsConfirmed(List.copyOf(credits.values()), at));
        }
        return events;
    }
}
