package io.croupier.simulations;

/** A command line that cannot be run; the message says what to change. Leads to exit code 2. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
