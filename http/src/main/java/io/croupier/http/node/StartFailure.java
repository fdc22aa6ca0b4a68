package io.croupier.http.node;

/** Why a node does not start. The message is one line: what, which value, and what to do about it. */
public final class StartFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StartFailure(String message) {
        super(message);
    }

    public StartFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
