package io.croupier.feed;

import io.croupier.round.BookEventSerializer;
import io.croupier.round.RoundEventSerializer;
import io.croupier.wallet.StoredWalletEvent;
import io.croupier.wallet.codec.EventFormatException;

/** Reads stored events by the number of their serializer. Needs no actor system, so that a journal can be read anywhere. */
final class StoredEvents {
    private static final int WALLET = 20_001;
    private static final int ROUND = 20_002;
    private static final int BOOK = 20_003;

    private StoredEvents() {}

    /** Throws {@link JournalFault} for bytes that are no event. */
    static FeedEvent read(JournalRow row) {
        try {
            Object event = switch (row.serializer()) {
                case WALLET -> StoredWalletEvent.read(row.payload());
                case ROUND -> RoundEventSerializer.CODEC.decode(row.payload());
                case BOOK -> BookEventSerializer.CODEC.decode(row.payload());
                default -> FeedEvent.OTHER;
            };
            return new FeedEvent(row.persistenceId(), row.sequenceNumber(), event);
        } catch (EventFormatException unreadable) {
            throw JournalFault.changed(
                    row.persistenceId(), row.sequenceNumber(), String.valueOf(unreadable.getMessage()));
        }
    }
}
