package io.croupier.round.codec;

import io.croupier.round.domain.BookEvent;
import io.croupier.wallet.codec.EventCodec;

/** The stored form of {@link BookEvent}s: CBOR under these type names, which are for ever. */
public final class BookEventCodec {
    public static final EventCodec<BookEvent> CODEC = EventCodec.forEvents(BookEvent.class)
            .event("book-opened", BookEvent.BookOpened.class)
            .event("intents", BookEvent.IntentsRecorded.class)
            .event("decided", BookEvent.BetsDecided.class)
            .event("sealed", BookEvent.BookSealed.class)
            .event("rolled-back", BookEvent.RollbacksConfirmed.class)
            .event("cashed-out", BookEvent.CashOutsTaken.class)
            .event("landed", BookEvent.FlightLanded.class)
            .event("planned", BookEvent.SettlementPlanned.class)
            .event("void-planned", BookEvent.VoidPlanned.class)
            .event("credited", BookEvent.CreditsConfirmed.class)
            .build();

    private BookEventCodec() {}
}
