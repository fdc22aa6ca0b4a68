package io.croupier.http.readiness;

import io.croupier.wallet.codec.EventSerializer;

/** Akka's view of {@link CanaryEvent}s, named in {@code reference.conf}. */
final class CanaryEventSerializer extends EventSerializer<CanaryEvent> {
    CanaryEventSerializer() {
        super(20_030, CanaryEvent.class, CanaryEvent.CODEC);
    }
}
