package io.croupier.edge.websocket;

import akka.util.ByteString;

/** What a client said: one whole message, or one control frame. */
public sealed interface Incoming {
    /** A text message, its fragments put together, valid UTF-8. */
    record Text(String text) implements Incoming {}

    /** To be answered with a pong of the same payload, at most 125 bytes. */
    record Ping(ByteString payload) implements Incoming {}

    /** Answer to a ping, or sent unasked. */
    record Pong() implements Incoming {}

    /**
     * The client closes.
     *
     * @param code 0 where it gave none
     */
    record Close(int code, String reason) implements Incoming {}
}
