package io.croupier.wallet.codec;

import akka.serialization.SerializerWithStringManifest;

/**
 * Akka's view of an {@link EventCodec}: extend it with a constructor without parameters, and bind the sealed interface to
 * the subclass in the module's {@code reference.conf}. The stored bytes name their type themselves; the manifest only repeats
 * it, for whoever looks at the journal with SQL.
 *
 * @param <E> the sealed interface
 */
public abstract class EventSerializer<E> extends SerializerWithStringManifest {
    private final int identifier;
    private final Class<E> events;
    private final EventCodec<E> codec;

    /** The identifier is stored with each event and is for ever; ours are 20,001 (wallet), 20,002 (round) and up. */
    protected EventSerializer(int identifier, Class<E> events, EventCodec<E> codec) {
        this.identifier = identifier;
        this.events = events;
        this.codec = codec;
    }

    @Override
    public final int identifier() {
        return identifier;
    }

    @Override
    public final String manifest(Object event) {
        return codec.typeName(events.cast(event));
    }

    @Override
    public final byte[] toBinary(Object event) {
        return codec.encode(events.cast(event));
    }

    @Override
    public final Object fromBinary(byte[] bytes, String manifest) {
        return codec.decode(bytes);
    }
}
