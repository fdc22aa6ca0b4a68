package io.croupier.simulations.crowd;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * What one message says in the {@link Field fields} that matter, as places in its bytes. Filled anew for every message by
 * the {@link MessageReader} that owns it, so that ten thousand messages leave little to collect: valid until the next.
 */
final class Message {
    /** A field's first byte and the one after its last; -1 where the field is absent. */
    private static final class Place {
        private int from;
        private int to;
    }

    private final Map<Field, Place> places = new EnumMap<>(Field.class);
    private byte[] bytes = {};

    Message() {
        for (Field field : Field.values()) {
            places.put(field, new Place());
        }
        clear(bytes);
    }

    void clear(byte[] newBytes) {
        bytes = newBytes;
        for (Place place : places.values()) {
            place.from = -1;
        }
    }

    /** A text's place is that of its characters, anything else's that of its JSON. */
    void set(Field field, int from, int to) {
        Place place = place(field);
        place.from = from;
        place.to = to;
    }

    private Place place(Field field) {
        return Objects.requireNonNull(places.get(field));
    }

    boolean has(Field field) {
        return place(field).from >= 0;
    }

    boolean is(Field field, byte[] expected) {
        Place place = place(field);
        return place.from >= 0 && Bytes.equal(bytes, place.from, place.to, expected);
    }

    /** As the other, for a text of ASCII characters only. */
    boolean is(Field field, String expected) {
        Place place = place(field);
        return place.from >= 0 && Bytes.equal(bytes, place.from, place.to, expected);
    }

    /** The number in a field, -1 where it is absent. */
    long number(Field field) {
        Place place = place(field);
        if (place.from < 0) {
            return -1;
        }
        long number = 0;
        for (int i = place.from; i < place.to; i++) {
            number = number * 10 + (bytes[i] - '0');
        }
        return number;
    }

    /** Whether the field is there and true. */
    boolean flag(Field field) {
        Place place = place(field);
        return place.from >= 0 && bytes[place.from] == 't';
    }

    /** A field's bytes, none where it is absent. */
    byte[] copy(Field field) {
        Place place = place(field);
        return place.from < 0 ? new byte[0] : Arrays.copyOfRange(bytes, place.from, place.to);
    }

    /** A field's bytes as text, empty where it is absent. */
    String text(Field field) {
        return new String(copy(field), StandardCharsets.UTF_8);
    }

    /**
     * The moment in a field, in milliseconds since 1970.
     *
     * @throws java.time.DateTimeException where there is none
     */
    long millis(Field field, UtcTimes times) {
        Place place = place(field);
        return times.millis(bytes, Math.max(0, place.from), place.from < 0 ? 0 : place.to);
    }
}
