package io.croupier.edge.websocket;

/**
 * Why a socket is closed. 4000 to 4499 ask the client to come back, 4500 to 4999 ask it not to; of the codes below 4000
 * (RFC 6455, section 7.4.1) only 1001, 1006 and 1012 mean that coming back may help.
 */
public enum CloseCode {
    NORMAL(1000),
    PROTOCOL_ERROR(1002),
    INVALID_UTF8(1007),
    MESSAGE_TOO_BIG(1009),
    /** The node leaves; another one takes the player. */
    SHUTDOWN(4001),
    /** The client read slower than its own events came. */
    SLOW(4008),
    /** Nothing was heard from the client for two and a half ping intervals. */
    SILENT(4009),
    /** The server no longer knows what this client has seen. */
    INSUFFICIENT_STATE(4010),
    /** The token ended and was not refreshed; come back with a new one. */
    TOKEN_EXPIRED(4011),
    /** No {@code connect} came in time. */
    CONNECT_TIMEOUT(4012),
    /** No valid token was shown, or a command came before {@code connect}. */
    UNAUTHORIZED(4500),
    /** A binary message, or too many messages that were malformed or over the rate. */
    BAD_REQUEST(4501),
    /** Another session of the player took this one's place. Not sent yet. */
    REPLACED(4503),
    /** The player has as many sessions as one may have. */
    TOO_MANY_CONNECTIONS(4504);

    private final int code;

    CloseCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
