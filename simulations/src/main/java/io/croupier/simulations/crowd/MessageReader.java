package io.croupier.simulations.crowd;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Reads messages: most by a {@link MessageScan}, those that it is not sure of by Jackson. One thread reads. */
final class MessageReader {
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    /** Numbers from here on are not taken: see {@link Field.Kind}. */
    private static final long NUMBER_END = 1_000_000_000_000_000_000L;

    private final Message message = new Message();
    private final LongAdder unsure = new LongAdder();

    /**
     * The message in the first {@code length} bytes, valid until the next call.
     *
     * @throws IOException where they are not one JSON object
     */
    Message read(byte[] bytes, int length) throws IOException {
        if (!MessageScan.scan(bytes, length, message)) {
            unsure.increment();
            parse(bytes, length, message);
        }
        return message;
    }

    /** How many messages Jackson had to read. Safe for use by any thread. */
    long unsure() {
        return unsure.sum();
    }

    /** As {@link #read}, by Jackson. */
    static void parse(byte[] bytes, int length, Message message) throws IOException {
        JsonNode tree = MAPPER.readTree(bytes, 0, length);
        if (!tree.isObject()) {
            throw new IOException("not an object: " + tree);
        }
        Map<Field, byte[]> values = new EnumMap<>(Field.class);
        var all = new ByteArrayOutputStream();
        for (Field field : Field.values()) {
            JsonNode value = tree.path(field.jsonName());
            if (fits(field, value)) {
                String written = field.kind() == Field.Kind.TEXT ? value.textValue() : value.toString();
                values.put(field, written.getBytes(StandardCharsets.UTF_8));
                all.writeBytes(written.getBytes(StandardCharsets.UTF_8));
            }
        }
        message.clear(all.toByteArray());
        int from = 0;
        for (Map.Entry<Field, byte[]> value : values.entrySet()) {
            int to = from + value.getValue().length;
            message.set(value.getKey(), from, to);
            from = to;
        }
    }

    private static boolean fits(Field field, JsonNode value) {
        return switch (field.kind()) {
            case TEXT -> value.isTextual();
            case NUMBER ->
                value.isIntegralNumber()
                        && value.canConvertToLong()
                        && value.longValue() >= 0
                        && value.longValue() < NUMBER_END;
            case FLAG -> value.isBoolean();
            case ARRAY -> value.isArray();
            case OBJECT -> value.isObject();
        };
    }

    /** A message, or a part of one, that is looked at as a whole. */
    static JsonNode tree(byte[] json, int length) throws IOException {
        return MAPPER.readTree(json, 0, length);
    }
}
