package io.croupier.http.player;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.croupier.http.door.Json;
import io.croupier.http.door.Problem;
import io.croupier.http.door.ProblemCode;
import io.croupier.http.door.Reply;
import io.croupier.http.door.RoundReplies;
import io.croupier.http.door.Rounds;
import io.croupier.http.door.Tables;
import io.croupier.round.domain.BetView;
import io.croupier.round.domain.RoundTerms;
import io.croupier.round.domain.TableTerms;
import io.croupier.wallet.Wallets;
import io.croupier.wallet.domain.TransactionView;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One bet of a player, as it is now: that there is one is known by the wallet, which knows each bet that was ever decided; how
 * it stands is asked of the round's book.
 */
final class OwnBet {
    private static final String SOURCE = "bet~";

    private final Wallets wallets;
    private final Tables tables;
    private final Rounds rounds;

    OwnBet(Wallets wallets, Tables tables, Rounds rounds) {
        this.wallets = wallets;
        this.tables = tables;
        this.rounds = rounds;
    }

    CompletionStage<Reply> find(String playerId, String betId) {
        return wallets.transaction(playerId, SOURCE + betId)
                .thenCompose(found -> found.isEmpty()
                        ? CompletableFuture.completedFuture(Reply.problem(
                                Problem.of(ProblemCode.BET_NOT_FOUND, "betId=" + betId + " is none of yours")
                                        .at("betId")))
                        : inBook(playerId, betId, found.get())
                                .thenApply(bet -> Reply.json(
                                        200,
                                        bet.map(RoundReplies::bet).orElseGet(() -> unbooked(betId, found.get())))));
    }

    /** Empty where the table is unknown here, and of a refused bet, which a book forgets. */
    private CompletionStage<Optional<BetView>> inBook(String playerId, String betId, TransactionView bet) {
        return tables.all().thenCompose(all -> {
            Optional<TableTerms> table = all.stream()
                    .filter(terms -> terms.tableId().equals(tableId(bet)))
                    .findFirst();
            return table.isEmpty()
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : rounds.betsOf(
                                    playerId,
                                    List.of(betId),
                                    roundId(bet),
                                    table.get().books())
                            .thenApply(bets -> bets.stream().findFirst());
        });
    }

    private static String tableId(TransactionView bet) {
        return Objects.requireNonNullElse(bet.reference().tableId(), "");
    }

    private static String roundId(TransactionView bet) {
        return Objects.requireNonNullElse(bet.reference().roundId(), "");
    }

    private static ObjectNode unbooked(String betId, TransactionView bet) {
        ObjectNode body = Json.object()
                .put("betId", betId)
                .put("table", tableId(bet))
                .put("roundId", RoundTerms.publicId(roundId(bet)));
        body.putNull("selection");
        return body.put("stakeMinor", bet.askedMinor())
                .put("currency", bet.currency())
                .put("state", bet.code() == null ? "pending" : "rejected")
                .put("code", bet.code())
                .put("cashedOutX100", (Integer) null)
                .put("payoutMinor", 0)
                .put("resultVersion", 0)
                .put("at", Json.time(bet.at()));
    }
}
