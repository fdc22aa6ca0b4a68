package io.croupier.http.operator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.croupier.http.door.BonusJson;
import io.croupier.http.door.Call;
import io.croupier.http.door.Credentials;
import io.croupier.http.door.Endpoint;
import io.croupier.http.door.Json;
import io.croupier.http.door.Reply;
import io.croupier.http.door.WalletReplies;
import io.croupier.http.operator.AuditedCommands.Answer;
import io.croupier.wallet.Wallets;
import io.croupier.wallet.domain.BonusTerms;
import io.croupier.wallet.domain.FreeBetTerms;
import io.croupier.wallet.domain.Reference;
import io.croupier.wallet.domain.Transaction;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** What an operator grants and takes back. A bonus, and free bets, have the id of the transaction that granted them. */
final class BonusCommands {
    private final AuditedCommands commands;
    private final Wallets wallets;

    BonusCommands(AuditedCommands commands, Wallets wallets) {
        this.commands = commands;
        this.wallets = wallets;
    }

    List<Endpoint> endpoints(Credentials operator) {
        String wallet = "/operator/v1/wallets/{playerId}";
        return List.of(
                Endpoint.get(wallet + "/bonuses", operator, this::bonuses),
                Endpoint.post(wallet + "/bonuses", operator, this::grant),
                Endpoint.post(wallet + "/free-bets", operator, this::grantFreeBets),
                Endpoint.post(wallet + "/bonuses/{bonusId}/forfeit", operator, this::forfeit));
    }

    private CompletionStage<Reply> bonuses(Call call) {
        String playerId = call.pathId("playerId");
        return wallets.bonuses(playerId)
                .thenApply(view -> view.open()
                        ? Reply.json(200, BonusJson.toJson(playerId, view))
                        : Reply.problem(WalletReplies.unknownPlayer(playerId)));
    }

    private CompletionStage<Reply> grant(Call call) {
        long amount = call.body().amountMinor("amountMinor", 1);
        String currency = call.body().currency("currency");
        BonusTerms terms = BonusJson.terms(call.body(), amount);
        ObjectNode content = BonusJson.toJson(terms).put("amountMinor", amount).put("currency", currency);
        return run(
                call,
                "grant_bonus",
                content,
                id -> new Transaction.GrantBonus("op~" + id, amount, currency, terms, reason(call)));
    }

    private CompletionStage<Reply> grantFreeBets(Call call) {
        String currency = call.body().currency("currency");
        FreeBetTerms terms = BonusJson.freeBets(call.body());
        ObjectNode content = BonusJson.toJson(terms).put("currency", currency);
        return run(
                call,
                "grant_free_bets",
                content,
                id -> new Transaction.GrantFreeBets("op~" + id, currency, terms, reason(call)));
    }

    private CompletionStage<Reply> forfeit(Call call) {
        String bonusId = call.pathId("bonusId");
        ObjectNode content = Json.object().put("bonusId", bonusId);
        return run(
                call, "forfeit_bonus", content, id -> new Transaction.ForfeitBonus("op~" + id, bonusId, reason(call)));
    }

    private CompletionStage<Reply> run(
            Call call, String action, ObjectNode content, Function<String, Transaction> transaction) {
        String playerId = call.pathId("playerId");
        return commands.run(
                call,
                action,
                playerId,
                content,
                id -> wallets.transact(playerId, transaction.apply(id))
                        .thenApply(answer -> Answer.of(WalletReplies.of(answer, 200, playerId, id))));
    }

    private static Reference reason(Call call) {
        return new Reference(null, null, null, call.body().text("reason", 500));
    }
}
