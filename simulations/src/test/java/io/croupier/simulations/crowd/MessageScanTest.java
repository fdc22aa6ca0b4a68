package io.croupier.simulations.crowd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MessageScanTest {
    private static final String EVENT =
            "{\"type\":\"table_event\",\"table\":\"roulette-1\",\"epoch\":\"e-1\",\"offset\":12,"
                    + "\"at\":\"2026-11-21T08:47:36.123Z\",\"event\":{\"type\":\"round_result\",\"offset\":99,\"epoch\":\"no\","
                    + "\"outcome\":{\"number\":17,\"table\":[\"}\",\"\\\"\"]}}}";

    private final Message message = new Message();

    private boolean scan(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return MessageScan.scan(bytes, bytes.length, message);
    }

    /** What is there; arrays and objects as Jackson writes them. */
    private static Map<Field, String> fields(Message message) throws IOException {
        Map<Field, String> fields = new EnumMap<>(Field.class);
        for (Field field : Field.values()) {
            boolean nested = field.kind() == Field.Kind.ARRAY || field.kind() == Field.Kind.OBJECT;
            byte[] bytes = message.copy(field);
            if (message.has(field)) {
                fields.put(
                        field, nested ? MessageReader.tree(bytes, bytes.length).toString() : message.text(field));
            }
        }
        return fields;
    }

    private static Map<Field, String> parsed(String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        var message = new Message();
        MessageReader.parse(bytes, bytes.length, message);
        return fields(message);
    }

    @Test
    void findsWhatStandsInTheMessageAndNotDeeper() throws IOException {
        assertThat(scan(EVENT)).isTrue();
        assertThat(fields(message))
                .containsExactly(
                        Map.entry(Field.TYPE, "table_event"),
                        Map.entry(Field.TABLE, "roulette-1"),
                        Map.entry(Field.EPOCH, "e-1"),
                        Map.entry(Field.AT, "2026-11-21T08:47:36.123Z"),
                        Map.entry(Field.OFFSET, "12"));
        assertThat(message.number(Field.OFFSET)).isEqualTo(12);
        assertThat(message.number(Field.ID)).isEqualTo(-1);
        assertThat(MessageType.of(message)).isEqualTo(MessageType.TABLE_EVENT);
    }

    @Test
    void isSureOfEveryKindOfBeginning() throws IOException {
        assertThat(scan("{\"type\":\"subscribed\",\"recovered\":true,\"events\":[{\"offset\":3},{\"offset\":4}]}"))
                .isTrue();
        assertThat(message.flag(Field.RECOVERED)).isTrue();
        assertThat(message.text(Field.EVENTS)).isEqualTo("[{\"offset\":3},{\"offset\":4}]");
        assertThat(scan(" { \"recovered\" : false , \"snapshot\" : { \"a\" : null } } "))
                .isTrue();
        assertThat(message.flag(Field.RECOVERED)).isFalse();
        assertThat(message.text(Field.SNAPSHOT)).isEqualTo("{ \"a\" : null }");
        assertThat(scan("{}")).isTrue();
        assertThat(fields(message)).isEmpty();
    }

    @Test
    void isNotSureOfWhatIsOdd() {
        for (String odd : List.of(
                "{\"type\":\"a\\u0062\"}",
                "{\"t\\u0079pe\":\"a\"}",
                "{\"type\":1}",
                "{\"type\":null}",
                "{\"type\":\"a\",\"type\":\"b\"}",
                "{\"offset\":-1}",
                "{\"offset\":1.0}",
                "{\"offset\":1e3}",
                "{\"offset\":01}",
                "{\"offset\":1234567890123456789}",
                "{\"offset\":\"1\"}",
                "{\"recovered\":\"true\"}",
                "{\"events\":{}}",
                "{\"snapshot\":[]}",
                "{} {}",
                "{\"type\":\"a\",}",
                "[]",
                "",
                "{\"type\" \"a\"}",
                "{type:\"a\"}")) {
            assertThat(scan(odd)).as(odd).isFalse();
        }
    }

    @Test
    void isNeverSureOfABeginningOfAMessage() {
        for (int i = 0; i < EVENT.length(); i++) {
            assertThat(scan(EVENT.substring(0, i))).as("%s", i).isFalse();
        }
    }

    @Test
    void readsByJacksonWhatItIsNotSureOf() throws IOException {
        var reader = new MessageReader();
        byte[] odd = "{\"type\":\"po\\u006eg\",\"id\":7,\"offset\":null}".getBytes(StandardCharsets.UTF_8);
        Message read = reader.read(odd, odd.length);
        assertThat(MessageType.of(read)).isEqualTo(MessageType.PONG);
        assertThat(read.number(Field.ID)).isEqualTo(7);
        assertThat(read.has(Field.OFFSET)).isFalse();
        assertThat(reader.unsure()).isEqualTo(1);
        byte[] broken = "{\"type\":\"pong\"".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> reader.read(broken, broken.length)).isInstanceOf(IOException.class);
    }

    @Test
    void agreesWithJacksonOnRandomMessages() throws IOException {
        long seed = Long.getLong("croupier.seed", System.nanoTime());
        var random = new Random(seed);
        int sure = 0;
        int runs = 20_000;
        for (int i = 0; i < runs; i++) {
            String json = new RandomJson(random).message();
            if (scan(json)) {
                sure++;
                assertThat(fields(message)).as("seed %s: %s", seed, json).isEqualTo(parsed(json));
            }
        }
        assertThat(sure).as("seed %s", seed).isBetween(runs / 10, runs * 9 / 10);
    }

    /** Messages with every oddity that JSON allows, and many names that matter in places where they do not. */
    private record RandomJson(Random random) {
        private static final List<Field> FIELDS = List.of(Field.values());
        private static final List<String> NAMES = List.of("event", "x", "ids", "Type", "offsets", "ta\\u0062le", "é");

        String message() {
            List<String> members = new ArrayList<>();
            for (Field field : Field.values()) {
                if (random.nextInt(3) > 0) {
                    members.add(member(field.jsonName(), random.nextInt(30) == 0 ? value(2) : fitting(field)));
                }
            }
            for (int i = random.nextInt(4); i > 0; i--) {
                members.add(member(name(), value(3)));
            }
            Collections.shuffle(members, random);
            return space() + "{" + space() + String.join("," + space(), members) + "}" + space();
        }

        private String member(String name, String value) {
            return "\"" + name + "\"" + space() + ":" + space() + value + space();
        }

        private String name() {
            // A name that matters is odd here only where the same stands in the message already.
            return random.nextInt(8) == 0 ? field() : NAMES.get(random.nextInt(NAMES.size()));
        }

        private String field() {
            return FIELDS.get(random.nextInt(FIELDS.size())).jsonName();
        }

        private String fitting(Field field) {
            return switch (field.kind()) {
                case TEXT -> text(40);
                case NUMBER -> Long.toString(random.nextLong(1L << random.nextInt(1, 62)));
                case FLAG -> Boolean.toString(random.nextBoolean());
                case ARRAY -> random.nextBoolean() ? "[]" : "[{\"offset\":1},[\"]\"]]";
                case OBJECT -> random.nextBoolean() ? "{}" : "{\"type\":\"}\",\"epoch\":{\"at\":2}}";
            };
        }

        private String value(int depth) {
            return switch (random.nextInt(depth > 0 ? 7 : 5)) {
                case 0 -> text(4);
                case 1 -> List.of("true", "false", "null").get(random.nextInt(3));
                case 2 -> Integer.toString(random.nextInt());
                case 3 -> Double.toString(random.nextGaussian() * 1e30);
                case 4 -> "-0.5e-7";
                case 5 -> {
                    List<String> members = new ArrayList<>();
                    for (int i = random.nextInt(4); i > 0; i--) {
                        members.add(member(random.nextBoolean() ? field() : name(), value(depth - 1)));
                    }
                    yield "{" + space() + String.join(",", members) + "}";
                }
                default -> {
                    List<String> elements = new ArrayList<>();
                    for (int i = random.nextInt(4); i > 0; i--) {
                        elements.add(space() + value(depth - 1) + space());
                    }
                    yield "[" + String.join(",", elements) + "]";
                }
            };
        }

        /** @param oddity one character in so many is an odd one */
        private String text(int oddity) {
            var text = new StringBuilder("\"");
            for (int i = random.nextInt(12); i > 0; i--) {
                text.append(
                        random.nextInt(oddity) == 0
                                ? List.of("\\\"", "\\\\", "\\u0041", "\\n", "\\\\\\\"", "😀")
                                        .get(random.nextInt(6))
                                : "abc:{}[],é0 ".charAt(random.nextInt(12)));
            }
            return text.append('"').toString();
        }

        private String space() {
            return random.nextInt(4) == 0 ? List.of(" ", "\n", "\t ", "\r\n").get(random.nextInt(4)) : "";
        }
    }
}
