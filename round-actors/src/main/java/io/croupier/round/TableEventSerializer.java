package io.croupier.round;

import io.croupier.round.domain.TableEvent;
import io.croupier.wallet.codec.EventCodec;
import io.croupier.wallet.codec.EventSerializer;

/** The stored form of {@link TableEvent}s. */
public final class TableEventSerializer extends EventSerializer<TableEvent> {
    public static final EventCodec<TableEvent> CODEC = EventCodec.forEvents(TableEvent.class)
            .event("table-created", TableEvent.TableCreated.class)
            .event("chain-committed", TableEvent.ChainCommitted.class)
            .event("round-scheduled", TableEvent.RoundScheduled.class)
            .event("round-refused", TableEvent.RoundRefused.class)
            .event("seed-revealed", TableEvent.SeedRevealed.class)
            .event("round-progressed", TableEvent.RoundProgressed.class)
            .build();

    public TableEventSerializer() {
        super(20_010, TableEvent.class, CODEC);
    }
}
