package io.croupier.round;

import io.croupier.round.codec.BookEventCodec;
import io.croupier.round.domain.BookEvent;
import io.croupier.wallet.codec.EventSerializer;

/** The stored form of {@link BookEvent}s. */
public final class BookEventSerializer extends EventSerializer<BookEvent> {
    public BookEventSerializer() {
        super(20_003, BookEvent.class, BookEventCodec.CODEC);
    }
}
