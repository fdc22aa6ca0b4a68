package io.croupier.feed;

import io.croupier.round.codec.BookEventCodec;
import io.croupier.round.codec.RoundEventCodec;
import io.croupier.wallet.StoredWalletEvent;
import io.croupier.wallet.codec.EventFormatException;
import java.util.Comparator;
import java.util.List;

/** Reads stored events by the number of their serializer. Needs no actor system, so that a journal can be read anywhere. */
final class StoredEvents {
    /** What nodes write at their start to see whether they can; its older rows are deleted, so its numbers have gaps. */
    private static final String CANARY = "Canary|";

    private static final int WALLET = 20_001;
    private static final int ROUND = 20_002;
    private static final int BOOK = 20_003;

    private StoredEvents() {}

    /**
     * A page's events, entity by entity and each entity's in their order: rows that lie together in the indexes are then
     * written one after the other, and nothing that is projected depends on the order between entities of one batch. Without the
     * canary's, of which nothing is made.
     */
    static List<FeedEvent> readAll(Page page) {
        return page.rows().stream()
                .filter(row -> !row.persistenceId().startsWith(CANARY))
                .map(StoredEvents::read)
                .sorted(Comparator.comparing(FeedEvent::persistenceId))
                .toList();
    }

    /** Throws {@link JournalFault} for bytes that are no event. */
    private static FeedEvent read(JournalRow row) {
        try {
            Object event = switch (row.serializer()) {
                case WALLET -> StoredWalletEvent.read(row.payload());
                case ROUND -> RoundEventCodec.CODEC.decode(row.payload());
                case BOOK -> BookEventCodec.CODEC.decode(row.payload());
                default -> FeedEvent.OTHER;
            };
            return new FeedEvent(row.persistenceId(), row.sequenceNumber(), event);
        } catch (EventFormatException unreadable) {
            throw JournalFault.changed(
                    row.persistenceId(), row.sequenceNumber(), String.valueOf(unreadable.getMessage()));
        }
    }
}
