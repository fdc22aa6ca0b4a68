package io.croupier.http.player;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.croupier.http.door.Json;
import io.croupier.http.door.Problem;
import io.croupier.http.door.ProblemCode;
import io.croupier.http.door.Reply;
import io.croupier.http.door.RoundReplies;
import io.croupier.http.door.Rounds;
import io.croupier.http.door.Tables;
import io.croupier.http.store.JournalReader;
import io.croupier.round.domain.BetView;
import io.croupier.round.domain.RoundTerms;
import io.croupier.round.domain.TableTerms;
import io.croupier.wallet.StoredWalletEvent;
import io.croupier.wallet.WalletEntity;
import io.croupier.wallet.Wallets;
import io.croupier.wallet.domain.Reference;
import io.croupier.wallet.domain.Split;
import io.croupier.wallet.domain.TransactionKind;
import io.croupier.wallet.domain.TransactionView;
import io.croupier.wallet.domain.WalletEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A player's bets. Which there are is read from the wallet's own events, which know each bet that was ever decided and in
 * which order; how each stands is asked of the round's book.
 */
public final class PlayerBets {
    private static final String SOURCE = "bet~";
    /** Events that one request looks through, so that a wallet with few bets among many events costs a bounded read. */
    private static final int MOST_EVENTS = 2000;

    private static final int LEAST_CHUNK = 50;

    private final Wallets wallets;
    private final JournalReader journal;
    private final Tables tables;
    private final Rounds rounds;

    /** A page of bets as JSON; {@code next} null at the end. */
    record Page(List<ObjectNode> bets, @Nullable Long next) {}

    /** Where a bet was placed; a refused bet may name a table that its round is not of. */
    private record Place(String tableId, String roundId) {}

    /** What a wallet knows of a bet; {@code code} null where the stake was taken. */
    private record Known(
            long version,
            Reference reference,
            long stakeMinor,
            Instant at,
            @Nullable String code) {
        String betId() {
            return Objects.requireNonNullElse(reference.betId(), "");
        }

        String tableId() {
            return Objects.requireNonNullElse(reference.tableId(), "");
        }

        Place place() {
            return new Place(tableId(), roundId());
        }

        String roundId() {
            return Objects.requireNonNullElse(reference.roundId(), "");
        }
    }

    public PlayerBets(Wallets wallets, JournalReader journal, Tables tables, Rounds rounds) {
        this.wallets = wallets;
        this.journal = journal;
        this.tables = tables;
        this.rounds = rounds;
    }

    CompletionStage<Page> newestFirst(String playerId, long before, int limit) {
        return collect(playerId, before, limit, List.of(), 0)
                .thenCompose(found -> withStates(playerId, found.bets).thenApply(bets -> new Page(bets, found.next)));
    }

    private record Found(List<Known> bets, @Nullable Long next) {}

    private CompletionStage<Found> collect(String playerId, long before, int limit, List<Known> held, int read) {
        String persistenceId = WalletEntity.KEY.name() + "|" + playerId;
        int chunk = Math.max(LEAST_CHUNK, 2 * limit);
        return journal.newestFirst(persistenceId, before, chunk).thenCompose(entries -> {
            List<Known> known = new ArrayList<>(held);
            long last = before;
            for (JournalReader.Entry entry : entries) {
                last = entry.sequenceNumber();
                known(entry).ifPresent(known::add);
                if (known.size() == limit) {
                    break;
                }
            }
            boolean end = entries.isEmpty() || last <= 1;
            boolean enough = known.size() == limit || read + chunk >= MOST_EVENTS;
            return end || enough
                    ? CompletableFuture.completedFuture(new Found(List.copyOf(known), end ? null : (Long) last))
                    : collect(playerId, last, limit, List.copyOf(known), read + chunk);
        });
    }

    CompletionStage<Reply> find(String playerId, String betId) {
        return wallets.transaction(playerId, SOURCE + betId).thenCompose(found -> {
            if (found.isEmpty()) {
                return CompletableFuture.completedFuture(
                        Reply.problem(Problem.of(ProblemCode.BET_NOT_FOUND, "betId=" + betId + " is none of yours")
                                .at("betId")));
            }
            TransactionView view = found.get();
            Known known = new Known(view.version(), view.reference(), view.askedMinor(), view.at(), view.code());
            return withStates(playerId, List.of(known)).thenApply(bets -> Reply.json(200, bets.get(0)));
        });
    }

    private static Optional<Known> known(JournalReader.Entry entry) {
        if (!(entry.event() instanceof StoredWalletEvent stored)
                || !stored.event().transactionId().startsWith(SOURCE)) {
            return Optional.empty();
        }
        if (stored.event() instanceof WalletEvent.BetTaken bet) {
            Split split = bet.split();
            return Optional.of(new Known(entry.sequenceNumber(), bet.reference(), split.totalMinor(), bet.at(), null));
        }
        if (stored.event() instanceof WalletEvent.TransactionRejected bet && bet.kind() == TransactionKind.BET) {
            String code = bet.bookCode() != null ? bet.bookCode() : bet.code().code();
            return Optional.of(new Known(entry.sequenceNumber(), bet.reference(), bet.amountMinor(), bet.at(), code));
        }
        return Optional.empty();
    }

    /** One question per round, all at once; a page has at most {@value PlayerDoor#LONGEST_PAGE} bets. */
    private CompletionStage<List<ObjectNode>> withStates(String playerId, List<Known> known) {
        return tables.all().thenCompose(all -> {
            Map<String, TableTerms> terms = all.stream().collect(Collectors.toMap(TableTerms::tableId, t -> t));
            Map<Place, CompletableFuture<List<BetView>>> asked = new HashMap<>();
            known.stream()
                    .filter(bet -> terms.containsKey(bet.tableId()))
                    .collect(Collectors.groupingBy(Known::place))
                    .forEach((place, bets) -> {
                        int books = Objects.requireNonNull(terms.get(place.tableId()))
                                .books();
                        List<String> betIds = bets.stream().map(Known::betId).toList();
                        asked.put(
                                place,
                                rounds.betsOf(playerId, betIds, place.roundId(), books)
                                        .toCompletableFuture());
                    });
            return CompletableFuture.allOf(asked.values().toArray(new CompletableFuture<?>[0]))
                    .thenApply(done -> known.stream()
                            .map(bet -> toJson(bet, view(asked.get(bet.place()), bet)))
                            .toList());
        });
    }

    private static Optional<BetView> view(@Nullable CompletableFuture<List<BetView>> answered, Known bet) {
        return answered == null
                ? Optional.empty()
                : answered.join().stream()
                        .filter(view -> view.betId().equals(bet.betId()))
                        .findFirst();
    }

    /** A book forgets refused bets; the wallet does not. */
    private static ObjectNode toJson(Known bet, Optional<BetView> view) {
        if (view.isPresent()) {
            return RoundReplies.bet(view.get());
        }
        ObjectNode body = Json.object()
                .put("betId", bet.betId())
                .put("table", bet.tableId())
                .put("roundId", RoundTerms.publicId(bet.roundId()));
        body.putNull("selection");
        return body.put("stakeMinor", bet.stakeMinor())
                .put("currency", (String) null)
                .put("state", bet.code() == null ? "pending" : "rejected")
                .put("code", bet.code())
                .put("cashedOutX100", (Integer) null)
                .put("payoutMinor", 0)
                .put("resultVersion", 0)
                .put("at", Json.time(bet.at()));
    }
}
