package io.croupier.http.provider;

import io.croupier.http.door.Call;
import io.croupier.http.door.DoorMeter;
import io.croupier.http.door.DoorMeter.BetOutcome;
import io.croupier.http.door.Endpoint;
import io.croupier.http.door.JsonBody;
import io.croupier.http.door.Reply;
import io.croupier.http.door.WalletReplies;
import io.croupier.wallet.Wallets;
import io.croupier.wallet.domain.Answer;
import io.croupier.wallet.domain.Reference;
import io.croupier.wallet.domain.Transaction;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The seamless wallet: balance, bet, win, rollback. Transaction ids live in the provider's name space, per player; the
 * round's id is a reference and needs no round of ours.
 */
final class WalletCalls {
    private final Wallets wallets;
    private final DoorMeter meter;

    WalletCalls(Wallets wallets, DoorMeter meter) {
        this.wallets = wallets;
        this.meter = meter;
    }

    List<Endpoint> endpoints(SignedRequests signed) {
        String wallet = "/provider/v1/wallets/{playerId}";
        return List.of(
                Endpoint.get(wallet, signed, this::balance),
                Endpoint.post(wallet + "/bets", signed, this::bet),
                Endpoint.post(wallet + "/wins", signed, this::win),
                Endpoint.post(wallet + "/rollbacks", signed, this::rollback));
    }

    private CompletionStage<Reply> balance(Call call) {
        String playerId = call.pathId("playerId");
        return wallets.wallet(playerId)
                .thenApply(wallet -> wallet.open()
                        ? Reply.json(200, WalletReplies.balance(wallet))
                        : Reply.problem(WalletReplies.unknownPlayer(playerId)));
    }

    private CompletionStage<Reply> bet(Call call) {
        JsonBody body = call.body();
        var bet = new Transaction.Bet(
                id(call, "transactionId"),
                body.amountMinor("amountMinor", 0),
                body.currency("currency"),
                reference(call));
        return transact(call, bet, (answer, failure) -> meter.bet(outcome(answer)));
    }

    private static BetOutcome outcome(@Nullable Answer answer) {
        if (answer == null) {
            return BetOutcome.UNKNOWN;
        }
        return answer instanceof Answer.Accepted ? BetOutcome.ACCEPTED : BetOutcome.REJECTED;
    }

    private CompletionStage<Reply> win(Call call) {
        JsonBody body = call.body();
        return transact(
                call,
                new Transaction.Win(
                        id(call, "transactionId"),
                        id(call, "betTransactionId"),
                        body.amountMinor("amountMinor", 0),
                        body.currency("currency"),
                        false,
                        reference(call)));
    }

    private CompletionStage<Reply> rollback(Call call) {
        return transact(
                call,
                new Transaction.Rollback(id(call, "transactionId"), id(call, "betTransactionId"), reference(call)));
    }

    private CompletionStage<Reply> transact(Call call, Transaction transaction) {
        return transact(call, transaction, (answer, failure) -> {});
    }

    private CompletionStage<Reply> transact(
            Call call, Transaction transaction, BiConsumer<@Nullable Answer, @Nullable Throwable> counted) {
        String playerId = call.pathId("playerId");
        String transactionId = call.body().id("transactionId");
        return wallets.transact(playerId, transaction)
                .whenComplete(counted)
                .thenApply(answer -> WalletReplies.of(answer, 200, playerId, transactionId));
    }

    private static String id(Call call, String field) {
        return "prv~" + call.provider().provider() + "~" + call.body().id(field);
    }

    private static Reference reference(Call call) {
        String roundId = call.provider().provider() + "~" + call.body().id("roundId");
        return new Reference(null, null, roundId, "");
    }
}
