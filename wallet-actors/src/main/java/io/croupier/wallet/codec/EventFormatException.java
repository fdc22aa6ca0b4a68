package io.croupier.wallet.codec;

import org.jspecify.annotations.Nullable;

/** An event that cannot be written, or stored bytes that cannot be read as an event; the message names the type and the rule. */
public final class EventFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EventFormatException(String message) {
        super(message);
    }

    EventFormatException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
