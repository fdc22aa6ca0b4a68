package io.croupier.edge;

import akka.actor.typed.ActorRef;
import akka.util.ByteString;
import io.croupier.edge.websocket.CloseCode;
import java.time.Duration;

/** What a {@link Conversation} may do with its socket. */
interface Wire {
    /** The session's own address. */
    ActorRef<Object> self();

    /** Sends a message that must arrive. */
    void send(String json);

    /** Sends a table's event, framed already, which must arrive. */
    void sendEvent(String table, ByteString frame);

    /** Sends a table's state, framed already, unless a newer one comes before it could be sent. */
    void sendState(String table, ByteString frame);

    /** Drops a state of the table that waits. */
    void forgetState(String table);

    /** Closes after all that was sent before. */
    void close(CloseCode code, String reason);

    /** Has this alarm delivered to the conversation once, in place of an earlier one of the same key. */
    void wake(Object key, Conversation.Alarm alarm, Duration after);

    /** Drops an alarm. */
    void cancel(Object key);
}
