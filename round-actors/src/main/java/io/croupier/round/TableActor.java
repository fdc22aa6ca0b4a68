package io.croupier.round;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.RecipientRef;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import io.croupier.round.TableEntity.Attach;
import io.croupier.round.TableEntity.Command;
import io.croupier.round.TableEntity.Create;
import io.croupier.round.TableEntity.Draw;
import io.croupier.round.TableEntity.FlightState;
import io.croupier.round.TableEntity.OpenRound;
import io.croupier.round.TableEntity.Progress;
import io.croupier.round.TableEntity.Reveal;
import io.croupier.round.TableEntity.Wake;
import io.croupier.round.domain.FairnessProof;
import io.croupier.round.domain.RoundStatus;
import io.croupier.round.domain.RoundTerms;
import io.croupier.round.domain.Table;
import io.croupier.round.domain.TableEvent;
import io.croupier.round.domain.TableEvent.ChainCommitted;
import io.croupier.round.domain.TableEvent.RoundRefused;
import io.croupier.round.domain.TableEvent.SeedRevealed;
import io.croupier.round.domain.TableNews;
import io.croupier.round.domain.TableRound;
import io.croupier.round.domain.TableRules;
import io.croupier.round.domain.TableTerms;
import io.croupier.round.domain.TableVerdict;
import io.croupier.round.game.Games;
import io.croupier.round.game.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a {@link TableEntity}.
 *
 * <p>The rules are {@link Table}'s. Here is what happens around them: a round is opened only after its schedule is persisted,
 * and Open is repeated until the round's entity has answered; a seed leaves this actor only after its reveal is persisted, but
 * for the draw of an in-flight game, which the round keeps to itself; what a round reports is published once.
 *
 * <p>Intentional: stages that only the round stores (open, closing, in flight) are in memory here; after a restart the
 * rounds are woken and report again, and the stream's new epoch tells its followers.
 */
final class TableActor extends EventSourcedBehavior<TableEntity.Command, TableEvent, Table> {
    /** The round's entity has said whether it knows the round; {@code found} is null where it has not in time. */
    private record LookedUp(OpenRound command, RoundEntity.@Nullable RoundFound found)
            implements TableEntity.Internal {}

    private record Proceed() implements TableEntity.Internal {}

    private record Tick() implements TableEntity.Internal {}

    private record Gone(ActorRef<TableFeed> node) implements TableEntity.Internal {}

    /**
     * What a table needs from around it.
     *
     * @param rounds the entity of an internal round id
     * @param passivate has an entity stopped whose table does not exist
     */
    record Surroundings(
            Function<String, RecipientRef<RoundEntity.Command>> rounds,
            SeedVault vault,
            Clock clock,
            TableSettings settings,
            Consumer<ActorRef<Command>> passivate) {}

    private static final Logger log = LoggerFactory.getLogger(TableEntity.class);

    /** A round whose node's clock is ahead may ask for its seed a little early; one that asks earlier is wrong. */
    private static final Duration EARLY = Duration.ofSeconds(5);

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final String tableId;
    private final Surroundings around;
    private final TableSettings settings;
    private LiveRounds live;
    private TableChains chains;
    private TableStream stream;

