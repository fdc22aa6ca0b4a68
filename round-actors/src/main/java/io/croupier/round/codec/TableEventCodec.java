package io.croupier.round.codec;

import io.croupier.round.domain.TableEvent;
import io.croupier.wallet.codec.EventCodec;

/** The stored form of {@link TableEvent}s: CBOR under these type names, which are for ever. */
public final class TableEventCodec {
    public static final EventCodec<TableEvent> CODEC = EventCodec.forEvents(TableEvent.class)
            .event("table-created", TableEvent.TableCreated.class)
            .event("chain-committed", TableEvent.ChainCommitted.class)
            .event("round-scheduled", TableEvent.RoundScheduled.class)
            .event("round-refused", TableEvent.RoundRefused.class)
            .event("seed-revealed", TableEvent.SeedRevealed.class)
            .event("round-progressed", TableEvent.RoundProgressed.class)
            .build();

    private TableEventCodec() {}
}
