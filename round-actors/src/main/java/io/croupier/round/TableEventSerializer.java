package io.croupier.round;

import io.croupier.round.codec.TableEventCodec;
import io.croupier.round.domain.TableEvent;
import io.croupier.wallet.codec.EventSerializer;

/** The stored form of {@link TableEvent}s. */
public final class TableEventSerializer extends EventSerializer<TableEvent> {
    public TableEventSerializer() {
        super(20_010, TableEvent.class, TableEventCodec.CODEC);
    }
}
