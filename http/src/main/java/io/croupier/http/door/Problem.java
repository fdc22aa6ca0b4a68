package io.croupier.http.door;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, as RFC 9457 has it.
 *
 * @param detail one sentence: what, its value, the rule
 * @param field the field, path segment, query parameter or header to blame, null where there is none
 * @param more further members, such as {@code balanceMinor} or {@code original}
 * @param retryAfterSeconds when to try again, at least 1; only sent where the code is retryable
 */
public record Problem(
        ProblemCode code, String detail, @Nullable String field, Map<String, JsonNode> more, int retryAfterSeconds) {
    public Problem {
        more = Collections.unmodifiableMap(new LinkedHashMap<>(more));
    }

    /** With nobody to blame and no further members, to be tried again after a second. */
    public static Problem of(ProblemCode code, String detail) {
        return new Problem(code, detail, null, Map.of(), 1);
    }

    /** The problem for a code that an actor answered; a code without an entry of its own becomes a general one. */
    public static Problem of(String code, String detail, boolean retryable, @Nullable String field) {
        ProblemCode known = ProblemCode.of(code).orElse(retryable ? ProblemCode.UNAVAILABLE : ProblemCode.REFUSED);
        String sentence = known.code().equals(code) ? detail : code + ": " + detail;
        Problem problem = of(known, sentence);
        return field == null ? problem : problem.at(field);
    }

    /** The same, with the field, path segment, query parameter or header to blame. */
    public Problem at(String blamed) {
        return new Problem(code, detail, blamed, more, retryAfterSeconds);
    }

    /** The same with one more member, in the place of one of that name. */
    public Problem with(String name, JsonNode value) {
        Map<String, JsonNode> members = new LinkedHashMap<>(more);
        members.put(name, value);
        return new Problem(code, detail, field, members, retryAfterSeconds);
    }

    /** The same, to be tried again after so many seconds, at least 1. */
    public Problem retryAfter(int seconds) {
        return new Problem(code, detail, field, more, seconds);
    }

    /** The document; {@code type} is a name, not an address. */
    public ObjectNode toJson() {
        ObjectNode document = Json.object()
                .put("type", "urn:croupier:problem:" + code.code())
                .put("title", code.title())
                .put("status", code.status())
                .put("detail", detail)
                .put("code", code.code())
                .put("retryable", code.retryable());
        if (field != null) {
            document.put("field", field);
        }
        more.forEach(document::set);
        return document;
    }
}
