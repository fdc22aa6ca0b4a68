package io.croupier.edge.websocket;

/** The peer broke the WebSocket protocol or one of our bounds; the socket is closed with {@link #closeCode}. */
public final class ProtocolViolation extends Exception {
    private static final long serialVersionUID = 1L;

    private final CloseCode closeCode;

    ProtocolViolation(CloseCode closeCode, String rule) {
        super(rule, null, false, false);
        this.closeCode = closeCode;
    }

    public CloseCode closeCode() {
        return closeCode;
    }
}
