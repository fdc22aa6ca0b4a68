package io.croupier.wallet.codec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the events of one sealed interface as bytes and reads them back. The bytes are a CBOR array of two: the event's
 * type name, then a map of its record components. They describe themselves, so that a hash of them covers the type too and
 * a journal row can be read without its manifest.
 *
 * <p>A type name is chosen by hand and is for ever; a Java class may move or be renamed. Evolution: a component may be added
 * (old bytes read as null, 0, false or an empty list, so the record must take that), a component may go (unknown names are
 * ignored), neither a name nor a meaning may change; another meaning is another type name. A type that is no longer written
 * keeps its record and its name.
 *
 * <p>Null and the primitives' zero are not written. {@link Instant} is epoch milliseconds (finer parts are refused, since
 * they would not survive a restart), {@link Duration} milliseconds. Lists are read as mutable ones, for the records to copy.
 * Instances may be shared between threads.
 *
 * @param <E> the sealed interface
 */
public final class EventCodec<E> {
    private static final CBORMapper MAPPER = mapper();

    private record Type(String name, ObjectWriter writer, ObjectReader reader) {}

    private final Class<E> events;
    private final Map<Class<? extends E>, Type> byClass;
    private final Map<String, Type> byName;

    private EventCodec(Class<E> events, Map<Class<? extends E>, String> names) {
        this.events = events;
        Map<Class<? extends E>, Type> classes = new LinkedHashMap<>();
        Map<String, Type> types = new LinkedHashMap<>();
        names.forEach((type, name) -> {
            var entry = new Type(name, MAPPER.writerFor(type), MAPPER.readerFor(type));
            classes.put(type, entry);
            types.put(name, entry);
        });
        this.byClass = Map.copyOf(classes);
        this.byName = Map.copyOf(types);
    }

    /** Starts a codec for a sealed interface; each of its records then needs a name. */
    public static <E> Builder<E> forEvents(Class<E> sealedInterface) {
        return new Builder<>(sealedInterface);
    }

    /** The bytes of an event; throws {@link EventFormatException} for one that this codec does not know. */
    public byte[] encode(E event) {
        Type type = typeOf(event);
        var out = new ByteArrayOutputStream(320);
        try (JsonGenerator generator = MAPPER.getFactory().createGenerator(out)) {
            generator.writeStartArray(event, 2);
            generator.writeString(type.name);
            type.writer.writeValue(generator, event);
            generator.writeEndArray();
        } catch (IOException e) {
            throw new EventFormatException("type=" + type.name + " cannot be written: " + e.getMessage(), e);
        }
        return out.toByteArray();
    }

    /** The event in these bytes; throws {@link EventFormatException} for an unknown type name or malformed bytes. */
    public E decode(byte[] bytes) {
        String name = null;
        try (JsonParser parser = MAPPER.getFactory().createParser(bytes)) {
            require(
                    parser.nextToken() == JsonToken.START_ARRAY,
                    "an event is an array of its type name and its fields");
            name = parser.nextTextValue();
            require(name != null, "an event starts with its type name");
            Type type = byName.get(name);
            require(type != null, "unknown type name; written by a newer version?");
            require(parser.nextToken() == JsonToken.START_OBJECT, "the fields are a map");
            E event = events.cast(Objects.requireNonNull(type).reader.readValue(parser));
            require(parser.nextToken() == JsonToken.END_ARRAY && parser.nextToken() == null, "there is more behind it");
            return event;
        } catch (IOException | RuntimeException e) {
            throw new EventFormatException(
                    "type=" + name + " of " + events.getSimpleName() + " (" + bytes.length + " bytes) cannot be read: "
                            + e.getMessage(),
                    e);
        }
    }

    /** The stable type name of an event. */
    public String typeName(E event) {
        return typeOf(event).name;
    }

    /** All type names by their records, for tests that walk them. */
    public Map<Class<? extends E>, String> typeNames() {
        Map<Class<? extends E>, String> names = new LinkedHashMap<>();
        byClass.forEach((type, entry) -> names.put(type, entry.name));
        return names;
    }

