package io.croupier.wallet;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.BackoffSupervisorStrategy;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.ClusterShardingSettings;
import akka.cluster.sharding.typed.ShardingEnvelope;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.SnapshotAdapter;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import io.croupier.wallet.domain.Answer;
import io.croupier.wallet.domain.BonusesView;
import io.croupier.wallet.domain.Decision;
import io.croupier.wallet.domain.ProtectionView;
import io.croupier.wallet.domain.Recall;
import io.croupier.wallet.domain.Transaction;
import io.croupier.wallet.domain.TransactionView;
import io.croupier.wallet.domain.Wallet;
import io.croupier.wallet.domain.WalletEvent;
import io.croupier.wallet.domain.WalletView;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The wallet of one player; the entity id is the player id.
 *
 * <p>A player who places twenty bets waits for one write, not for twenty: a transaction only joins the pending ones, and the
 * first of them makes the wallet send itself a flush. While a write is in flight Akka stashes what comes; afterwards all of
 * that reaches the pending ones before the next flush does. A flush decides them one by one, each against the state that the
 * ones before it lead to, persists what is to be stored in one write, and only then answers.
 *
 * <p>No answer is ever made up: where a write fails, or more transactions wait than may, nothing is said, and the caller
 * repeats with the same id. After a failed write nobody knows what is stored, so the wallet recovers from the journal first.
 *
 * <p>A wallet remembers its newest transactions, and as many as are not yet in the durable index of all of them. Whether an older one
 * was decided before, and how, is asked of that index; others do not wait for the answer. Snapshots shorten recoveries and hold no more
 * than is remembered.
 */