    static Behavior<Command> create(String tableId, Surroundings around) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new TableActor(context, timers, tableId, around)));
    }

    private TableActor(
            ActorContext<Command> context, TimerScheduler<Command> timers, String tableId, Surroundings around) {
        super(
                PersistenceId.of(TableEntity.KEY.name(), tableId),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
        this.context = context;
        this.timers = timers;
        this.tableId = tableId;
        this.around = around;
        this.settings = around.settings();
        this.live = newRounds();
        this.chains = newChains();
        this.stream = newStream();
    }

    private LiveRounds newRounds() {
        return new LiveRounds(context, around.rounds(), settings);
    }

    private TableChains newChains() {
        return new TableChains(context, timers, around.vault(), tableId, settings.chainLength());
    }

    private TableStream newStream() {
        return new TableStream(tableId, UUID.randomUUID().toString(), settings);
    }

    @Override
    public Table emptyState() {
        return Table.EMPTY;
    }

    @Override
    public EventHandler<Table, TableEvent> eventHandler() {
        return Table::apply;
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(settings.snapshotEvery(), 2);
    }

    @Override
    public SignalHandler<Table> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::onRecovered)
                .build();
    }

    @Override
    public CommandHandler<Command, TableEvent, Table> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(Create.class, this::onCreate)
                .onCommand(Wake.class, this::onWake)
                .onCommand(Attach.class, this::onAttach)
                .onCommand(OpenRound.class, this::onOpenRound)
                .onCommand(LookedUp.class, this::onLookedUp)
                .onCommand(LiveRounds.OpenAnswered.class, this::onOpenAnswered)
                .onCommand(Progress.class, this::onProgress)
                .onCommand(FlightState.class, this::onFlightState)
                .onCommand(Draw.class, this::onDraw)
                .onCommand(Reveal.class, this::onReveal)
                .onCommand(TableEntity.Stop.class, (table, command) -> onStop(table))
                .onCommand(Proceed.class, (table, command) -> onProceed(table))
                .onCommand(Tick.class, (table, command) -> onTick(table))
                .onCommand(Gone.class, (table, command) -> onGone(command))
                .onCommand(TableChains.Made.class, this::onChainMade)
                .onCommand(TableChains.Opened.class, this::onChainOpened)
                .onCommand(TableChains.VaultFailed.class, (table, command) -> onVaultFailed(command))
                .build();
    }

    /** Also after a restart by a failed write: nothing in memory survives that, and followers see a new epoch. */
    private void onRecovered(Table table) {
        live = newRounds();
        chains = newChains();
        stream = newStream();
        if (table.terms() != null) {
            start(table);
        }
    }

    private void start(Table table) {
        timers.startTimerWithFixedDelay("tick", new Tick(), settings.tickInterval());
        table.unsettled().forEach(round -> live.resume(round, now()));
        proceed(Duration.ZERO);
    }

    private Effect<TableEvent, Table> onCreate(Table table, Create command) {
        TableVerdict verdict = table.create(command.terms(), now());
        if (verdict instanceof TableVerdict.Accept accept
                && command.terms().tableId().equals(tableId)) {
            return Effect().persist(accept.event()).thenRun((Table created) -> {
                log.info(
                        "tableId={} game={} owner={} created",
                        tableId,
                        command.terms().game(),
                        command.terms().owner());
                command.replyTo().tell(receipt(tableId, "create_table", false));
                start(created);
            });
        }
        command.replyTo().tell(reply(verdict, tableId, "create_table"));
        passivateUnknown(table);
        return Effect().none();
    }

    private Effect<TableEvent, Table> onStop(Table table) {
        if (table.terms() != null) {
            Successor.wake(context.getSystem(), TableEntity.KEY, tableId, new Wake());
        }
        return Effect().stop();
    }

    /** Nodes come and go when this comes, and with them rounds: those that are silent are woken too. */
    private Effect<TableEvent, Table> onWake(Table table, Wake command) {
        passivateUnknown(table);
        live.wakeSilent(settings.tickInterval(), now());
        return Effect().none();
    }

    private Effect<TableEvent, Table> onAttach(Table table, Attach command) {
        if (table.terms() == null) {
            command.node().tell(new TableFeed.UnknownTable(tableId));
            passivateUnknown(table);
        } else if (stream.follow(command.node(), now())) {
            context.watchWith(command.node(), new Gone(command.node()));
            command.node().tell(stream.attached(table, current(table)));
        } else {
            log.warn(
                    "tableId={} node={} refused, too many follow (croupier.round.feed-subscribers)",
                    tableId,
                    command.node());
        }
        return Effect().none();
    }

    private @Nullable RoundStatus current(Table table) {
        RoundStatus persisted = table.current();
        LiveRound known = persisted == null ? null : live.find(persisted.terms().roundId());
        return known == null ? persisted : known.status;
    }

    private Effect<TableEvent, Table> onGone(Gone command) {
        stream.unfollow(command.node());
        return Effect().none();
    }

    // A provider's rounds

    private Effect<TableEvent, Table> onOpenRound(Table table, OpenRound command) {
        if (!table.runByHouse() && table.terms() != null && TableRules.validId(command.roundId())) {
            String roundId = table.requireTerms().internalRoundId(command.roundId());
            TableVerdict known = table.knownRound(roundId, millis(command.bettingClosesAt()));
            if (known == null) {
                context.ask(
                        RoundEntity.RoundFound.class,
                        live.entity(roundId),
                        settings.openTimeout(),
                        RoundEntity.GetRound::new,
                        (found, failure) -> new LookedUp(command, found));
            } else {
                answerKnown(known, roundId, command);
            }
            return Effect().none();
        }
        command.replyTo().tell(reply(decide(table, command), command.roundId(), "open"));
        passivateUnknown(table);
        return Effect().none();
    }

    private void answerKnown(TableVerdict known, String roundId, OpenRound command) {
        LiveRound waiting = live.find(roundId);
        if (known instanceof TableVerdict.Replay && waiting != null && !waiting.opened) {
            waiting.answerLater(command.replyTo());
        } else {
            command.replyTo().tell(reply(known, command.roundId(), "open"));
        }
    }

    /** The round's entity knows its id for ever, so the table need not: a round that was opened long ago is recognised by it. */
    private Effect<TableEvent, Table> onLookedUp(Table table, LookedUp looked) {
        OpenRound command = looked.command();
        TableTerms terms = table.requireTerms();
        String roundId = terms.internalRoundId(command.roundId());
        TableVerdict known = table.knownRound(roundId, millis(command.bettingClosesAt()));
        if (known != null) {
            answerKnown(known, roundId, command);
            return Effect().none();
        }
        if (looked.found() == null) {
            command.replyTo()
                    .tell(new RoundEntity.Refused("unavailable", "the round did not answer in time", true, null));
            return Effect().none();
        }
        Optional<RoundStatus> found = looked.found().round();
        if (found.isPresent()) {
            boolean same =
                    found.get().terms().equals(new RoundTerms(roundId, terms, millis(command.bettingClosesAt())));
            command.replyTo()
                    .tell(
                            same
                                    ? receipt(command.roundId(), "open", true)
                                    : new RoundEntity.Refused(
                                            "transaction_conflict",
                                            "this round was opened with other terms",
                                            false,
                                            null));
            return Effect().none();
        }
        TableVerdict verdict = decide(table, command);
        if (verdict instanceof TableVerdict.Accept accept) {
            return Effect().persist(accept.event()).thenRun((Table after) -> {
                after.unsettled(roundId)
                        .ifPresent(round -> live.start(round, now()).answerLater(command.replyTo()));
            });
        }
        command.replyTo().tell(reply(verdict, command.roundId(), "open"));
        return Effect().none();
    }

    private TableVerdict decide(Table table, OpenRound command) {
        String owner = table.terms() == null ? "" : table.terms().owner();
        return table.openRound(
                owner + "~" + command.roundId(),
                millis(command.bettingClosesAt()),
                live.bettingOpen(now()),
                settings.maxUnsettled(),
                settings.maxBetting(),
                now());
    }

    private Effect<TableEvent, Table> onOpenAnswered(Table table, LiveRounds.OpenAnswered answered) {
        LiveRound round = live.find(answered.roundId());
        if (round == null) {
            return Effect().none();
        }
        round.opening = false;
        if (answered.reply() instanceof RoundEntity.Receipt receipt) {
            round.opened = true;
            round.answer(receipt(RoundTerms.publicId(answered.roundId()), "open", receipt.replayed()));
            if (receipt.replayed()) {
                live.entity(answered.roundId()).tell(new RoundEntity.Wake());
            }
        } else if (answered.reply() instanceof RoundEntity.Refused refused && !refused.retryable()) {
            log.error("roundId={} code={} {}", answered.roundId(), refused.code(), refused.detail());
            return Effect()
                    .persist(new RoundRefused(answered.roundId(), refused.code(), now()))
                    .thenRun((Table after) -> {
                        round.answer(refused);
                        live.forget(answered.roundId());
                        proceed(Duration.ZERO);
                    });
        }
        return Effect().none();
    }

    // What rounds report

    private Effect<TableEvent, Table> onProgress(Table table, Progress command) {
        RoundStatus status = command.status();
        String roundId = status.terms().roundId();
        LiveRound known = live.find(roundId);
        RoundStatus seen = known == null ? lastSeen(table, status) : known.status;
        Optional<TableEvent> event = table.progress(status, now());
        if (!TableNews.movedOn(seen, status) || (known == null && event.isEmpty())) {
            if (known != null) {
                known.heardAt = now();
            }
            acknowledge(status);
            return Effect().none();
        }
        if (known != null && event.isEmpty()) {
            report(known, status);
            return Effect().none();
        }
        return Effect().persist(event.get()).thenRun((Table after) -> {
            report(known == null ? live.again(seen, now()) : known, status);
            if (after.unsettled(roundId).isEmpty()) {
                live.forget(roundId);
                chains.trim(after);
            }
            proceed(Duration.ZERO);
        });
    }

    /** A round that was let go when it was settled: a correction of it is news, and nothing else. */
    private RoundStatus lastSeen(Table table, RoundStatus status) {
        RoundStatus ended = live.ended(status.terms().roundId());
        return ended != null
                ? ended
                : table.find(status.terms().roundId()).orElseGet(() -> TableNews.settledBefore(status));
    }

    private void report(LiveRound known, RoundStatus status) {
        Instant at = now();
        for (String event : TableNews.between(known.status, status)) {
            stream.publish(event, status, at);
        }
        known.status = status;
        known.opened = true;
        known.heardAt = at;
        acknowledge(status);
    }

    private void acknowledge(RoundStatus status) {
        live.entity(status.terms().roundId())
                .tell(new RoundEntity.ProgressSeen(status.stage(), status.resultVersion()));
    }

    private Effect<TableEvent, Table> onFlightState(Table table, FlightState command) {
        LiveRound known = live.find(command.roundId());
        if (known != null && known.status.stage().compareTo(RoundStatus.Stage.RESULT) < 0) {
            known.heardAt = now();
            stream.state(command.roundId(), command.multiplierX100(), now());
        }
        return Effect().none();
    }

    // Seeds

    private Effect<TableEvent, Table> onDraw(Table table, Draw command) {
        Optional<TableRound> round = table.unsettled(command.roundId());
        byte[] seed = round.isEmpty() ? null : seed(table, round.get(), command);
        if (seed != null) {
            live.entity(command.roundId()).tell(new RoundEntity.Drawn(draw(table, seed, command.clientSeed())));
        }
        return Effect().none();
    }

    private Effect<TableEvent, Table> onReveal(Table table, Reveal command) {
        Optional<TableRound> round = table.unsettled(command.roundId());
        if (round.isEmpty()) {
            log.warn("tableId={} roundId={} asks for a seed, but is not unsettled here", tableId, command.roundId());
            return Effect().none();
        }
        if (round.get().proof() != null) {
            answerRevealed(table, command.roundId());
            return Effect().none();
        }
        byte[] seed = seed(table, round.get(), command);
        if (seed == null) {
            return Effect().none();
        }
        String hex = HexFormat.of().formatHex(seed);
        return Effect()
                .persist(new SeedRevealed(command.roundId(), hex, command.clientSeed(), now()))
                .thenRun((Table after) -> answerRevealed(after, command.roundId()));
    }

    private void answerRevealed(Table table, String roundId) {
        FairnessProof proof = table.unsettled(roundId).map(TableRound::proof).orElse(null);
        if (proof != null) {
            Outcome outcome = draw(table, HexFormat.of().parseHex(proof.seed()), proof.clientSeed());
            live.entity(roundId).tell(new RoundEntity.Revealed(outcome, proof));
        }
    }

    private static Outcome draw(Table table, byte[] seed, String clientSeed) {
        return Games.of(table.requireTerms().game()).draw(seed, HexFormat.of().parseHex(clientSeed));
    }

    /** The round's seed, or null while it must not or cannot be told; then the command comes again by itself if it is right. */
    private byte @Nullable [] seed(Table table, TableRound round, Command again) {
        TableRound.Ticket ticket = round.ticket();
        if (ticket == null) {
            log.error("tableId={} roundId={} draws from no chain of this table", tableId, round.roundId());
            return null;
        }
        if (table.outlived(ticket, settings.restoreEpoch())) {
            return null;
        }
        Duration early = Duration.between(now(), round.bettingClosesAt());
        if (early.compareTo(EARLY) > 0) {
            log.error("tableId={} roundId={} asks for its seed while betting is open", tableId, round.roundId());
            return null;
        } else if (early.compareTo(Duration.ZERO) > 0) {
            timers.startSingleTimer(again, again, early);
            return null;
        }
        byte[] seed = chains.seed(ticket);
        if (seed == null) {
            chains.await(again);
            chains.load(ticket.chainId(), ticket.commitment());
        }
        return seed;
    }

    private Effect<TableEvent, Table> onChainMade(Table table, TableChains.Made made) {
        chains.made(made);
        if (chainNeeded(table) == null) {
            chains.trim(table);
            return Effect().none();
        }
        return Effect()
                .persist(new ChainCommitted(
                        made.chain().chainId(),
                        made.chain().commitment(),
                        made.length(),
                        made.cause(),
                        settings.restoreEpoch(),
                        now()))
                .thenRun((Table after) -> {
                    log.info(
                            "tableId={} chainId={} commitment={} cause={}",
                            tableId,
                            made.chain().chainId(),
                            made.chain().commitment(),
                            made.cause());
                    chains.trim(after);
                    proceed(Duration.ZERO);
                });
    }

    private Effect<TableEvent, Table> onChainOpened(Table table, TableChains.Opened opened) {
        chains.opened(opened);
        voidHopeless(table);
        proceed(Duration.ZERO);
        return Effect().none();
    }

    private Effect<TableEvent, Table> onVaultFailed(TableChains.VaultFailed failed) {
        chains.failed(failed, new Proceed());
        return Effect().none();
    }

    /** A round whose seed is gone, or was perhaps seen before a restore, can never be drawn: its stakes go back. */
    private void voidHopeless(Table table) {
        for (TableRound round : table.unsettled()) {
            TableRound.Ticket ticket = round.ticket();
            if (ticket == null || round.proof() != null || round.status().stage() != RoundStatus.Stage.SCHEDULED) {
                continue;
            }
            boolean lost = chains.unusable(ticket.chainId()) != null;
            if (lost || table.outlived(ticket, settings.restoreEpoch())) {
                String reason = lost ? "fairness_seed_lost" : "fairness_chain_restored";
                live.entity(round.roundId())
                        .tell(new RoundEntity.VoidRound(
                                reason, context.getSystem().ignoreRef()));
            }
        }
    }

    // The loop

    private Effect<TableEvent, Table> onProceed(Table table) {
        Instant due = table.runByHouse() ? table.nextDueAt() : null;
        if (due == null || table.unsettled().size() > settings.maxUnsettled()) {
            return Effect().none();
        }
        String needed = chainNeeded(table);
        if (needed != null) {
            chains.make(needed, now());
            return Effect().none();
        }
        Table.Chain chain = table.requireChain();
        if (!chains.has(chain.chainId())) {
            chains.load(chain.chainId(), chain.commitment());
            return Effect().none();
        }
        Duration wait = Duration.between(now(), due);
        if (wait.compareTo(Duration.ZERO) > 0) {
            proceed(wait);
            return Effect().none();
        }
        TableEvent.RoundScheduled next = table.schedule(now());
        return Effect()
                .persist(next)
                .thenRun((Table after) -> after.unsettled(next.roundId()).ifPresent(round -> live.start(round, now())));
    }

    private @Nullable String chainNeeded(Table table) {
        String needed = table.chainNeeded(settings.restoreEpoch());
        return needed == null ? chains.unusable(table.requireChain().chainId()) : needed;
    }

    private void proceed(Duration in) {
        timers.startSingleTimer("proceed", new Proceed(), in);
    }

    private Effect<TableEvent, Table> onTick(Table table) {
        Instant now = now();
        stream.expire(now).forEach(context::unwatch);
        voidHopeless(table);
        live.tick(now);
        return Effect().none();
    }

    private void passivateUnknown(Table table) {
        if (table.terms() == null) {
            around.passivate().accept(context.getSelf());
        }
    }

    private static RoundEntity.Reply reply(TableVerdict verdict, String id, String command) {
        if (verdict instanceof TableVerdict.Refuse refuse) {
            return new RoundEntity.Refused(refuse.code(), refuse.detail(), refuse.retryable(), refuse.field());
        }
        return verdict instanceof TableVerdict.Replay
                ? receipt(id, command, true)
                : new RoundEntity.Refused("invalid_field", "tableId must be the entity's id", false, "tableId");
    }

    private static RoundEntity.Receipt receipt(String id, String command, boolean replayed) {
        return new RoundEntity.Receipt(id, command, null, replayed);
    }

    private Instant now() {
        return millis(around.clock().instant());
    }

    private static Instant millis(Instant at) {
        return at.truncatedTo(ChronoUnit.MILLIS);
    }
}
