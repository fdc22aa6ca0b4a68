package io.croupier.http.database;

/** Why there is no database to work with. The message is one line for the person who starts the node. */
public final class DatabaseFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DatabaseFailure(String message) {
        super(message);
    }

    public DatabaseFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
