package io.croupier.wallet;

/**
 * No answer came in time: the transaction may have been decided or not, and may still be. The caller repeats it with the same
 * id until an answer comes. Never to be taken for a rejection.
 */
public final class OutcomeUnknown extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutcomeUnknown(String playerId, String transactionId, Throwable cause) {
        super(
                "playerId=" + playerId + " transactionId=" + transactionId
                        + " got no answer in time; repeat with the same id",
                cause);
    }
}
