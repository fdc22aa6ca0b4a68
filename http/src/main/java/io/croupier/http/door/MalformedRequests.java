package io.croupier.http.door;

import akka.event.LoggingAdapter;
import akka.http.ParsingErrorHandler;
import akka.http.javadsl.model.HttpResponse;
import akka.http.scaladsl.model.ErrorInfo;
import akka.http.scaladsl.model.StatusCode;
import akka.http.scaladsl.settings.ServerSettings;

/**
 * Answers what is not even HTTP with a problem document too. Named in {@code akka.http.server.parsing.error-handler}; Akka
 * takes the instance from the field below.
 */
public final class MalformedRequests extends ParsingErrorHandler {
    /** Where Akka looks for an object. */
    public static final MalformedRequests MODULE$ = new MalformedRequests();

    private MalformedRequests() {}

    @Override
    public HttpResponse handle(StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
        ProblemCode code = switch (status.intValue()) {
            case 413 -> ProblemCode.BODY_TOO_LARGE;
            case 503 -> ProblemCode.UNAVAILABLE;
            default -> ProblemCode.MALFORMED_REQUEST;
        };
        return Reply.problem(Problem.of(code, error.summary())).toHttp();
    }
}
