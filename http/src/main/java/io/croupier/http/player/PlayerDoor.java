package io.croupier.http.player;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.croupier.http.door.BonusJson;
import io.croupier.http.door.Call;
import io.croupier.http.door.Credentials;
import io.croupier.http.door.Endpoint;
import io.croupier.http.door.Json;
import io.croupier.http.door.Limits;
import io.croupier.http.door.Reply;
import io.croupier.http.door.RoundReplies;
import io.croupier.http.door.RoundSearch;
import io.croupier.http.door.Rounds;
import io.croupier.http.door.Tables;
import io.croupier.http.door.WalletReplies;
import io.croupier.round.domain.RoundStatus;
import io.croupier.round.domain.TableTerms;
import io.croupier.wallet.Wallets;
import io.croupier.wallet.domain.LimitKey;
import io.croupier.wallet.domain.Reference;
import io.croupier.wallet.domain.Transaction;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Everything that a player's program can ask over HTTP. Bets are placed on the live port; here players protect themselves. */
public final class PlayerDoor {
    /** The source of what players ask for themselves. */
    private static final String OWN = "own~";

    static final int PAGE = 50;
    static final int LONGEST_PAGE = 200;

    private final Wallets wallets;
    private final Tables tables;
    private final Rounds rounds;
    private final OwnBet bets;
    private final PlayerHistory history;
    private final String liveUrl;
    private final int livePort;
    private final Clock clock;

    /** @param liveUrl where the live WebSocket is, as clients reach it; empty: the live port of the host they came to */
    public PlayerDoor(
            Wallets wallets,
            Tables tables,
            Rounds rounds,
            PlayerHistory history,
            String liveUrl,
            int livePort,
            Clock clock) {
        this.wallets = wallets;
        this.tables = tables;
        this.rounds = rounds;
        this.bets = new OwnBet(wallets, tables, rounds);
        this.history = history;
        this.liveUrl = liveUrl;
        this.livePort = livePort;
        this.clock = clock;
    }

    public List<Endpoint> endpoints(Credentials player) {
        return List.of(
                Endpoint.get("/v1/me/wallet", player, this::wallet),
                Endpoint.get("/v1/me/transactions", player, this::transactions),
                Endpoint.get("/v1/me/bets", player, this::bets),
                Endpoint.get("/v1/me/bets/{betId}", player, this::bet),
                Endpoint.get("/v1/me/limits", player, this::limits),
                Endpoint.post("/v1/me/limits", player, this::setLimits),
                Endpoint.post("/v1/me/exclusion", player, this::exclude),
                Endpoint.get("/v1/me/bonuses", player, this::bonuses),
                Endpoint.get("/v1/tables", player, this::tables),
                Endpoint.get("/v1/rounds/{roundId}", player, this::round));
    }

    private CompletionStage<Reply> wallet(Call call) {
        String playerId = call.player().playerId();
        return wallets.wallet(playerId).thenApply(wallet -> {
            if (!wallet.open()) {
                return Reply.problem(WalletReplies.unknownPlayer(playerId));
            }
            return Reply.json(
                    200,
                    Json.object()
                            .put("playerId", playerId)
                            .put("currency", wallet.currency())
                            .put("balanceMinor", wallet.balanceMinor())
                            .put("realMinor", wallet.realMinor())
                            .put("bonusMinor", wallet.bonusMinor())
                            .put("debtMinor", wallet.debtMinor())
                            .put("version", wallet.version()));
        });
    }

    private CompletionStage<Reply> transactions(Call call) {
        return history.transactions(call.player().playerId(), before(call), call.limit(PAGE, LONGEST_PAGE))
                .thenApply(body -> Reply.json(200, body));
    }

    private CompletionStage<Reply> bets(Call call) {
        return history.bets(call.player().playerId(), before(call), call.limit(PAGE, LONGEST_PAGE))
                .thenApply(body -> Reply.json(200, body));
    }

    private CompletionStage<Reply> bet(Call call) {
        return bets.find(call.player().playerId(), call.pathId("betId"));
    }

