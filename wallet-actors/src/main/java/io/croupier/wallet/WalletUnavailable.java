package io.croupier.wallet;

/** A wallet did not answer a question in time; nothing was to be changed, so the caller may simply ask again. */
public final class WalletUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WalletUnavailable(String playerId, Throwable cause) {
        super("playerId=" + playerId + " did not answer in time (croupier.wallet.ask-timeout)", cause);
    }
}