public final class WalletEntity extends EventSourcedBehavior<WalletEntity.Command, StoredWalletEvent, Wallet> {
    public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "Wallet");

    /** What a wallet can be told. */
    public sealed interface Command extends ClusterMessage {}

    /**
     * Decide this transaction, persist the decision, then answer. No answer means: unknown, repeat with the same id.
     *
     * @param madeAfter a version of this wallet that it had told the issuer before the issuer made the id, so that nothing up to
     *     there needs to be searched for it; 0 where the id may be any
     */
    public record Transact(Transaction transaction, long madeAfter, ActorRef<Answer> replyTo) implements Command {
        public Transact(Transaction transaction, ActorRef<Answer> replyTo) {
            this(transaction, 0, replyTo);
        }
    }

    /** The balances now. */
    public record GetWallet(ActorRef<WalletView> replyTo) implements Command {}

    /** What protects the player now. */
    public record GetProtection(ActorRef<ProtectionView> replyTo) implements Command {}

    /** What bonuses and free bets the player has now. */
    public record GetBonuses(ActorRef<BonusesView> replyTo) implements Command {}

    /** How much the wallet remembers. */
    public record GetMemory(ActorRef<Remembered> replyTo) implements Command {}

    /**
     * Answer to {@link GetMemory}.
     *
     * @param transactions in memory
     * @param forgottenUpTo the version up to which the wallet asks the index; 0: it remembers all
     * @param bytes of a snapshot of all that, 0 for a player of whom nothing is stored
     */
    public record Remembered(int transactions, long forgottenUpTo, int bytes) implements ClusterMessage {}

    /** One transaction by its id with source. */
    public record GetTransaction(String id, ActorRef<TransactionFound> replyTo) implements Command {}

    /** Answer to {@link GetTransaction}. */
    public record TransactionFound(Optional<TransactionView> transaction) implements ClusterMessage {}

    /** What a question waited for is recalled, or can't be. Sent by the wallet to itself. */
    private record TransactionRecalled(
            GetTransaction query, int recalls, @Nullable Recall recall) implements Command {}

    /** Decide what is pending. Sent by the wallet to itself. */
    private enum Flush implements Command {
        INSTANCE
    }

    /** What a transaction waited for is recalled, or can't be. Sent by the wallet to itself. */
    private record Recalled(Pending pending, @Nullable Recall recall) implements Command {}

    /** The index has told up to where it has come, or can't. Sent by the wallet to itself. */
    private record Confirmed(long version) implements Command {}

    /** A transaction that waits to be decided, with what was recalled for it. */
    private record Pending(Transact command, Recall recall, int recalls) {}

    /** Leave once nothing is pending. Sent by sharding on hand-off and passivation. */
    enum Stop implements Command {
        INSTANCE
    }

    /** What a wallet needs from its surroundings. */
    record Surroundings(WalletNotifier notifier, WalletIndex index, Clock clock, WalletSettings settings) {}

    private final String playerId;
    private final Surroundings surroundings;
    private final ActorContext<Command> context;
    private final ActorRef<ClusterSharding.ShardCommand> shard;
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    /**
     * The states that a flush has come to, one per event, until Akka asks for them as it takes the events to persist, within the
     * same call: no event is applied twice.
     */
    private final ArrayDeque<Wallet> reached = new ArrayDeque<>();

    private final WalletMemory memory;

    private boolean overflowing;
    private boolean stopping;

    /** Registers the wallets with the cluster's sharding, on this node. */
    public static ActorRef<ShardingEnvelope<Command>> init(
            ActorSystem<?> system, ClusterSharding sharding, WalletNotifier notifier, WalletIndex index, Clock clock) {
        WalletSettings settings = WalletSettings.from(system.settings().config());
        var surroundings = new Surroundings(notifier, index, clock, settings);
        var shards = ClusterShardingSettings.create(system);
        var passivation = shards.passivationStrategySettings().withIdleEntityPassivation(settings.idleTimeout());
        return sharding.init(Entity.of(KEY, entity -> create(entity.getEntityId(), entity.getShard(), surroundings))
                .withStopMessage(Stop.INSTANCE)
                .withSettings(shards.withPassivationStrategy(passivation)));
    }

    /**
     * A wallet that is in no shard, and is read from the journal like any other. Only for an id that no player can have, and only to
     * be asked: a player's own would be a second writer.
     */
    public static Behavior<Command> unhosted(ActorSystem<?> system, String id, Clock clock) {
        WalletSettings settings = WalletSettings.from(system.settings().config());
        WalletNotifier nobody = (wallet, events) -> {};
        return create(id, system.ignoreRef(), new Surroundings(nobody, WalletIndex.NONE, clock, settings));
    }

    static Behavior<Command> create(
            String playerId, ActorRef<ClusterSharding.ShardCommand> shard, Surroundings surroundings) {
        return Behaviors.setup(context -> new WalletEntity(playerId, shard, surroundings, context));
    }

    static PersistenceId persistenceId(String playerId) {
        return PersistenceId.of(KEY.name(), playerId);
    }

    private WalletEntity(
            String playerId,
            ActorRef<ClusterSharding.ShardCommand> shard,
            Surroundings surroundings,
            ActorContext<Command> context) {
        super(persistenceId(playerId), strategy(surroundings.settings()));
        this.playerId = playerId;
        this.shard = shard;
        this.surroundings = surroundings;
        this.context = context;
        this.memory = new WalletMemory(playerId, surroundings.index(), surroundings.settings(), surroundings.clock());
    }

    private static BackoffSupervisorStrategy strategy(WalletSettings settings) {
        return SupervisorStrategy.restartWithBackoff(settings.restartMinBackOff(), settings.restartMaxBackOff(), 0.2)
                .withResetBackoffAfter(settings.restartMaxBackOff())
                .withMaxRestarts(settings.maxRestarts());
    }

    @Override
    public Optional<Integer> stashCapacity() {
        return Optional.of(surroundings.settings().maxPending());
    }

    @Override
    public Wallet emptyState() {
        return Wallet.unopened(playerId);
    }

    @Override
    public CommandHandler<Command, StoredWalletEvent, Wallet> commandHandler() {
        // Not built case by case: this is the hottest place of the program.
        return this::onCommand;
    }

    private Effect<StoredWalletEvent, Wallet> onCommand(Wallet wallet, Command command) {
        if (command instanceof Transact transact) {
            return onTransact(wallet, transact);
        }
        if (command instanceof Flush) {
            return onFlush(wallet);
        }
        if (command instanceof Recalled recalled) {
            return onRecalled(wallet, recalled);
        }
        if (command instanceof Confirmed confirmed) {
            memory.confirmed(confirmed.version());
            return Effect().none();
        }
        if (command instanceof GetWallet query) {
            return onGetWallet(wallet, query);
        }
        if (command instanceof GetBonuses query) {
            Instant now = surroundings.clock().instant();
            return onQuestion(wallet, now, after -> query.replyTo().tell(after.bonuses(now)));
        }
        if (command instanceof GetProtection query) {
            query.replyTo().tell(wallet.protection(surroundings.clock().instant()));
            return Effect().none().thenRun(this::leaveUnlessOpen);
        }
        if (command instanceof GetMemory query) {
            query.replyTo().tell(remembered(wallet));
            return Effect().none().thenRun(this::leaveUnlessOpen);
        }
        if (command instanceof GetTransaction query) {
            return onGetTransaction(wallet, query, Recall.NONE, 0);
        }
        if (command instanceof TransactionRecalled recalled) {
            return onTransactionRecalled(wallet, recalled);
        }
        if (command instanceof Stop) {
            return onStop();
        }
        throw new IllegalArgumentException("no rule for " + command);
    }

    @Override
    public EventHandler<Wallet, StoredWalletEvent> eventHandler() {
        return (wallet, stored) -> {
            Wallet next = reached.poll();
            return next != null ? next : memory.recovered(wallet.apply(stored.event(), stored.hash()));
        };
    }

    /** Without an index nothing is forgotten, and snapshots would grow with the wallet's life. */
    @Override
    public RetentionCriteria retentionCriteria() {
        return surroundings.index() == WalletIndex.NONE
                ? RetentionCriteria.disabled()
                : RetentionCriteria.snapshotEvery(surroundings.settings().snapshotEvery(), 1);
    }

    @Override
    public SnapshotAdapter<Wallet> snapshotAdapter() {
        return new WalletSnapshot.Adapter(surroundings.settings().maxRemembered() / 5);
    }

    @Override
    public SignalHandler<Wallet> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), wallet -> afterRecovery())
                .build();
    }

    /** What was pending when a write failed stays without an answer. */
    private void afterRecovery() {
        pending.clear();
        stopIfAsked();
    }

    private void stopIfAsked() {
        if (stopping) {
            context.getSelf().tell(Stop.INSTANCE);
        }
    }

    private Effect<StoredWalletEvent, Wallet> onTransact(Wallet wallet, Transact command) {
        String id = command.transaction().id();
        if (pending.size() >= surroundings.settings().maxPending()) {
            logUnanswered(id, pending.size() + " are pending (croupier.wallet.max-pending)");
            return Effect().none();
        }
        if (memory.isFull(wallet, this::confirm)
                && wallet.transaction(id, Recall.NONE).isEmpty()) {
            logUnanswered(id, "the index is too far behind (croupier.wallet.max-remembered)");
            return Effect().none();
        }
        // A version that the wallet has not come to says nothing: it was restored without its book.
        boolean known = command.madeAfter() <= wallet.version();
        return await(new Pending(command, known ? Recall.madeAfter(command.madeAfter()) : Recall.NONE, 0));
    }

    private Effect<StoredWalletEvent, Wallet> await(Pending next) {
        pending.add(next);
        if (pending.size() == 1) {
            context.getSelf().tell(Flush.INSTANCE);
        }
        return Effect().none();
    }

    /** Without the recall there is no answer: what was decided long ago is not known, and must not be decided again. */
    private Effect<StoredWalletEvent, Wallet> onRecalled(Wallet wallet, Recalled recalled) {
        String id = recalled.pending().command().transaction().id();
        if (recalled.recall() == null) {
            logUnanswered(id, "the index cannot be read");
            return Effect().none();
        }
        if (recalled.recall().asOf() > wallet.version()) {
            // Another instance goes on writing this wallet, or the journal was restored without what was made of it.
            logUnanswered(id, "the index knows more of this wallet than the wallet itself");
            return Effect().none();
        }
        memory.confirmed(recalled.recall().asOf());
        return await(new Pending(
                recalled.pending().command(),
                recalled.recall(),
                recalled.pending().recalls() + 1));
    }

    /** Once until the wallet has caught up, so that a flood of bets is no flood of lines. */
    private void logUnanswered(String transactionId, String why) {
        if (!overflowing) {
            overflowing = true;
            context.getLog()
                    .warn(
                            "playerId={} transactionId={} and what follows get no answer: {}",
                            playerId,
                            transactionId,
                            why);
        }
    }

    private record Reply(ActorRef<Answer> to, Answer answer) {}

    private Effect<StoredWalletEvent, Wallet> onFlush(Wallet wallet) {
        var batch = new Batch(wallet);
        List<Reply> replies = new ArrayList<>();
        for (int n = 0; n < surroundings.settings().maxBatch() && !pending.isEmpty(); n++) {
            Pending waiting = pending.remove();
            Transact next = waiting.command();
            Instant now = surroundings.clock().instant();
            batch.addDue(now);
            Set<String> forgotten = batch.evolving.mustRecall(next.transaction(), waiting.recall());
            if (!forgotten.isEmpty()) {
                recall(wallet, waiting, forgotten);
                continue;
            }
            Decision decision = batch.evolving.decide(next.transaction(), now, waiting.recall());
            replies.add(new Reply(next.replyTo(), decision.answer()));
            if (decision.event().isPresent()) {
                batch.add(decision.event().get());
            }
            batch.addDue(now);
        }
        return store(wallet, batch, now -> answer(replies, now));
    }

    /** Events that are to be persisted together, each decided against the state that those before it lead to. */
    private final class Batch {
        final List<StoredWalletEvent> events = new ArrayList<>();
        final List<WalletEvent> decided = new ArrayList<>();
        Wallet evolving;

        Batch(Wallet wallet) {
            this.evolving = wallet;
        }

        void add(WalletEvent event) {
            var stored = StoredWalletEvent.of(event);
            events.add(stored);
            decided.add(event);
            evolving = evolving.apply(event, stored.hash());
            reached.add(evolving);
        }

        /** What has become due by itself; a wallet has a bounded number of bonuses, and each is due once at a time. */
        void addDue(Instant now) {
            Optional<WalletEvent> due = evolving.due(now);
            while (due.isPresent()) {
                add(due.get());
                due = evolving.due(now);
            }
        }
    }

    private Effect<StoredWalletEvent, Wallet> store(Wallet wallet, Batch batch, Consumer<Wallet> then) {
        if (batch.events.isEmpty()) {
            return Effect().none().thenRun(then::accept);
        }
        reached.add(memory.forget(reached.removeLast(), this::confirm));
        WalletView before = wallet.view();
        return Effect().persist(batch.events).thenRun((Wallet now) -> {
            then.accept(now);
            if (moneyDiffers(before, now.view())) {
                surroundings.notifier().walletChanged(now.view(), batch.decided);
            }
        });
    }

    private void recall(Wallet wallet, Pending waiting, Set<String> ids) {
        CompletableFuture<Recall> asked = memory.recall(wallet, waiting.recalls(), ids);
        if (asked == null) {
            logUnanswered(
                    waiting.command().transaction().id(), "the index has not reached what the wallet has forgotten");
        } else {
            context.pipeToSelf(asked, (recall, failure) -> new Recalled(waiting, recall));
        }
    }

    private void confirm(CompletableFuture<Recall> asked) {
        context.pipeToSelf(asked, (recall, failure) -> new Confirmed(recall == null ? 0 : recall.asOf()));
    }

    /** Only now is the next flush sent: one that came while a write was in flight could fall to a full stash. */
    private void answer(List<Reply> replies, Wallet now) {
        replies.forEach(reply -> reply.to().tell(reply.answer()));
        if (pending.isEmpty()) {
            overflowing = false;
            stopIfAsked();
        } else {
            context.getSelf().tell(Flush.INSTANCE);
        }
        leaveUnlessOpen(now);
    }

    /** A wallet of which nothing is stored has nothing to keep in memory; anyone can name a player that does not exist. */
    private void leaveUnlessOpen(Wallet now) {
        if (now.version() == 0 && pending.isEmpty()) {
            shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
        }
    }

    private static boolean moneyDiffers(WalletView before, WalletView now) {
        return before.open() != now.open()
                || before.realMinor() != now.realMinor()
                || before.bonusMinor() != now.bonusMinor()
                || before.debtMinor() != now.debtMinor();
    }

    private Effect<StoredWalletEvent, Wallet> onGetWallet(Wallet wallet, GetWallet query) {
        return onQuestion(
                wallet, surroundings.clock().instant(), after -> query.replyTo().tell(after.view()));
    }

    /** Whoever looks sees what is due already done: there is no timer per wallet. */
    private Effect<StoredWalletEvent, Wallet> onQuestion(Wallet wallet, Instant now, Consumer<Wallet> answer) {
        var batch = new Batch(wallet);
        batch.addDue(now);
        return store(wallet, batch, after -> {
            answer.accept(after);
            if (pending.isEmpty()) {
                leaveUnlessOpen(after);
            } else {
                // The one that was sent may have been lost in a stash that was full while this was written.
                context.getSelf().tell(Flush.INSTANCE);
            }
        });
    }

    private Effect<StoredWalletEvent, Wallet> onGetTransaction(
            Wallet wallet, GetTransaction query, Recall recall, int recalls) {
        if (wallet.isSureOf(query.id(), recall)) {
            query.replyTo().tell(new TransactionFound(wallet.transaction(query.id(), recall)));
            return Effect().none().thenRun(this::leaveUnlessOpen);
        }
        CompletableFuture<Recall> asked = memory.recall(wallet, recalls, Set.of(query.id()));
        if (asked != null) {
            context.pipeToSelf(asked, (found, failure) -> new TransactionRecalled(query, recalls + 1, found));
        }
        return Effect().none();
    }

    private Effect<StoredWalletEvent, Wallet> onTransactionRecalled(Wallet wallet, TransactionRecalled recalled) {
        return recalled.recall() == null
                ? Effect().none()
                : onGetTransaction(wallet, recalled.query(), recalled.recall(), recalled.recalls());
    }

    private static Remembered remembered(Wallet wallet) {
        int bytes = wallet.state()
                .map(state -> new WalletSnapshot(state).bytes().length)
                .orElse(0);
        return new Remembered(wallet.remembered(), wallet.forgottenUpTo(), bytes);
    }

    private Effect<StoredWalletEvent, Wallet> onStop() {
        if (pending.isEmpty()) {
            return Effect().stop();
        }
        stopping = true;
        return Effect().none();
    }
}
