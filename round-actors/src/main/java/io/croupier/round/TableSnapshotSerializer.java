package io.croupier.round;

import io.croupier.round.domain.Table;
import io.croupier.wallet.codec.EventCodec;
import io.croupier.wallet.codec.EventSerializer;

/** The stored form of a {@link Table} as a snapshot. */
public final class TableSnapshotSerializer extends EventSerializer<Table> {
    public static final EventCodec<Table> CODEC =
            EventCodec.forEvents(Table.class).event("table", Table.class).build();

    public TableSnapshotSerializer() {
        super(20_011, Table.class, CODEC);
    }
}
