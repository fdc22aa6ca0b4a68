package io.croupier.feed;

/**
 * An event of the journal, read.
 *
 * @param event a {@code StoredWalletEvent}, {@code BookEvent} or {@code RoundEvent}; {@link #OTHER} for what nothing here is
 *     made from, whose number counts all the same
 */
record FeedEvent(String persistenceId, long sequenceNumber, Object event) {
    static final Object OTHER = new Object();

    /** The entity's id, without its type. */
    String entityId() {
        return persistenceId.substring(persistenceId.indexOf('|') + 1);
    }
}
