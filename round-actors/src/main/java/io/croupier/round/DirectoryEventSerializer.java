package io.croupier.round;

import io.croupier.round.domain.DirectoryEvent;
import io.croupier.wallet.codec.EventCodec;
import io.croupier.wallet.codec.EventSerializer;

/** The stored form of {@link DirectoryEvent}s. */
public final class DirectoryEventSerializer extends EventSerializer<DirectoryEvent> {
    public static final EventCodec<DirectoryEvent> CODEC = EventCodec.forEvents(DirectoryEvent.class)
            .event("table-listed", DirectoryEvent.TableListed.class)
            .build();

    public DirectoryEventSerializer() {
        super(20_012, DirectoryEvent.class, CODEC);
    }
}
