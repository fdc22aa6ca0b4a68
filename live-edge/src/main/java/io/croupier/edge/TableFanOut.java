package io.croupier.edge;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.RecipientRef;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.util.ByteString;
import io.croupier.edge.ClientMessage.Position;
import io.croupier.edge.websocket.Frames;
import io.croupier.round.TableEntity;
import io.croupier.round.TableFeed;
import io.croupier.round.domain.RoundStatus;
import io.croupier.round.domain.RoundTerms;
import io.croupier.round.domain.TableTerms;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One table on one node: follows the table's stream once, encodes each event once, and hands the same bytes to all sessions
 * here that watch it. Renews its place at the table all the time; the answer also shows what it has missed, which it fills
 * in or, where that is no longer possible, tells its sessions to begin anew.
 */
final class TableFanOut extends AbstractBehavior<TableFanOut.Command> {
    private static final int MAX_RESULTS = 20;
    private static final String GIVE_UP = "give-up";
    private static final String IDLE = "idle";

    /** What a fan-out can be told. */
    sealed interface Command {}

    /** Answered with {@link TableMessage.Subscribed} or {@link TableMessage.Refused}; again from the same session: anew. */
    record Subscribe(
            ActorRef<TableMessage> session,
            long ask,
            @Nullable Position recover) implements Command {}

    record Unsubscribe(ActorRef<TableMessage> session) implements Command {}

    /** From the parent: nobody is routed here any more. */
    record Stop() implements Command {}

    private record Fed(TableFeed feed) implements Command {}

    private record RenewLease() implements Command {}

    private record GiveUp() implements Command {}

    private record Idle() implements Command {}

    private record Encoded(String json, ByteString frame) {}

    private final TimerScheduler<Command> timers;
    private final String tableId;
    private final RecipientRef<TableEntity.Command> table;
    private final EdgeSettings.TableLimits limits;
    private final ActorRef<Tables.Command> parent;
    private final ActorRef<TableFeed> feed;

    private final Set<ActorRef<TableMessage>> subscribers = new LinkedHashSet<>();
    private final Map<ActorRef<TableMessage>, Subscribe> waiting = new LinkedHashMap<>();

    private final StreamHistory<Encoded> history;
    /** Null before the table has answered. */
    private @Nullable String epoch;

    private @Nullable TableTerms terms;
    private @Nullable RoundStatus current;
    private List<RoundStatus> results = List.of();
    private TableFeed.@Nullable Commitment commitment;
    private TableFeed.@Nullable State flight;
    private @Nullable ByteString flightFrame;
    /** The snapshot as it was last encoded; null when something has changed since. */
    private @Nullable String snapshot;

