package io.croupier.http.door;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpCharsets;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.headers.RawHeader;
import akka.util.ByteString;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer before it becomes HTTP: small enough to be stored, and the same when it is sent again.
 *
 * @param standing whether it may be stored as the answer
 */
public record Reply(int status, ContentType type, ByteString body, List<HttpHeader> headers, Standing standing) {
    private static final ContentType PROBLEM = MediaTypes.applicationWithFixedCharset(
                    "problem+json", HttpCharsets.UTF_8)
            .toContentType();

    /** What an answer says of the request. */
    public enum Standing {
        /** Decided: every repetition gets the same. */
        FINAL,
        /** Nothing was decided, and nothing done. */
        NOT_APPLIED,
        /** It may have been done. */
        UNKNOWN
    }

    public Reply {
        headers = List.copyOf(headers);
    }

    /** Decided; a body of JSON. */
    public static Reply json(int status, JsonNode body) {
        return new Reply(
                status,
                ContentTypes.APPLICATION_JSON,
                ByteString.fromArrayUnsafe(Json.bytes(body)),
                List.of(),
                Standing.FINAL);
    }

    /** A problem document, with {@code Retry-After} where its code is retryable; the standing follows from the code. */
    public static Reply problem(Problem problem) {
        List<HttpHeader> headers = problem.code().retryable()
                ? List.of(RawHeader.create("Retry-After", Integer.toString(Math.max(1, problem.retryAfterSeconds()))))
                : List.of();
        return new Reply(
                problem.code().status(),
                PROBLEM,
                ByteString.fromArrayUnsafe(Json.bytes(problem.toJson())),
                headers,
                standing(problem.code()));
    }

    private static Standing standing(ProblemCode code) {
        if (code == ProblemCode.OUTCOME_UNKNOWN) {
            return Standing.UNKNOWN;
        }
        return code.retryable() ? Standing.NOT_APPLIED : Standing.FINAL;
    }

    /** An answer that was stored: {@code body} is the JSON that was sent first. */
    public static Reply stored(int status, String body) {
        ContentType type = status >= 400 ? PROBLEM : ContentTypes.APPLICATION_JSON;
        return new Reply(status, type, ByteString.fromString(body), List.of(), Standing.FINAL).replayed();
    }

    /** The same, marked as the repetition of an answer that was given before. */
    public Reply replayed() {
        return with("Croupier-Replayed", "true");
    }

    /** Replayed if so. */
    public Reply replayed(boolean whether) {
        return whether ? replayed() : this;
    }

    public Reply with(String header, String value) {
        List<HttpHeader> more = new ArrayList<>(headers);
        more.add(RawHeader.create(header, value));
        return new Reply(status, type, body, more, standing);
    }

    HttpResponse toHttp() {
        return HttpResponse.create()
                .withStatus(status)
                .withEntity(HttpEntities.create(type, body))
                .withHeaders(headers);
    }
}
