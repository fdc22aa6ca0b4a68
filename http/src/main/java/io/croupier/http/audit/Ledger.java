package io.croupier.http.audit;

import io.croupier.http.audit.MoneyReport.Columns;
import io.croupier.http.audit.MoneyReport.OpenRound;
import io.croupier.round.domain.BookEvent;
import io.croupier.round.domain.RoundEvent;
import io.croupier.wallet.StoredWalletEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Adds up all money from events, each entity's in its order. The accounts come from sources that know nothing of each other,
 * so that their sum can be wrong: what players have from the balances that wallets wrote down, the cashier from the amounts
 * of deposits and withdrawals, the cost of bonuses from what was granted and came back, what is in play and what the house has from the books' stakes and payouts, met by the wallets'
 * debits and credits. Memory grows with wallets, unsettled bets and open rounds, not with events. Not for concurrent use.
 */
public final class Ledger {
    /** Most faults and open rounds that a report lists; it counts all. */
    public static final int MOST_LISTED = 100;

    private final Map<String, WalletAccount> wallets = new HashMap<>();
    private final Map<String, BookAccount> books = new HashMap<>();
    private final Map<String, OpenRound> rounds = new HashMap<>();
    private final Set<String> settledAgain = new HashSet<>();
    private final Map<String, Long> providersMinor = new HashMap<>();
    private final List<String> faults = new ArrayList<>();
    private long faultCount;
    private long events;

    /** Takes the next event of an entity. */
    public void add(String persistenceId, long sequenceNumber, Object event) {
        events++;
        String entityId = persistenceId.substring(persistenceId.indexOf('|') + 1);
        if (event instanceof StoredWalletEvent stored) {
            wallets.computeIfAbsent(entityId, id -> new WalletAccount(id, this)).add(sequenceNumber, stored);
        } else if (event instanceof BookEvent book) {
            String roundId = entityId.substring(0, entityId.lastIndexOf('~'));
            books.computeIfAbsent(roundId, id -> new BookAccount(id, this)).add(entityId, book);
        } else if (event instanceof RoundEvent round) {
            round(entityId, round);
        }
    }

    private void round(String roundId, RoundEvent event) {
        if (event instanceof RoundEvent.RoundOpened opened) {
            rounds.put(roundId, new OpenRound(roundId, opened.terms().table().tableId(), opened.at()));
        } else if (event instanceof RoundEvent.RoundSettled || event instanceof RoundEvent.RoundVoided) {
            OpenRound ended = rounds.remove(roundId);
            if (ended != null && ended.tableId().isEmpty()) {
                settledAgain.add(roundId);
            }
        } else if (event instanceof RoundEvent.ResultRecorded result && result.resultVersion() > 1) {
            openAgain(roundId, result.at());
        } else if (event instanceof RoundEvent.VoidAccepted taken && taken.resultVersion() > 1) {
            openAgain(roundId, taken.at());
        }
    }

    /** From a correction, or a void after the settlement, on; its books know the table. */
    private void openAgain(String roundId, Instant at) {
        rounds.put(roundId, new OpenRound(roundId, "", at));
        settledAgain.remove(roundId);
    }

    private OpenRound named(OpenRound round) {
        return round.tableId().isEmpty()
                ? new OpenRound(round.roundId(), book(round.roundId()).tableId(), round.openedAt())
                : round;
    }

    /** The bets of a round, whose wallets may be heard of before its books. */
    BookAccount book(String roundId) {
        return books.computeIfAbsent(roundId, id -> new BookAccount(id, this));
    }

    /** A provider's own bets and wins count for the house as they come: it has no book of them. */
    void provider(String currency, long houseMinor) {
        providersMinor.merge(currency, houseMinor, Math::addExact);
    }

    void fault(String what) {
        faultCount++;
        if (faults.size() < MOST_LISTED) {
            faults.add(what);
        }
    }

    /** The accounts as they stand now. */
    public MoneyReport report(Instant asOf) {
        Map<String, long[]> sums = new TreeMap<>();
        for (WalletAccount wallet : wallets.values()) {
            wallet.check();
            long[] sum = sums.computeIfAbsent(wallet.currency(), any -> new long[5]);
            sum[0] = Math.addExact(sum[0], wallet.ownedMinor());
            sum[3] = Math.addExact(sum[3], wallet.cashierMinor());
            sum[4] = Math.addExact(sum[4], wallet.bonusCostMinor());
        }
        books.forEach((roundId, book) -> book.check(settledAgain.contains(roundId)));
        for (BookAccount book : books.values()) {
            @Nullable String currency = book.currency();
            if (currency != null) {
                long[] sum = sums.computeIfAbsent(currency, any -> new long[5]);
                sum[1] = Math.addExact(sum[1], book.inPlayMinor());
                sum[2] = Math.addExact(sum[2], book.houseMinor());
            }
        }
        providersMinor.forEach((currency, minor) -> {
            long[] sum = sums.computeIfAbsent(currency, any -> new long[5]);
            sum[2] = Math.addExact(sum[2], minor);
        });
        Map<String, Columns> columns = new TreeMap<>();
        sums.forEach((currency, sum) -> columns.put(currency, new Columns(sum[0], sum[1], sum[2], sum[4], sum[3])));
        List<OpenRound> oldest = rounds.values().stream()
                .sorted(Comparator.comparing(OpenRound::openedAt))
                .limit(MOST_LISTED)
                .map(this::named)
                .toList();
        return new MoneyReport(
                columns,
                oldest,
                rounds.size(),
                faults,
                faultCount,
                wallets.size(),
                events,
                Objects.requireNonNull(asOf));
    }
}
