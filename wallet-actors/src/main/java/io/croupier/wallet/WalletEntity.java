package io.croupier.wallet;

import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import io.croupier.wallet.domain.Answer;
import io.croupier.wallet.domain.Transaction;
import io.croupier.wallet.domain.TransactionView;
import io.croupier.wallet.domain.WalletView;
import java.util.Optional;

/** The wallet of one player; the entity id is the player id. */
public final class WalletEntity {
    public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "Wallet");

    /** What a wallet can be told. */
    public sealed interface Command extends ClusterMessage {}

    /** Decide this transaction, persist the decision, then answer. No answer means: unknown, repeat with the same id. */
    public record Transact(Transaction transaction, ActorRef<Answer> replyTo) implements Command {}

    /** The balances now. */
    public record GetWallet(ActorRef<WalletView> replyTo) implements Command {}

    /** One remembered transaction by its id with source. */
    public record GetTransaction(String id, ActorRef<TransactionFound> replyTo) implements Command {}

    /** Answer to {@link GetTransaction}. */
    public record TransactionFound(Optional<TransactionView> transaction) implements ClusterMessage {}

    private WalletEntity() {}
}
