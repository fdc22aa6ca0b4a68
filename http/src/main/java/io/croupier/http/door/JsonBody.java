package io.croupier.http.door;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object as somebody sent it, read field by field. Each reader names the rule it holds, and ends the request with a
 * problem that names the field: {@code missing_field}, {@code duplicate_field} or {@code invalid_field}. Fields that nobody
 * reads are ignored. An integer is an integer literal: {@code 1.0} and {@code 1e3} are none.
 */
public final class JsonBody {
    /** The largest amount of money, and the largest integer that every JSON reader keeps exactly. */
    public static final long MAX_AMOUNT_MINOR = 9_007_199_254_740_991L;

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
    static final String CURRENCY_PATTERN = "[A-Z][A-Z0-9]{2,11}";
    private static final Pattern CURRENCY = Pattern.compile(CURRENCY_PATTERN);
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    private final ObjectNode fields;
    private final String prefix;

    private JsonBody(ObjectNode fields, String prefix) {
        this.fields = fields;
        this.prefix = prefix;
    }

    /** Reads a body; an empty one counts as an object without fields. */
    public static JsonBody parse(byte[] body) {
        if (body.length == 0) {
            return new JsonBody(Json.object(), "");
        }
        String text = utf8(body);
        try {
            JsonNode tree = Json.STRICT.readTree(text);
            if (tree instanceof ObjectNode object) {
                return new JsonBody(object, "");
            }
            throw new ProblemException(ProblemCode.MALFORMED_JSON, "the body must be one JSON object");
        } catch (JsonProcessingException e) {
            throw new ProblemException(malformed(e));
        }
    }

    /** Whether this is an id that a caller may choose: 1 to 128 of {@code A-Za-z0-9._:-}. */
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** An id of the caller's, 1 to 128 of {@code A-Za-z0-9._:-}. */
    public String id(String field) {
        String text = string(field);
        if (!isId(text)) {
            throw invalid(field, "must be 1 to 128 of A-Za-z0-9._:-");
        }
        return text;
    }

    /** As {@link #id}; null where the field is absent or null. */
    public @Nullable String optionalId(String field) {
        return has(field) ? id(field) : null;
    }

    /** Minor units from {@code least} to 9,007,199,254,740,991. */
    public long amountMinor(String field, long least) {
        return integer(field, least, MAX_AMOUNT_MINOR);
    }

    /** An integer literal within both bounds. */
    public long integer(String field, long least, long most) {
        JsonNode value = required(field);
        if (!value.isIntegralNumber()) {
            throw invalid(field, "must be an integer literal");
        }
        if (!value.canConvertToLong() || value.longValue() < least || value.longValue() > most) {
            throw invalid(field, "must be " + least + " to " + most);
        }
        return value.longValue();
    }

    /** An integer literal within both bounds, or null; the field must be there. */
    public @Nullable Long nullableInteger(String field, long least, long most) {
        return required(field).isNull() ? null : Long.valueOf(integer(field, least, most));
    }

    /** A time as {@link #instant}, or null; the field must be there. */
    public @Nullable Instant nullableInstant(String field) {
        return required(field).isNull() ? null : instant(field);
    }

    /** {@code otherwise} where the field is absent. */
    public long integer(String field, long least, long most, long otherwise) {
        return has(field) ? integer(field, least, most) : otherwise;
    }

    /** What may be a currency, see {@link Currencies}: 3 to 12 of {@code A-Z0-9}, a letter first. */
    public String currency(String field) {
        String text = string(field);
        if (!CURRENCY.matcher(text).matches()) {
            throw invalid(field, "must be 3 to 12 of A-Z0-9, a letter first");
        }
        return text;
    }

    /** Text for people: 1 to {@code longest} characters, no control characters. */
    public String text(String field, int longest) {
        String text = string(field);
        boolean fits = !text.isBlank() && text.length() <= longest;
        boolean clean = text.codePoints()
                .noneMatch(point -> Character.isISOControl(point) || Character.getType(point) == Character.SURROGATE);
        if (!fits || !clean) {
            throw invalid(field, "must be 1 to " + longest + " characters without control characters");
        }
        return text;
    }

