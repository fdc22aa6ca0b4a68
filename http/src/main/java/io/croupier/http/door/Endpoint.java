package io.croupier.http.door;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * One operation at one address.
 *
 * @param method GET or POST; a POST is a command: where its answer is lost, the outcome is unknown
 * @param template such as {@code /v1/me/bets/{betId}}; what stands in braces takes one id
 * @param bodyLimit most bytes of the body
 */
public record Endpoint(String method, String template, Credentials credentials, long bodyLimit, Handler handler) {
    /** Most bytes of a body, but for bulk results. */
    public static final long BODY_LIMIT = 64 * 1024;

    /** Most bytes of a bulk result. */
    public static final long BULK_LIMIT = 8 * 1024 * 1024;

    /** Does the work; throws {@link ProblemException} for a request that it refuses before anything was done. */
    @FunctionalInterface
    public interface Handler {
        CompletionStage<Reply> handle(Call call);
    }

    /** A question; it takes no body. */
    public static Endpoint get(String template, Credentials credentials, Handler handler) {
        return new Endpoint("GET", template, credentials, 0, handler);
    }

    /** A command, with a body of at most {@link #BODY_LIMIT} bytes. */
    public static Endpoint post(String template, Credentials credentials, Handler handler) {
        return new Endpoint("POST", template, credentials, BODY_LIMIT, handler);
    }

    /** The same with room for a bulk result. */
    public Endpoint bulk() {
        return new Endpoint(method, template, credentials, BULK_LIMIT, handler);
    }

    Door door() {
        return Door.of(template);
    }

    boolean command() {
        return method.equals("POST");
    }

    /** What stands in the template's braces, decoded, where the path's segments fit it as they were sent. */
    Optional<PMap<String, String>> match(List<String> segments) {
        List<String> pattern = segments(template);
        if (pattern.size() != segments.size()) {
            return Optional.empty();
        }
        PMap<String, String> ids = HashTreePMap.empty();
        for (int i = 0; i < pattern.size(); i++) {
            String expected = pattern.get(i);
            if (expected.startsWith("{")) {
                ids = ids.plus(expected.substring(1, expected.length() - 1), RequestTarget.decoded(segments.get(i)));
            } else if (!expected.equals(segments.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(ids);
    }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>(List.of(path.split("/", -1)));
        segments.remove(0);
        return segments;
    }
}
