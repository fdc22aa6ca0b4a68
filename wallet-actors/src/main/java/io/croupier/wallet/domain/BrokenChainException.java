package io.croupier.wallet.domain;

/** A stored event does not name the one before it: an event was changed, removed or inserted. Needs a person. */
public final class BrokenChainException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokenChainException(String playerId, long version, Sha256 named, Sha256 stored) {
        super("wallet=" + playerId + " sequenceNumber=" + version + " names " + named
                + " as the hash of the event before, but that event's bytes hash to " + stored
                + ": an event was changed, removed or inserted; compare with a backup or the event feed");
    }
}