    /** ISO 8601 with an offset, between the years 2000 and 2200; cut to milliseconds. */
    public Instant instant(String field) {
        String text = string(field);
        try {
            Instant at =
                    Instant.ofEpochMilli(OffsetDateTime.parse(text).toInstant().toEpochMilli());
            if (!at.isBefore(EARLIEST) && at.isBefore(LATEST)) {
                return at;
            }
        } catch (DateTimeException | ArithmeticException notATime) {
            throw invalid(field, "must be a time in ISO 8601, for example 2026-11-21T12:00:00.000Z");
        }
        throw invalid(field, "must be a time from 2000 to 2199");
    }

    /** As {@link #instant}; null where the field is absent or null. */
    public @Nullable Instant optionalInstant(String field) {
        return has(field) ? instant(field) : null;
    }

    /** {@code true} or {@code false}; false where the field is absent. */
    public boolean flag(String field) {
        if (!has(field)) {
            return false;
        }
        JsonNode value = required(field);
        if (!value.isBoolean()) {
            throw invalid(field, "must be true or false");
        }
        return value.booleanValue();
    }

    /** Whether the field is there and not null. */
    public boolean has(String field) {
        JsonNode value = fields.get(field);
        return value != null && !value.isNull();
    }

    /** An object, as a tree for a reader that knows it. */
    public ObjectNode object(String field) {
        if (required(field) instanceof ObjectNode object) {
            return object;
        }
        throw invalid(field, "must be an object");
    }

    /** An array of at most {@code most} objects. */
    public List<JsonBody> objects(String field, int most) {
        JsonNode value = required(field);
        if (!value.isArray() || value.size() > most) {
            throw invalid(field, "must be an array of at most " + most + " objects");
        }
        List<JsonBody> items = new ArrayList<>(value.size());
        for (JsonNode item : value) {
            String path = prefix + field + "[" + items.size() + "]";
            if (!(item instanceof ObjectNode object)) {
                throw new ProblemException(Problem.of(ProblemCode.INVALID_FIELD, path + " must be an object")
                        .at(path));
            }
            items.add(new JsonBody(object, path + "."));
        }
        return items;
    }

    /** An array of at most {@code most} ids. */
    public List<String> ids(String field, int most) {
        JsonNode value = required(field);
        if (!value.isArray() || value.size() > most) {
            throw invalid(field, "must be an array of at most " + most + " ids");
        }
        List<String> ids = new ArrayList<>(value.size());
        for (JsonNode item : value) {
            if (!item.isTextual() || !isId(item.textValue())) {
                throw invalid(field + "[" + ids.size() + "]", "must be 1 to 128 of A-Za-z0-9._:-");
            }
            ids.add(item.textValue());
        }
        return ids;
    }

    /** The problem that a field breaks a rule. */
    public ProblemException invalid(String field, String rule) {
        String path = prefix + field;
        return new ProblemException(
                Problem.of(ProblemCode.INVALID_FIELD, path + " " + rule).at(path));
    }

    private String string(String field) {
        JsonNode value = required(field);
        if (!value.isTextual()) {
            throw invalid(field, "must be a string");
        }
        return value.textValue();
    }

    private JsonNode required(String field) {
        JsonNode value = fields.get(field);
        if (value == null) {
            String path = prefix + field;
            throw new ProblemException(
                    Problem.of(ProblemCode.MISSING_FIELD, path + " is required").at(path));
        }
        return value;
    }

    private static String utf8(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ProblemException(ProblemCode.MALFORMED_JSON, "the body is not UTF-8");
        }
    }

    private static Problem malformed(JsonProcessingException e) {
        String message = e.getOriginalMessage();
        if (message != null && message.startsWith("Duplicate field") && e.getProcessor() instanceof JsonParser parser) {
            String field = currentName(parser);
            return Problem.of(ProblemCode.DUPLICATE_FIELD, field + " is given twice")
                    .at(field);
        }
        var where = e.getLocation();
        String place = where == null ? "" : " at line " + where.getLineNr() + ", column " + where.getColumnNr();
        return Problem.of(ProblemCode.MALFORMED_JSON, "the body can't be read as JSON" + place);
    }

    private static String currentName(JsonParser parser) {
        try {
            String name = parser.currentName();
            return name == null ? "" : name;
        } catch (IOException e) {
            return "";
        }
    }
}
