package io.croupier.http.api;

import akka.Done;
import io.croupier.http.door.BearerTokens;
import io.croupier.http.door.Call;
import io.croupier.http.door.Currencies;
import io.croupier.http.door.Endpoint;
import io.croupier.http.door.Json;
import io.croupier.http.door.Reply;
import io.croupier.http.door.WalletReplies;
import io.croupier.http.store.ProviderKeys;
import io.croupier.http.store.ProviderKeys.ProviderKey;
import io.croupier.wallet.Wallets;
import io.croupier.wallet.domain.Answer;
import io.croupier.wallet.domain.Reference;
import io.croupier.wallet.domain.Transaction;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Players with money, operators and a provider's key, out of thin air: for trying things out. Exists in dev mode only. */
final class DevDoor {
    /** Far below the highest balance: a win that a wallet cannot hold would stay unpaid and hold its table up. */
    private static final long MOST_BALANCE_MINOR = 1_000_000_000_000L;

    private static final int LONGEST_NAME = 64;
    private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final int SUFFIX = 8;

    private final Wallets wallets;
    private final TokenIssue tokens;
    private final Currencies currencies;
    private final SecureRandom random;

    DevDoor(Wallets wallets, TokenIssue tokens, Currencies currencies, SecureRandom random) {
        this.wallets = wallets;
        this.tokens = tokens;
        this.currencies = currencies;
        this.random = random;
    }

    /** Makes the key {@code dev} with the secret {@code dev-secret}, which only nodes in dev mode take. */
    static CompletionStage<Done> addKey(ProviderKeys keys) {
        return keys.add(new ProviderKey("dev", "dev", "dev-secret", null), true, null)
                .thenApply(added -> Done.getInstance());
    }

    List<Endpoint> endpoints() {
        var anyone = BearerTokens.anyone();
        return List.of(
                Endpoint.post("/dev/players", anyone, this::player),
                Endpoint.post("/dev/operators", anyone, this::operator));
    }

    /** The same name twice gives two players. */
    private CompletionStage<Reply> player(Call call) {
        String playerId = idFrom(call.body().text("name", LONGEST_NAME));
        long balance = call.body().integer("balanceMinor", 0, MOST_BALANCE_MINOR);
        String currency = currencies.of(call.body(), "currency");
        return wallets.transact(playerId, new Transaction.Open("op~dev-open", currency, Reference.NONE))
                .thenCompose(opened -> balance == 0 || opened instanceof Answer.Rejected
                        ? CompletableFuture.completedFuture(opened)
                        : wallets.transact(
                                playerId, new Transaction.Deposit("op~dev-deposit", balance, currency, Reference.NONE)))
                .thenApply(answer -> answer instanceof Answer.Rejected
                        ? WalletReplies.of(answer, 201, playerId, "dev-open")
                        : Reply.json(
                                201, Json.object().put("playerId", playerId).put("token", tokens.player(playerId))));
    }

    private CompletionStage<Reply> operator(Call call) {
        String operatorId = idFrom(call.body().text("name", LONGEST_NAME));
        String role = call.body().id("role");
        return CompletableFuture.completedFuture(Reply.json(
                201, Json.object().put("operatorId", operatorId).put("token", tokens.operator(operatorId, role))));
    }

    private String idFrom(String name) {
        var id = new StringBuilder(name.replaceAll("[^A-Za-z0-9._-]", "-")).append('-');
        for (int i = 0; i < SUFFIX; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }
}
