package io.croupier.http.readiness;

import io.croupier.wallet.codec.EventCodec;
import java.time.Instant;

/** What the {@link Canary} stores. No effect is made of it. */
sealed interface CanaryEvent {
    EventCodec<CanaryEvent> CODEC = EventCodec.forEvents(CanaryEvent.class)
            .event("canary-sang", Sang.class)
            .build();

    /**
     * A node has had its event stored.
     *
     * @param node its address in the cluster
     */
    record Sang(String node, Instant at) implements CanaryEvent {}
}
