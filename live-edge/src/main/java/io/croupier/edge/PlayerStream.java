package io.croupier.edge;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.RecipientRef;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.croupier.edge.EdgeCounters.Count;
import io.croupier.round.BookEntity;
import io.croupier.round.PlayerNotice;
import io.croupier.round.domain.BetView;
import io.croupier.round.domain.RoundTerms;
import io.croupier.round.game.Selection;
import io.croupier.wallet.ClusterMessage;
import io.croupier.wallet.WalletEntity;
import io.croupier.wallet.domain.WalletView;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All that happens to one player, in one order: bets and their answers, cash-outs, settlements, wallet changes. The entity id
 * is the player id. Bets go through here to their books, so that every session of the player sees every answer with the next
 * offset. Holds no fact of its own: it is not persistent, and an incarnation that has forgotten says so by a new epoch.
 */
public final class PlayerStream extends AbstractBehavior<PlayerStream.Command> {
    static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "PlayerStream");

    /** What a stream can be told. */
    public sealed interface Command extends ClusterMessage {}

    /** A session wants to follow; answered with {@link StreamMessage.Attached} or {@link StreamMessage.TooManySessions}. */
    record Attach(ActorRef<StreamMessage> session, @Nullable String epoch, long offset) implements Command {}

    /** A session is alive; answered with {@link StreamMessage.Renewed}. */
    record Renew(ActorRef<StreamMessage> session) implements Command {}

    /** A session has gone. */
    record Detach(ActorRef<StreamMessage> session) implements Command {}

    /** Requests of a session, each answered on the stream. */
    record Submit(ActorRef<StreamMessage> session, List<Request> requests) implements Command {}

    /** The player's bets at a table; with the bets of the round's book where {@code bookId} is given. */
    record FindBets(
            ActorRef<StreamMessage> session,
            String table,
            @Nullable String bookId) implements Command {}

    /** A book tells of a bet by itself. */
    record Noticed(PlayerNotice notice) implements Command {}

    /** The wallet has changed. */
    record WalletChanged(WalletView wallet) implements Command {}

    private record BookAnswered(PlayerNotice notice) implements Command {}

    private record WalletSeen(WalletView wallet) implements Command {}

    private record WalletSilent() implements Command {}

    private record BetsSeen(
            ActorRef<StreamMessage> session,
            String table,
            @Nullable List<BetView> bets) implements Command {}

    private record Sweep() implements Command {}

    private record Idle() implements Command {}

    /** Sharding asks the entity to stop. */
    record Stop() implements Command {}

    /** One thing asked by a session; {@code request} is its own number for it, 1 or more. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = BetRequest.class, name = "bet"),
        @JsonSubTypes.Type(value = CashOutRequest.class, name = "cash_out"),
        @JsonSubTypes.Type(value = Refusal.class, name = "refusal")
    })
    sealed interface Request {}

    /** To be decided by this book; {@code roundId} is internal. */
    record BetRequest(
            long request,
            String bookId,
            String betId,
            String table,
            String roundId,
            Selection selection,
            long stakeMinor,
            String currency,
            @Nullable String freeBetId)
            implements Request {}

    /** To be decided by this book; {@code roundId} is internal. */
    record CashOutRequest(long request, String bookId, String betId, String table, String roundId) implements Request {}

    /** Refused by the edge already; goes through the stream so that its answer has its place there. */
    record Refusal(
            long request,
            boolean cashOut,
            String betId,
            String table,
            String publicRoundId,
            String code,
            @Nullable String field)
            implements Request {}

    /** What an incarnation needs. */
    record Wiring(
            Upstream upstream,
            EdgeSettings.StreamLimits limits,
            Clock clock,
            LongSupplier nanos,
            Supplier<String> epochs,
            ActorRef<ClusterSharding.ShardCommand> shard,
            EdgeCounters counters) {}

    private static final String SWEEP = "sweep";
    private static final String IDLE = "idle";
    private static final String WALLET = "wallet";

    private final String playerId;
    private final Wiring wiring;
    private final EdgeSettings.StreamLimits limits;
    private final TimerScheduler<Command> timers;
    private final String epoch;
    private final StreamHistory<String> history;
    private final PendingRequests pending;
    private final BetMemory bets;
    private final ActorRef<PlayerNotice> answers;
    private final ActorRef<WalletView> walletAnswers;

    /** Sessions that follow, with the time of their last lease. */
    private final Map<ActorRef<StreamMessage>, Long> sessions = new LinkedHashMap<>();
    /** Sessions that wait for the wallet. */
    private final Map<ActorRef<StreamMessage>, Attach> arriving = new LinkedHashMap<>();

    private @Nullable WalletView wallet;
    private long walletSeenAtNanos;
    private long toldWalletVersion;
    private boolean followed;

    static Behavior<Command> create(String playerId, Wiring wiring) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new PlayerStream(context, timers, playerId, wiring)));
    }

    private PlayerStream(
            ActorContext<Command> context, TimerScheduler<Command> timers, String playerId, Wiring wiring) {
        super(context);
        this.playerId = playerId;
        this.wiring = wiring;
        this.limits = wiring.limits();
        this.timers = timers;
        this.epoch = wiring.epochs().get();
        this.history = new StreamHistory<>(limits.historyEvents(), limits.historyBytes(), String::length);
        this.pending =
                new PendingRequests(limits.maxPending(), limits.answerTimeout().toNanos());
        this.bets = new BetMemory(limits.openBets(), limits.settledBets());
        this.answers = context.messageAdapter(PlayerNotice.class, BookAnswered::new);
        this.walletAnswers = context.messageAdapter(WalletView.class, WalletSeen::new);
        timers.startSingleTimer(IDLE, new Idle(), limits.unattachedTime());
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Submit.class, this::onSubmit)
                .onMessage(BookAnswered.class, this::onBookAnswered)
                .onMessage(Noticed.class, this::onNoticed)
                .onMessage(WalletChanged.class, m -> onWallet(m.wallet()))
                .onMessage(Renew.class, this::onRenew)
                .onMessage(Attach.class, this::onAttach)
                .onMessage(Detach.class, this::onDetach)
                .onMessage(WalletSeen.class, m -> onWallet(m.wallet()))
                .onMessage(WalletSilent.class, m -> welcomeAll())
                .onMessage(FindBets.class, this::onFindBets)
                .onMessage(BetsSeen.class, this::onBetsSeen)
                .onMessage(Sweep.class, m -> onSweep())
                .onMessage(Idle.class, m -> onIdle())
                .onMessage(Stop.class, m -> Behaviors.stopped())
                .build();
    }

    private Behavior<Command> onAttach(Attach attach) {
        dropLapsedSessions();
        ActorRef<StreamMessage> session = attach.session();
        boolean known = sessions.containsKey(session) || arriving.containsKey(session);
        if (!known && sessions.size() + arriving.size() >= limits.maxSessions()) {
            session.tell(new StreamMessage.TooManySessions());
            return this;
        }
        if (!known) {
            getContext().watchWith(session, new Detach(session));
        }
        timers.cancel(IDLE);
        sessions.remove(session);
        arriving.put(session, attach);
        boolean stale = wiring.nanos().getAsLong() - walletSeenAtNanos
                > limits.walletRefreshAfter().toNanos();
        if (wallet == null || stale) {
            askWallet();
        }
        return wallet == null ? this : welcomeAll();
    }

    private void askWallet() {
        if (!timers.isTimerActive(WALLET)) {
            wiring.upstream().wallets().apply(playerId).tell(new WalletEntity.GetWallet(walletAnswers));
            timers.startSingleTimer(WALLET, new WalletSilent(), limits.walletTimeout());
        }
    }

    private Behavior<Command> welcomeAll() {
        arriving.forEach((session, attach) -> {
            List<String> missed = epoch.equals(attach.epoch())
                    ? history.after(attach.offset()).orElse(null)
                    : null;
            session.tell(new StreamMessage.Attached(
                    epoch, history.offset(), missed != null, missed == null ? List.of() : missed, openWallet()));
            sessions.put(session, wiring.nanos().getAsLong());
            followed = true;
        });
        arriving.clear();
        return this;
    }

    private @Nullable WalletView openWallet() {
        return wallet != null && wallet.open() ? wallet : null;
    }

    private Behavior<Command> onRenew(Renew renew) {
        sessions.computeIfPresent(
                renew.session(), (session, seen) -> wiring.nanos().getAsLong());
        // A session that is not here is one of another epoch, or one whose lease had lapsed: it must begin anew.
        boolean known = sessions.containsKey(renew.session()) || arriving.containsKey(renew.session());
        renew.session().tell(new StreamMessage.Renewed(known ? epoch : ""));
        return this;
    }

    private Behavior<Command> onDetach(Detach detach) {
        getContext().unwatch(detach.session());
        sessions.remove(detach.session());
        arriving.remove(detach.session());
        if (sessions.isEmpty() && arriving.isEmpty()) {
            timers.startSingleTimer(IDLE, new Idle(), limits.idleTime());
        }
        return this;
    }

    private void dropLapsedSessions() {
        long oldest = wiring.nanos().getAsLong() - limits.sessionLease().toNanos();
        sessions.entrySet().removeIf(session -> {
            boolean lapsed = session.getValue() - oldest < 0;
            if (lapsed) {
                getContext().unwatch(session.getKey());
            }
            return lapsed;
        });
    }

    private Behavior<Command> onIdle() {
        dropLapsedSessions();
        if (sessions.isEmpty() && arriving.isEmpty() && pending.isEmpty()) {
            wiring.shard().tell(new ClusterSharding.Passivate<>(getContext().getSelf()));
        }
        timers.startSingleTimer(IDLE, new Idle(), limits.idleTime());
        return this;
    }

    private Behavior<Command> onSubmit(Submit submit) {
        for (Request request : submit.requests()) {
            if (request instanceof BetRequest bet) {
                place(submit.session(), bet);
            } else if (request instanceof CashOutRequest cashOut) {
                cashOut(submit.session(), cashOut);
            } else if (request instanceof Refusal refusal) {
                refuse(submit.session(), refusal, false);
            }
        }
        return this;
    }

    private void place(ActorRef<StreamMessage> session, BetRequest bet) {
        PendingRequests.Key key = new PendingRequests.Key(false, bet.betId(), bet.roundId());
        String content = String.join(
                "\n",
                bet.table(),
                bet.selection().canonical(),
                Long.toString(bet.stakeMinor()),
                bet.currency(),
                Objects.requireNonNullElse(bet.freeBetId(), ""));
        if (!pending.add(
                key,
                content,
                bet.table(),
                session,
                bet.request(),
                wiring.nanos().getAsLong())) {
            refuse(session, tooMany(bet.request(), key, bet.table()), true);
            return;
        }
        bets.submitted(
                bet.betId(),
                bet.table(),
                bet.roundId(),
                bet.selection(),
                bet.stakeMinor(),
                wiring.clock().instant());
        wiring.upstream()
                .books()
                .apply(bet.bookId())
                .tell(new BookEntity.PlaceBet(
                        playerId,
                        bet.betId(),
                        bet.table(),
                        bet.roundId(),
                        bet.selection(),
                        bet.stakeMinor(),
                        bet.currency(),
                        bet.freeBetId(),
                        answers));
        armSweep();
    }

    private void cashOut(ActorRef<StreamMessage> session, CashOutRequest cashOut) {
        PendingRequests.Key key = new PendingRequests.Key(true, cashOut.betId(), cashOut.roundId());
        if (!pending.add(
                key,
                "",
                cashOut.table(),
                session,
                cashOut.request(),
                wiring.nanos().getAsLong())) {
            refuse(session, tooMany(cashOut.request(), key, cashOut.table()), true);
            return;
        }
        RecipientRef<BookEntity.Command> book = wiring.upstream().books().apply(cashOut.bookId());
        book.tell(new BookEntity.CashOut(playerId, cashOut.betId(), answers));
        armSweep();
    }

    private static Refusal tooMany(long request, PendingRequests.Key key, String table) {
        return new Refusal(
                request, key.cashOut(), key.betId(), table, RoundTerms.publicId(key.roundId()), "rate_limited", null);
    }

    private void refuse(ActorRef<StreamMessage> session, Refusal refusal, boolean retryable) {
        if (!refusal.cashOut()) {
            wiring.counters().add(Count.BETS_REJECTED);
        }
        publish(
                offset -> PlayerJson.refused(
                        refusal.cashOut() ? "cash_out_rejected" : "bet_rejected",
                        refusal.betId(),
                        refusal.table(),
                        refusal.publicRoundId(),
                        refusal.code(),
                        retryable,
                        refusal.field(),
                        offset),
                session,
                refusal.request());
    }

    private Behavior<Command> onBookAnswered(BookAnswered answered) {
        PlayerNotice notice = answered.notice();
        boolean cashOut = notice instanceof PlayerNotice.CashedOut || notice instanceof PlayerNotice.CashOutRejected;
        PendingRequests.Pending asked =
                pending.answered(new PendingRequests.Key(cashOut, notice.betId(), notice.roundId()));
        count(notice);
        if (asked != null) {
            wiring.counters().answered(true, wiring.nanos().getAsLong() - asked.sinceNanos());
        }
        noted(notice);
        publish(
                offset -> PlayerJson.notice(notice, offset),
                asked == null ? null : asked.session(),
                asked == null ? 0 : asked.request());
        return this;
    }

    private void count(PlayerNotice answer) {
        if (answer instanceof PlayerNotice.BetAccepted) {
            wiring.counters().add(Count.BETS_ACCEPTED);
        } else if (answer instanceof PlayerNotice.BetRejected) {
            wiring.counters().add(Count.BETS_REJECTED);
        }
    }

    private Behavior<Command> onNoticed(Noticed noticed) {
        noted(noticed.notice());
        publish(offset -> PlayerJson.notice(noticed.notice(), offset), null, 0);
        return this;
    }

    /** Books tell the balance with the bet, and the wallet then does not: one that is older than that is asked for anew. */
    private void noted(PlayerNotice notice) {
        bets.noticed(notice);
        @Nullable Long version = null;
        if (notice instanceof PlayerNotice.BetAccepted accepted) {
            version = accepted.walletVersion();
        } else if (notice instanceof PlayerNotice.BetRejected rejected) {
            version = rejected.walletVersion();
        } else if (notice instanceof PlayerNotice.BetSettled settled) {
            version = settled.walletVersion();
        }
        if (version != null) {
            toldWalletVersion = Math.max(toldWalletVersion, version);
            if (wallet != null && wallet.version() < version) {
                wallet = null;
            }
        }
    }

    private Behavior<Command> onWallet(WalletView seen) {
        boolean first = wallet == null;
        if (wallet == null || seen.version() > wallet.version()) {
            wallet = seen;
        }
        walletSeenAtNanos = wiring.nanos().getAsLong();
        timers.cancel(WALLET);
        if ((!first || !sessions.isEmpty()) && seen.open() && seen.version() > toldWalletVersion) {
            publish(offset -> PlayerJson.walletUpdated(seen, offset), null, 0);
        }
        toldWalletVersion = Math.max(toldWalletVersion, seen.version());
        welcomeAll();
        if (!seen.open()) {
            // Opened later, perhaps: do not remember that it was not.
            wallet = null;
        }
        return this;
    }

    private Behavior<Command> onSweep() {
        long now = wiring.nanos().getAsLong();
        for (PendingRequests.Pending lapsed : pending.lapsed(now)) {
            wiring.counters().answered(false, now - lapsed.sinceNanos());
            if (!lapsed.key().cashOut()) {
                wiring.counters().add(Count.BETS_UNKNOWN);
            }
            String roundId = RoundTerms.publicId(lapsed.key().roundId());
            publish(
                    offset -> PlayerJson.unknown(
                            lapsed.key().betId(),
                            lapsed.table(),
                            roundId,
                            limits.retryAfter().toMillis(),
                            offset),
                    lapsed.session(),
                    lapsed.request());
        }
        armSweep();
        return this;
    }

    private void armSweep() {
        if (!timers.isTimerActive(SWEEP) && !pending.isEmpty()) {
            long wait =
                    pending.nextDeadlineNanos().orElseThrow() - wiring.nanos().getAsLong();
            timers.startSingleTimer(SWEEP, new Sweep(), Duration.ofNanos(Math.max(wait, 1_000_000)));
        }
    }

    private Behavior<Command> onFindBets(FindBets find) {
        if (find.bookId() == null) {
            return onBetsSeen(new BetsSeen(find.session(), find.table(), List.of()));
        }
        getContext()
                .ask(
                        BookEntity.Bets.class,
                        wiring.upstream().books().apply(find.bookId()),
                        limits.walletTimeout(),
                        (ActorRef<BookEntity.Bets> replyTo) -> new BookEntity.GetBets(playerId, List.of(), replyTo),
                        (found, failure) ->
                                new BetsSeen(find.session(), find.table(), found == null ? null : found.bets()));
        return this;
    }

    private Behavior<Command> onBetsSeen(BetsSeen seen) {
        if (seen.bets() == null) {
            seen.session().tell(new StreamMessage.BetsFound(seen.table(), null, null));
            return this;
        }
        bets.learn(seen.bets());
        seen.session()
                .tell(new StreamMessage.BetsFound(
                        seen.table(), Json.array(bets.open(seen.table())), Json.array(bets.settled(seen.table()))));
        return this;
    }

    /**
     * The only place that gives an event its offset. Before a session has followed, nobody can know this epoch and ask for what
     * it has missed, and so nothing is written down: most wallets change while their players are not here.
     */
    private void publish(LongFunction<String> event, @Nullable ActorRef<StreamMessage> asking, long request) {
        if (!followed) {
            return;
        }
        String json = event.apply(history.offset() + 1);
        history.append(json);
        StreamMessage.Delivered toOthers = new StreamMessage.Delivered(json, 0);
        for (ActorRef<StreamMessage> session : sessions.keySet()) {
            session.tell(session.equals(asking) ? new StreamMessage.Delivered(json, request) : toOthers);
        }
    }
}
