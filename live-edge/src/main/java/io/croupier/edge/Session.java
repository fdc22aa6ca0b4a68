package io.croupier.edge;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.Signal;
import akka.actor.typed.javadsl.AbstractOnMessageBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.io.Tcp;
import akka.io.TcpMessage;
import akka.util.ByteString;
import io.croupier.edge.EdgeCounters.Count;
import io.croupier.edge.websocket.CloseCode;
import io.croupier.edge.websocket.FrameDecoder;
import io.croupier.edge.websocket.Frames;
import io.croupier.edge.websocket.Handshake;
import io.croupier.edge.websocket.Incoming;
import io.croupier.edge.websocket.ProtocolViolation;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One socket, from its first byte to its last. Bytes are asked for one read at a time, and only when all before them are
 * dealt with, so a client cannot send faster than it is served; at most one write is under way, and what comes meanwhile
 * waits in the {@link Outbox}. What the messages mean is the {@link Conversation}'s business.
 *
 * <p>It is an actor of {@code Object} because Akka IO's own messages have no type in common with ours.
 */
final class Session extends AbstractOnMessageBehavior<Object> implements Wire {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** The node leaves; go within this time. */
    record Leave(long afterMs) {}

    private enum WriteDone implements Tcp.Event {
        INSTANCE
    }

    private enum Deadline {
        HANDSHAKE,
        LEAVE,
        CLOSE
    }

    /** Where a socket is; it only ever goes forward. */
    private enum Phase {
        /** Reads the HTTP request. */
        HANDSHAKE,
        /** Is a WebSocket. */
        OPEN,
        /** Our close frame is on its way; waits for the client's. */
        CLOSING,
        /** Nothing more is said; waits for the last write, and for the peer to close. */
        ENDING
    }

    private final Conversation.Wiring wiring;
    private final EdgeSettings.SessionLimits limits;
    private final akka.actor.ActorRef connection;
    private final akka.actor.ActorRef classicSelf;
    private final TimerScheduler<Object> timers;
    private final Handshake handshake;
    private final FrameDecoder decoder;
    private final Outbox outbox;
    private final boolean full;
    private final String id;

    private Phase phase = Phase.HANDSHAKE;
    private @Nullable Conversation conversation;
    private ByteBuffer unread = NOTHING;
    private boolean reading;
    private boolean understood = true;
    private boolean closeSent;
    private boolean peerSaidClose;
    private boolean finished;
    private long writingSinceNanos;

