package io.croupier.edge;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.RecipientRef;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.croupier.edge.ClientMessage.Position;
import io.croupier.round.TableEntity;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The tables that this node's sessions watch: one {@link TableFanOut} each, made when first watched. */
final class Tables extends AbstractBehavior<Tables.Command> {
    /** What it can be told. */
    sealed interface Command {}

    /** {@code ask} is the session's own number for it, 1 or more. */
    record Subscribe(
            String table,
            ActorRef<TableMessage> session,
            long ask,
            @Nullable Position recover) implements Command {}

    record Unsubscribe(String table, ActorRef<TableMessage> session) implements Command {}

    /** Nobody watches this table any more. */
    record FanOutIdle(String table, ActorRef<TableFanOut.Command> fanOut) implements Command {}

    private final Function<String, RecipientRef<TableEntity.Command>> tables;
    private final EdgeSettings.TableLimits limits;
    private final Map<String, ActorRef<TableFanOut.Command>> fanOuts = new HashMap<>();
    private long spawned;

    static Behavior<Command> create(
            Function<String, RecipientRef<TableEntity.Command>> tables, EdgeSettings.TableLimits limits) {
        return Behaviors.setup(context -> new Tables(context, tables, limits));
    }

    private Tables(
            ActorContext<Command> context,
            Function<String, RecipientRef<TableEntity.Command>> tables,
            EdgeSettings.TableLimits limits) {
        super(context);
        this.tables = tables;
        this.limits = limits;
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Subscribe.class, this::onSubscribe)
                .onMessage(Unsubscribe.class, this::onUnsubscribe)
                .onMessage(FanOutIdle.class, this::onIdle)
                .build();
    }

    private Behavior<Command> onSubscribe(Subscribe subscribe) {
        fanOuts.computeIfAbsent(subscribe.table(), this::spawn)
                .tell(new TableFanOut.Subscribe(subscribe.session(), subscribe.ask(), subscribe.recover()));
        return this;
    }

    private Behavior<Command> onUnsubscribe(Unsubscribe unsubscribe) {
        ActorRef<TableFanOut.Command> fanOut = fanOuts.get(unsubscribe.table());
        if (fanOut != null) {
            fanOut.tell(new TableFanOut.Unsubscribe(unsubscribe.session()));
        }
        return this;
    }

    private Behavior<Command> onIdle(FanOutIdle idle) {
        fanOuts.remove(idle.table(), idle.fanOut());
        idle.fanOut().tell(new TableFanOut.Stop());
        return this;
    }

    /** A message that a fan-out cannot take leaves a gap, which it then fills; its sessions stay. */
    private ActorRef<TableFanOut.Command> spawn(String table) {
        Behavior<TableFanOut.Command> fanOut = TableFanOut.create(
                table, tables.apply(table), limits, getContext().getSelf());
        return getContext()
                .spawn(
                        Behaviors.supervise(fanOut).onFailure(SupervisorStrategy.resume()),
                        "table-" + table + "-" + ++spawned);
    }
}
