package io.croupier.http.store;

/** The database could not do what was asked of it; whether it was done is unknown. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