    /** {@code full}: the node has no room, and says so. */
    static Behavior<Object> create(
            Conversation.Wiring wiring, akka.actor.ActorRef connection, String id, boolean full) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new Session(context, timers, wiring, connection, id, full)));
    }

    private Session(
            ActorContext<Object> context,
            TimerScheduler<Object> timers,
            Conversation.Wiring wiring,
            akka.actor.ActorRef connection,
            String id,
            boolean full) {
        super(context);
        this.wiring = wiring;
        this.limits = wiring.settings().session();
        this.connection = connection;
        this.classicSelf = Adapter.toClassic(context.getSelf());
        this.timers = timers;
        this.handshake =
                new Handshake(wiring.settings().path(), wiring.settings().origins(), limits.maxHeadBytes());
        this.decoder = new FrameDecoder(limits.maxMessageBytes());
        this.outbox = new Outbox(limits.maxQueuedBytes(), limits.maxWriteBytes());
        this.full = full;
        this.id = id;
        timers.startSingleTimer(Deadline.HANDSHAKE, Deadline.HANDSHAKE, limits.handshakeTimeout());
        tell(TcpMessage.register(classicSelf));
        readOn();
    }

    @Override
    public Behavior<Object> onMessage(Object message) {
        if (message instanceof TableMessage table) {
            if (conversation != null) {
                conversation.onTable(table);
            }
        } else if (message instanceof WriteDone) {
            outbox.written();
            readOn();
        } else if (message instanceof Tcp.Received received) {
            onReceived(received.data());
        } else if (message instanceof StreamMessage stream) {
            if (conversation != null) {
                conversation.onStream(stream);
            }
            readOn();
        } else if (message instanceof Conversation.Alarm alarm) {
            onAlarm(alarm);
        } else if (message instanceof Deadline deadline) {
            onDeadline(deadline);
        } else if (message instanceof Leave leave) {
            onLeave(leave);
        } else if (message instanceof Tcp.ConnectionClosed || message instanceof Tcp.CommandFailed) {
            return Behaviors.stopped();
        }
        flush();
        return this;
    }

    @Override
    public Behavior<Object> onSignal(Signal signal) {
        if (signal instanceof PostStop && conversation != null && phase == Phase.OPEN) {
            conversation.end();
        }
        return this;
    }

    private void onReceived(ByteString data) {
        reading = false;
        if (phase != Phase.ENDING && understood) {
            unread = unread.hasRemaining()
                    ? ByteString.fromByteBuffer(unread).concat(data).asByteBuffer()
                    : data.asByteBuffer();
        }
        readOn();
    }

    /** Deals with the bytes that are here as far as it may, then asks for more. */
    private void readOn() {
        try {
            while (unread.hasRemaining() && !isHolding() && takeOne()) {
                // Each turn takes one request or one frame.
            }
        } catch (ProtocolViolation e) {
            understood = false;
            close(e.closeCode(), String.valueOf(e.getMessage()));
        }
        if (phase == Phase.ENDING || !understood) {
            unread = NOTHING;
        }
        if (!reading && !isHolding() && !unread.hasRemaining()) {
            reading = true;
            tell(TcpMessage.resumeReading());
        }
    }

    private boolean isHolding() {
        return phase == Phase.OPEN && (outbox.isCongested() || (conversation != null && conversation.isHolding()));
    }

    private boolean takeOne() throws ProtocolViolation {
        if (phase == Phase.ENDING) {
            return false;
        }
        if (phase == Phase.HANDSHAKE) {
            Handshake.Response response = handshake.take(unread);
            if (response != null) {
                respond(full && response.upgraded() ? Handshake.full() : response);
            }
            return response != null;
        }
        Incoming incoming = decoder.next(unread);
        if (incoming != null) {
            onIncoming(incoming);
        }
        return incoming != null;
    }

    private void respond(Handshake.Response response) {
        outbox.order(ByteString.fromString(response.bytes()));
        timers.cancel(Deadline.HANDSHAKE);
        if (response.upgraded()) {
            phase = Phase.OPEN;
            conversation = new Conversation(wiring, this, id);
        } else {
            wiring.counters().add(Count.CONNECTIONS_REFUSED);
            endAfterLastWrite();
        }
    }

    private void onIncoming(Incoming incoming) {
        if (incoming instanceof Incoming.Close close) {
            peerSaidClose = true;
            if (!closeSent) {
                closeSent = true;
                outbox.order(Frames.closeEcho(close.code()));
            }
            endAfterLastWrite();
            return;
        }
        Conversation talking = conversation;
        if (phase != Phase.OPEN || talking == null) {
            return;
        }
        if (incoming instanceof Incoming.Text text) {
            talking.onText(text.text());
        } else if (talking.onControl() && incoming instanceof Incoming.Ping ping) {
            send(Frames.pong(ping.payload()));
        }
    }

    private void onAlarm(Conversation.Alarm alarm) {
        Conversation talking = conversation;
        if (talking == null || phase != Phase.OPEN) {
            return;
        }
        boolean stuck = outbox.isWriting()
                && wiring.nanos().getAsLong() - writingSinceNanos
                        > limits.writeTimeout().toNanos();
        if (stuck) {
            tooSlow();
        } else {
            talking.onAlarm(alarm);
        }
        readOn();
    }

    private void onDeadline(Deadline deadline) {
        switch (deadline) {
            case HANDSHAKE -> {
                wiring.counters().add(Count.CONNECTIONS_REFUSED);
                tell(TcpMessage.abort());
            }
            case LEAVE -> close(CloseCode.SHUTDOWN, "the node leaves");
            case CLOSE -> tell(outbox.isWriting() ? TcpMessage.abort() : TcpMessage.close());
        }
    }

    private void onLeave(Leave leave) {
        if (phase == Phase.OPEN) {
            send(Frames.text(
                    SessionJson.reconnect(leave.afterMs(), wiring.settings().build())));
            timers.startSingleTimer(Deadline.LEAVE, Deadline.LEAVE, Duration.ofMillis(Math.max(1, leave.afterMs())));
        } else if (phase == Phase.HANDSHAKE) {
            tell(TcpMessage.close());
        }
    }

    private void endAfterLastWrite() {
        endConversation();
        phase = Phase.ENDING;
        timers.startSingleTimer(Deadline.CLOSE, Deadline.CLOSE, limits.closeTimeout());
    }

    private void endConversation() {
        if (phase == Phase.OPEN && conversation != null) {
            conversation.end();
        }
        timers.cancel(Deadline.LEAVE);
    }

    private void flush() {
        ByteString next = outbox.next();
        if (next != null) {
            writingSinceNanos = wiring.nanos().getAsLong();
            wiring.counters().add(Count.WRITES);
            wiring.counters().add(Count.BYTES_OUT, next.size());
            long dropped = outbox.takeDropped();
            if (dropped > 0) {
                wiring.counters().add(Count.STATES_DROPPED, dropped);
            }
            tell(TcpMessage.write(next, WriteDone.INSTANCE));
        } else if (!outbox.isWriting() && outbox.isEmpty()) {
            finish();
        }
    }

    /** All is written: close our side, and where the peer may not have seen it yet wait for the peer to close too. */
    private void finish() {
        boolean over = phase == Phase.ENDING || (phase == Phase.CLOSING && !understood);
        if (over && !finished) {
            finished = true;
            tell(peerSaidClose ? TcpMessage.close() : TcpMessage.confirmedClose());
            tell(TcpMessage.resumeReading());
        }
    }

    private void tell(Object command) {
        connection.tell(command, classicSelf);
    }

    private void send(ByteString frame) {
        wiring.counters().add(Count.FRAMES_OUT);
        if (phase == Phase.OPEN && !outbox.order(frame)) {
            tooSlow();
        }
    }

    private void tooSlow() {
        wiring.counters().add(Count.CLOSED_SLOW);
        outbox.clear();
        close(CloseCode.SLOW, "the client reads too slowly");
    }

    @Override
    public ActorRef<Object> self() {
        return getContext().getSelf();
    }

    @Override
    public void send(String json) {
        send(Frames.text(json));
    }

    @Override
    public void sendEvent(String table, ByteString frame) {
        wiring.counters().add(Count.FRAMES_OUT);
        if (phase == Phase.OPEN && !outbox.order(frame, table)) {
            tooSlow();
        }
    }

    @Override
    public void sendState(String table, ByteString frame) {
        wiring.counters().add(Count.FRAMES_OUT);
        if (phase == Phase.OPEN) {
            outbox.state(table, frame);
        }
    }

    @Override
    public void forgetState(String table) {
        outbox.forget(table);
    }

    @Override
    public void close(CloseCode code, String reason) {
        if (phase != Phase.OPEN) {
            return;
        }
        LOG.debug(
                "session={} playerId={} closeCode={} reason={}",
                id,
                conversation == null ? "" : conversation.playerId(),
                code.code(),
                reason);
        endConversation();
        phase = Phase.CLOSING;
        closeSent = true;
        outbox.order(Frames.close(code, reason));
        timers.startSingleTimer(Deadline.CLOSE, Deadline.CLOSE, limits.closeTimeout());
    }

    @Override
    public void wake(Object key, Conversation.Alarm alarm, Duration after) {
        timers.startSingleTimer(key, alarm, after);
    }

    @Override
    public void cancel(Object key) {
        timers.cancel(key);
    }
}
