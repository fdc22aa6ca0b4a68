package io.croupier.edge;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Signal;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractOnMessageBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.io.Inet;
import akka.io.Tcp;
import akka.io.TcpMessage;
import akka.io.TcpSO;
import io.croupier.edge.EdgeCounters.Count;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Binds the live port, makes a {@link Session} of every connection, and sends all of them away when the node leaves. */
final class Listener extends AbstractOnMessageBehavior<Object> {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final int ACCEPT_BATCH = 16;

    /** Take no more connections. */
    record Unbind(CompletableFuture<Done> done) {}

    /** Send all sessions away within this time; done when the last one has gone. */
    record Drain(Duration within, CompletableFuture<Done> done) {}

    private final Conversation.Wiring wiring;
    private final CompletableFuture<InetSocketAddress> bound;
    private final akka.actor.ActorRef classicSelf;
    private final Set<ActorRef<Object>> sessions = new HashSet<>();
    private akka.actor.@Nullable ActorRef socket;
    private @Nullable CompletableFuture<Done> unbound;
    private @Nullable CompletableFuture<Done> drained;
    private boolean accepting = true;
    private long connections;

    static Behavior<Object> create(Conversation.Wiring wiring, CompletableFuture<InetSocketAddress> bound) {
        return Behaviors.setup(context -> new Listener(context, wiring, bound));
    }

    private Listener(
            ActorContext<Object> context, Conversation.Wiring wiring, CompletableFuture<InetSocketAddress> bound) {
        super(context);
        this.wiring = wiring;
        this.bound = bound;
        this.classicSelf = Adapter.toClassic(context.getSelf());
        EdgeSettings settings = wiring.settings();
        List<Inet.SocketOption> options = List.of(TcpSO.reuseAddress(true), TcpSO.tcpNoDelay(true));
        InetSocketAddress address = new InetSocketAddress(settings.host(), settings.port());
        Tcp.get(Adapter.toClassic(context.getSystem()))
                .manager()
                .tell(TcpMessage.bind(classicSelf, address, settings.backlog(), options, true), classicSelf);
    }

    @Override
    public Behavior<Object> onMessage(Object message) {
        if (message instanceof Tcp.Connected) {
            onConnected(Adapter.toClassic(getContext()).sender());
        } else if (message instanceof Tcp.Bound bind) {
            socket = Adapter.toClassic(getContext()).sender();
            socket.tell(TcpMessage.resumeAccepting(ACCEPT_BATCH), classicSelf);
            bound.complete(bind.localAddress());
        } else if (message instanceof Tcp.CommandFailed failed) {
            bound.completeExceptionally(
                    new BindException("the live port " + wiring.settings().host() + ":"
                            + wiring.settings().port() + " cannot be bound: " + failed.causedByString()));
            return Behaviors.stopped();
        } else if (message instanceof Unbind unbind) {
            onUnbind(unbind);
        } else if (message instanceof Tcp.Unbound$) {
            completeUnbind();
        } else if (message instanceof Drain drain) {
            onDrain(drain);
        }
        return this;
    }

    @Override
    public Behavior<Object> onSignal(Signal signal) {
        if (signal instanceof Terminated terminated) {
            sessions.remove(terminated.getRef().<Object>unsafeUpcast());
            wiring.counters().add(Count.CONNECTIONS_CLOSED);
            completeDrain();
        }
        return this;
    }

    private void onConnected(akka.actor.ActorRef connection) {
        int most = wiring.settings().maxConnections();
        if (!accepting || sessions.size() >= most + Math.max(1, most / 8)) {
            wiring.counters().add(Count.CONNECTIONS_REFUSED);
            connection.tell(TcpMessage.abort(), classicSelf);
        } else {
            connections++;
            wiring.counters().add(Count.CONNECTIONS_ACCEPTED);
            boolean full = sessions.size() >= most;
            String id = PlayerStreams.newEpoch();
            ActorRef<Object> session =
                    getContext().spawn(Session.create(wiring, connection, id, full), "session-" + connections);
            getContext().watch(session);
            sessions.add(session);
        }
        if (socket != null) {
            socket.tell(TcpMessage.resumeAccepting(1), classicSelf);
        }
    }

    private void onUnbind(Unbind unbind) {
        accepting = false;
        unbound = unbind.done();
        if (socket == null) {
            completeUnbind();
        } else {
            socket.tell(TcpMessage.unbind(), classicSelf);
            socket = null;
        }
    }

    private void completeUnbind() {
        if (unbound != null) {
            unbound.complete(Done.getInstance());
        }
    }

    /** In paced order, each session with a time of its own, so that the other nodes do not get all of them at once. */
    private void onDrain(Drain drain) {
        accepting = false;
        drained = drain.done();
        List<ActorRef<Object>> leaving = new ArrayList<>(sessions);
        Collections.shuffle(leaving, ThreadLocalRandom.current());
        long pacedMs = leaving.size() * 1000L / wiring.settings().drainRate();
        long spreadMs = Math.min(drain.within().toMillis(), pacedMs);
        LOG.info("live sessions are sent away sessions={} withinMs={}", leaving.size(), spreadMs);
        for (int i = 0; i < leaving.size(); i++) {
            leaving.get(i).tell(new Session.Leave(spreadMs * (i + 1) / leaving.size()));
        }
        completeDrain();
    }

    private void completeDrain() {
        if (drained != null && sessions.isEmpty()) {
            drained.complete(Done.getInstance());
        }
    }
}
