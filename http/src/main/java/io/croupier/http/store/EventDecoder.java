package io.croupier.http.store;

import akka.actor.typed.ActorSystem;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;

/** Turns a journal row's bytes back into the event. */
@FunctionalInterface
public interface EventDecoder {
    /** Throws {@link IllegalStateException} for a row that can't be read. */
    Object decode(int serializerId, String manifest, byte[] payload);

    /** By the serializers that the actor system writes with. */
    static EventDecoder of(ActorSystem<?> system) {
        Serialization serialization = SerializationExtension.get(system);
        return (id, manifest, payload) -> {
            try {
                return serialization.deserialize(payload, id, manifest).get();
            } catch (RuntimeException e) {
                throw new IllegalStateException(
                        "serializer=" + id + " manifest=" + manifest + " can't be read: " + e.getMessage(), e);
            }
        };
    }
}
