package io.croupier.round;

import io.croupier.round.codec.RoundEventCodec;
import io.croupier.round.domain.RoundEvent;
import io.croupier.wallet.codec.EventSerializer;

/** The stored form of {@link RoundEvent}s. */
public final class RoundEventSerializer extends EventSerializer<RoundEvent> {
    public RoundEventSerializer() {
        super(20_002, RoundEvent.class, RoundEventCodec.CODEC);
    }
}