    private Type typeOf(E event) {
        Type type = byClass.get(event.getClass());
        if (type == null) {
            throw new EventFormatException(event.getClass().getName() + " is no event of " + events.getName(), null);
        }
        return type;
    }

    private static void require(boolean holds, String rule) throws IOException {
        if (!holds) {
            throw new IOException(rule);
        }
    }

    /** Collects the names; {@link #build} refuses a record without one, and a name that is used twice. */
    public static final class Builder<E> {
        private final Class<E> events;
        private final Map<Class<? extends E>, String> names = new LinkedHashMap<>();

        private Builder(Class<E> events) {
            this.events = events;
        }

        /** Names an event type: 1 to 24 of {@code a-z0-9-}, never to be changed or used again. */
        public Builder<E> event(String name, Class<? extends E> type) {
            if (!name.matches("[a-z0-9-]{1,24}")) {
                throw new IllegalArgumentException("type name '" + name + "' must be 1 to 24 of a-z0-9-");
            }
            if (names.containsValue(name) || names.put(type, name) != null) {
                throw new IllegalArgumentException("type name '" + name + "' or its " + type + " is used twice");
            }
            return this;
        }

        public EventCodec<E> build() {
            Set<Class<?>> unnamed = new LinkedHashSet<>(leaves(events).toList());
            unnamed.removeAll(names.keySet());
            if (!unnamed.isEmpty()) {
                throw new IllegalArgumentException("events without a type name: " + unnamed);
            }
            Set<Class<?>> foreign = new HashSet<>(names.keySet());
            foreign.removeAll(leaves(events).toList());
            if (!foreign.isEmpty()) {
                throw new IllegalArgumentException("no permitted records of " + events.getName() + ": " + foreign);
            }
            return new EventCodec<>(events, names);
        }

        private static Stream<Class<?>> leaves(Class<?> type) {
            Class<?> @Nullable [] permitted = type.getPermittedSubclasses();
            return permitted == null
                    ? Stream.of(type)
                    : List.of(permitted).stream().flatMap(Builder::leaves);
        }
    }

    private static CBORMapper mapper() {
        var times = new SimpleModule("croupier-times")
                .addSerializer(Instant.class, new InstantWriter())
                .addDeserializer(Instant.class, new InstantReader())
                .addSerializer(Duration.class, new DurationWriter())
                .addDeserializer(Duration.class, new DurationReader());
        CBORMapper mapper = CBORMapper.builder()
                .addModule(times)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
                .build();
        var notZero = JsonInclude.Value.construct(JsonInclude.Include.NON_DEFAULT, JsonInclude.Include.ALWAYS);
        for (Class<?> primitive : List.<Class<?>>of(long.class, int.class, boolean.class)) {
            mapper.configOverride(primitive).setIncludeAsProperty(notZero);
        }
        return mapper;
    }

    private static final class InstantWriter extends StdSerializer<Instant> {
        private static final long serialVersionUID = 1L;

        InstantWriter() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant at, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (!at.equals(Instant.ofEpochMilli(at.toEpochMilli()))) {
                throw new IOException(at + " must be whole milliseconds");
            }
            out.writeNumber(at.toEpochMilli());
        }
    }

    private static final class InstantReader extends StdDeserializer<Instant> {
        private static final long serialVersionUID = 1L;

        InstantReader() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return Instant.ofEpochMilli(in.getLongValue());
        }
    }

    private static final class DurationWriter extends StdSerializer<Duration> {
        private static final long serialVersionUID = 1L;

        DurationWriter() {
            super(Duration.class);
        }

        @Override
        public void serialize(Duration time, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeNumber(time.toMillis());
        }
    }

    private static final class DurationReader extends StdDeserializer<Duration> {
        private static final long serialVersionUID = 1L;

        DurationReader() {
            super(Duration.class);
        }

        @Override
        public Duration deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return Duration.ofMillis(in.getLongValue());
        }
    }
}