    static Behavior<Command> create(
            String tableId,
            RecipientRef<TableEntity.Command> table,
            EdgeSettings.TableLimits limits,
            ActorRef<Tables.Command> parent) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new TableFanOut(context, timers, tableId, table, limits, parent)));
    }

    private TableFanOut(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            String tableId,
            RecipientRef<TableEntity.Command> table,
            EdgeSettings.TableLimits limits,
            ActorRef<Tables.Command> parent) {
        super(context);
        this.timers = timers;
        this.tableId = tableId;
        this.table = table;
        this.limits = limits;
        this.parent = parent;
        this.feed = context.messageAdapter(TableFeed.class, Fed::new);
        this.history = new StreamHistory<>(limits.history(), Long.MAX_VALUE, event -> 0);
        attach();
        timers.startTimerWithFixedDelay(new RenewLease(), limits.leaseInterval());
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Fed.class, fed -> onFeed(fed.feed()))
                .onMessage(Subscribe.class, this::onSubscribe)
                .onMessage(Unsubscribe.class, this::onUnsubscribe)
                .onMessage(RenewLease.class, m -> {
                    attach();
                    return this;
                })
                .onMessage(GiveUp.class, m -> refuseWaiting("unavailable", "the table does not answer now", true))
                .onMessage(Idle.class, m -> onIdle())
                .onMessage(Stop.class, m -> onStop())
                .build();
    }

    private void attach() {
        table.tell(new TableEntity.Attach(feed));
    }

    private Behavior<Command> onSubscribe(Subscribe subscribe) {
        ActorRef<TableMessage> session = subscribe.session();
        if (!subscribers.contains(session) && !waiting.containsKey(session)) {
            getContext().watchWith(session, new Unsubscribe(session));
        }
        timers.cancel(IDLE);
        if (epoch == null) {
            waiting.put(session, subscribe);
            if (!timers.isTimerActive(GIVE_UP)) {
                timers.startSingleTimer(GIVE_UP, new GiveUp(), limits.timeout());
            }
            return this;
        }
        welcome(subscribe);
        return this;
    }

    private void welcome(Subscribe subscribe) {
        subscribers.add(subscribe.session());
        Position recover = subscribe.recover();
        List<Encoded> missed = recover != null && recover.epoch().equals(epoch)
                ? history.after(recover.offset()).orElse(null)
                : null;
        subscribe.session().tell(subscribed(subscribe.ask(), missed));
    }

    private TableMessage.Subscribed subscribed(long ask, @Nullable List<Encoded> missed) {
        if (epoch == null || terms == null) {
            throw new IllegalStateException("table=" + tableId + " has not answered yet");
        }
        return new TableMessage.Subscribed(
                tableId,
                ask,
                epoch,
                history.offset(),
                missed != null,
                missed == null ? List.of() : missed.stream().map(Encoded::json).toList(),
                missed == null ? snapshot(terms) : null,
                current == null ? null : current.terms().roundId(),
                terms.books(),
                flightFrame);
    }

    private String snapshot(TableTerms of) {
        if (snapshot == null) {
            snapshot = TableJson.snapshot(
                    of, current, flight == null ? null : flight.multiplierX100(), results, commitment);
        }
        return snapshot;
    }

    private Behavior<Command> onUnsubscribe(Unsubscribe unsubscribe) {
        getContext().unwatch(unsubscribe.session());
        subscribers.remove(unsubscribe.session());
        waiting.remove(unsubscribe.session());
        idleIfUnused();
        return this;
    }

    private void idleIfUnused() {
        if (subscribers.isEmpty() && waiting.isEmpty()) {
            timers.startSingleTimer(IDLE, new Idle(), limits.idleTime());
        }
    }

    private Behavior<Command> onIdle() {
        if (subscribers.isEmpty() && waiting.isEmpty()) {
            parent.tell(new Tables.FanOutIdle(tableId, getContext().getSelf()));
        }
        return this;
    }

    /** Whoever came between our word and the parent's answer goes through the parent again. */
    private Behavior<Command> onStop() {
        waiting.values()
                .forEach(
                        late -> parent.tell(new Tables.Subscribe(tableId, late.session(), late.ask(), late.recover())));
        String known = epoch;
        if (known != null) {
            Position here = new Position(known, history.offset());
            subscribers.forEach(late -> parent.tell(new Tables.Subscribe(tableId, late, 0, here)));
        }
        return Behaviors.stopped();
    }

    private Behavior<Command> onFeed(TableFeed message) {
        if (message instanceof TableFeed.State state) {
            onState(state);
        } else if (message instanceof TableFeed.Published published) {
            onPublished(published);
        } else if (message instanceof TableFeed.Attached attached) {
            onAttached(attached);
        } else if (message instanceof TableFeed.UnknownTable) {
            return refuseWaiting("unknown_table", "there is no such table", false);
        }
        return this;
    }

    private Behavior<Command> refuseWaiting(String code, String message, boolean retryable) {
        waiting.values().forEach(refused -> {
            getContext().unwatch(refused.session());
            refused.session().tell(new TableMessage.Refused(tableId, refused.ask(), code, message, retryable));
        });
        waiting.clear();
        idleIfUnused();
        return this;
    }

    private void onState(TableFeed.State state) {
        if (current == null || !current.terms().roundId().equals(state.roundId())) {
            return;
        }
        flight = state;
        flightFrame = Frames.text(TableJson.state(state, RoundTerms.publicId(state.roundId())));
        snapshot = null;
        TableMessage.State message = new TableMessage.State(tableId, flightFrame);
        subscribers.forEach(session -> session.tell(message));
    }

    private void onPublished(TableFeed.Published published) {
        if (epoch == null) {
            return;
        }
        if (!published.epoch().equals(epoch) || published.offset() > history.offset() + 1) {
            attach();
            return;
        }
        if (published.offset() == history.offset() + 1) {
            take(published);
        }
    }

    private void take(TableFeed.Published published) {
        Encoded encoded = encode(published);
        history.append(encoded);
        apply(published);
        TableMessage.Event message = new TableMessage.Event(tableId, encoded.frame());
        subscribers.forEach(session -> session.tell(message));
    }

    private static Encoded encode(TableFeed.Published published) {
        String json = TableJson.event(published);
        return new Encoded(json, Frames.text(json));
    }

    private void apply(TableFeed.Published published) {
        RoundStatus round = published.round();
        String roundId = round.terms().roundId();
        boolean isCurrent = current != null && current.terms().roundId().equals(roundId);
        if (published.event().equals("round_opened") || isCurrent) {
            current = round;
            if (!published.event().equals("flight_started")) {
                flight = null;
                flightFrame = null;
            }
        }
        boolean shown =
                results.stream().anyMatch(result -> result.terms().roundId().equals(roundId));
        List<RoundStatus> newest = new ArrayList<>();
        if (published.event().equals("round_result") && !shown) {
            newest.add(round);
        }
        for (RoundStatus result : results) {
            boolean same = result.terms().roundId().equals(roundId);
            if (!same || !published.event().equals("round_voided")) {
                newest.add(same ? round : result);
            }
        }
        results = List.copyOf(newest.subList(0, Math.min(newest.size(), MAX_RESULTS)));
        snapshot = null;
    }

    private void onAttached(TableFeed.Attached attached) {
        if (!attached.epoch().equals(epoch)) {
            boolean anew = epoch != null;
            adopt(attached);
            if (anew) {
                resynchronise();
            }
            waiting.values().forEach(this::welcome);
            waiting.clear();
            timers.cancel(GIVE_UP);
        } else if (attached.offset() > history.offset()) {
            catchUp(attached);
        }
        if (attached.offset() == history.offset()) {
            refresh(attached);
        }
    }

    private void adopt(TableFeed.Attached attached) {
        epoch = attached.epoch();
        history.restartAfter(attached.offset() - attached.history().size());
        attached.history().forEach(published -> history.append(encode(published)));
        flight = null;
        flightFrame = null;
        refresh(attached);
    }

    private void refresh(TableFeed.Attached attached) {
        terms = attached.terms();
        current = attached.current();
        results = attached.lastResults().stream().limit(MAX_RESULTS).toList();
        commitment = attached.commitment();
        snapshot = null;
    }

    /** Events were lost on the way: take them from the table's history, or begin anew where it is too short. */
    private void catchUp(TableFeed.Attached attached) {
        long oldest = attached.offset() - attached.history().size();
        if (oldest > history.offset()) {
            adopt(attached);
            resynchronise();
            return;
        }
        for (TableFeed.Published published : attached.history()) {
            if (published.offset() == history.offset() + 1) {
                take(published);
            }
        }
    }

    private void resynchronise() {
        TableMessage.Subscribed message = subscribed(0, null);
        subscribers.forEach(session -> session.tell(message));
    }
}