    private CompletionStage<Reply> limits(Call call) {
        String playerId = call.player().playerId();
        return wallets.protection(playerId)
                .thenApply(protection -> protection.open()
                        ? Reply.json(200, Limits.toJson(playerId, protection))
                        : Reply.problem(WalletReplies.unknownPlayer(playerId)));
    }

    private CompletionStage<Reply> setLimits(Call call) {
        String transactionId = call.body().id("transactionId");
        List<Transaction.Wanted> wanted = Limits.wanted(call.body(), LimitKey.Setter.PLAYER);
        return protect(call, transactionId, new Transaction.SetLimits(OWN + transactionId, wanted, Reference.NONE));
    }

    private CompletionStage<Reply> exclude(Call call) {
        String transactionId = call.body().id("transactionId");
        Instant until = call.body().nullableInstant("until");
        return protect(call, transactionId, new Transaction.Exclude(OWN + transactionId, until, Reference.NONE));
    }

    private CompletionStage<Reply> protect(Call call, String transactionId, Transaction transaction) {
        String playerId = call.player().playerId();
        return wallets.transact(playerId, transaction)
                .thenApply(answer -> WalletReplies.of(answer, 200, playerId, transactionId));
    }

    private CompletionStage<Reply> bonuses(Call call) {
        String playerId = call.player().playerId();
        return wallets.bonuses(playerId)
                .thenApply(view -> view.open()
                        ? Reply.json(200, BonusJson.toJson(playerId, view))
                        : Reply.problem(WalletReplies.unknownPlayer(playerId)));
    }

    private CompletionStage<Reply> tables(Call call) {
        return tables.all().thenApply(all -> {
            ArrayNode list = Json.array();
            all.forEach(terms -> list.add(RoundReplies.table(terms)));
            ObjectNode body = Json.object();
            body.set("tables", list);
            return Reply.json(200, body.put("liveUrl", liveUrl).put("livePort", livePort));
        });
    }

    private CompletionStage<Reply> round(Call call) {
        String roundId = call.pathId("roundId");
        Optional<String> tableId = call.queryId("table");
        String playerId = call.player().playerId();
        Instant asked = clock.instant();
        return RoundSearch.candidates(tables, roundId, tableId)
                .thenCompose(ids -> history.ended(ids, playerId))
                .thenCompose(ended -> RoundSearch.find(
                        tables, id -> recall(id, playerId, ended, asked), Recall::tableId, roundId, tableId))
                .thenApply(found -> found.map(recall -> Reply.json(200, recall.body()))
                        .orElseGet(() -> Reply.problem(RoundReplies.unknownRound(roundId))));
    }

    /** A round that has ended is history; of any other, also of one that is settled again, its actors know more. */
    private CompletionStage<Optional<Recall>> recall(
            String internalId, String playerId, List<Recall> ended, Instant asked) {
        Optional<Recall> known = ended.stream()
                .filter(recall -> recall.roundId().equals(internalId))
                .findFirst();
        return known.isPresent()
                ? CompletableFuture.completedFuture(known)
                : rounds.find(internalId)
                        .thenCompose(found -> found.isEmpty()
                                ? CompletableFuture.completedFuture(Optional.empty())
                                : recall(found.get(), playerId, asked).thenApply(Optional::of));
    }

    private CompletionStage<Recall> recall(RoundStatus round, String playerId, Instant asOf) {
        TableTerms table = round.terms().table();
        return rounds.betsOf(playerId, List.of(), round.terms().roundId(), table.books())
                .thenApply(mine -> {
                    ObjectNode body = RoundReplies.round(round);
                    body.set("proof", RoundReplies.proof(round.proof()));
                    ArrayNode list = Json.array();
                    mine.forEach(bet -> list.add(RoundReplies.bet(bet)));
                    body.set("myBets", list);
                    body.put("asOf", Json.time(asOf));
                    return new Recall(round.terms().roundId(), table.tableId(), body);
                });
    }

    private static long before(Call call) {
        return call.queryInteger("before", 1, Long.MAX_VALUE / 1024).orElse(Long.MAX_VALUE);
    }
}
