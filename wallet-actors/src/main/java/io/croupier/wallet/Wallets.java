package io.croupier.wallet;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import io.croupier.wallet.domain.Answer;
import io.croupier.wallet.domain.BonusesView;
import io.croupier.wallet.domain.ProtectionView;
import io.croupier.wallet.domain.Transaction;
import io.croupier.wallet.domain.TransactionView;
import io.croupier.wallet.domain.WalletView;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * All wallets of the cluster, for callers that are no actors. A stage that fails hands its dependants a {@link
 * java.util.concurrent.CompletionException} around the exception named here.
 */
public final class Wallets {
    private final ClusterSharding sharding;
    private final Duration askTimeout;

    public Wallets(ActorSystem<?> system, ClusterSharding sharding) {
        this.sharding = sharding;
        this.askTimeout = WalletSettings.from(system.settings().config()).askTimeout();
    }

    /** Has a transaction decided. Fails with {@link OutcomeUnknown} where no answer comes in time. */
    public CompletionStage<Answer> transact(String playerId, Transaction transaction) {
        return this.<Answer>ask(playerId, replyTo -> new WalletEntity.Transact(transaction, replyTo))
                .exceptionallyCompose(
                        cause -> CompletableFuture.failedFuture(new OutcomeUnknown(playerId, transaction.id(), cause)));
    }

    /** The balances now; {@code open} is false for an unknown player. Fails with {@link WalletUnavailable}. */
    public CompletionStage<WalletView> wallet(String playerId) {
        return question(playerId, WalletEntity.GetWallet::new);
    }

    /** What protects the player now; {@code open} is false for an unknown one. Fails with {@link WalletUnavailable}. */
    public CompletionStage<ProtectionView> protection(String playerId) {
        return question(playerId, WalletEntity.GetProtection::new);
    }

    /** What bonuses and free bets the player has; {@code open} is false for an unknown one. Fails with {@link WalletUnavailable}. */
    public CompletionStage<BonusesView> bonuses(String playerId) {
        return question(playerId, WalletEntity.GetBonuses::new);
    }

    /** One transaction by its id with source. Fails with {@link WalletUnavailable}. */
    public CompletionStage<Optional<TransactionView>> transaction(String playerId, String id) {
        return this.<WalletEntity.TransactionFound>question(
                        playerId, replyTo -> new WalletEntity.GetTransaction(id, replyTo))
                .thenApply(WalletEntity.TransactionFound::transaction);
    }

    private <R> CompletionStage<R> question(String playerId, Function<ActorRef<R>, WalletEntity.Command> question) {
        return this.ask(playerId, question)
                .exceptionallyCompose(cause -> CompletableFuture.failedFuture(new WalletUnavailable(playerId, cause)));
    }

    private <R> CompletionStage<R> ask(String playerId, Function<ActorRef<R>, WalletEntity.Command> message) {
        return sharding.entityRefFor(WalletEntity.KEY, playerId).ask(message::apply, askTimeout);
    }
}
