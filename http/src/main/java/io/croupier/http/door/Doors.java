package io.croupier.http.door;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.RequestEntity;
import akka.http.javadsl.model.headers.RawHeader;
import akka.stream.SystemMaterializer;
import io.croupier.wallet.OutcomeUnknown;
import io.croupier.wallet.WalletUnavailable;
import java.time.Clock;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.pcollections.PMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes every request of the API through the same steps: find the endpoint, admit, check the headers' credentials, read the
 * body within its bound, check the body's credentials, count the caller's rate, handle. Whatever goes wrong on the way
 * becomes a problem document. It is a table of endpoints and not a tree of directives, so that the table can be held against
 * the OpenAPI file, and so that no framework default answers in a form of its own.
 */
public final class Doors {
    private static final Logger LOG = LoggerFactory.getLogger(Doors.class);
    private static final byte[] NO_BODY = {};

    private final List<Endpoint> endpoints;
    private final DoorSettings settings;
    private final RateLimit rates;
    private final Bodies bodies;
    private final DoorMeter meter;
    private final AtomicInteger underWay = new AtomicInteger();

    private record Match(Endpoint endpoint, PMap<String, String> ids) {}

    /** @param meter told of every answer */
    public Doors(List<Endpoint> endpoints, DoorSettings settings, Clock clock, ActorSystem<?> system, DoorMeter meter) {
        this.endpoints = List.copyOf(endpoints);
        this.meter = meter;
        this.settings = settings;
        this.rates = new RateLimit(
                settings.requestsPerSecond(), settings.requestBurst(), settings.rememberedCallers(), clock);
        this.bodies = new Bodies(settings, SystemMaterializer.get(system).materializer());
    }

    /** Every operation, as {@code METHOD /template}. */
    public List<String> operations() {
        return endpoints.stream().map(e -> e.method() + " " + e.template()).toList();
    }

    /** How many requests wait for their answers now. */
    public int underWay() {
        return underWay.get();
    }

    /** The answer to a request; never fails. */
    public CompletionStage<HttpResponse> answer(HttpRequest request) {
        long begin = System.nanoTime();
        Match match;
        try {
            match = find(request);
        } catch (ProblemException e) {
            return bodies.discard(request).thenApply(heard -> answered(Door.NONE, begin, problem(e)));
        }
        Door door = match.endpoint.door();
        if (underWay.incrementAndGet() > settings.maxRequests()) {
            underWay.decrementAndGet();
            Reply busy = Reply.problem(Problem.of(
                    ProblemCode.UNAVAILABLE, "the node has " + settings.maxRequests() + " requests under way"));
            return bodies.discard(request).thenApply(heard -> answered(door, begin, busy));
        }
        return authenticated(request, match)
                .thenCompose(call -> {
                    try {
                        return match.endpoint.handler().handle(call);
                    } catch (RuntimeException e) {
                        return CompletableFuture.failedFuture(e);
                    }
                })
                .handle((reply, failure) -> {
                    underWay.decrementAndGet();
                    return answered(door, begin, failure == null ? reply : failed(match.endpoint, failure));
                });
    }

    private HttpResponse answered(Door door, long begin, Reply reply) {
        meter.answered(door, reply.status(), System.nanoTime() - begin);
        return secured(reply);
    }

    private Match find(HttpRequest request) {
        List<String> segments = RequestTarget.segments(request);
        String method = request.method().equals(HttpMethods.HEAD)
                ? "GET"
                : request.method().value();
        var allowed = new TreeSet<String>();
        for (Endpoint endpoint : endpoints) {
            var ids = endpoint.match(segments);
            if (ids.isPresent() && endpoint.method().equals(method)) {
                return new Match(endpoint, ids.get());
            }
            ids.ifPresent(any -> allowed.add(endpoint.method()));
        }
        if (allowed.isEmpty()) {
            throw new ProblemException(ProblemCode.NOT_FOUND, "there is nothing at this address");
        }
        throw new ProblemException(ProblemCode.METHOD_NOT_ALLOWED, "this address takes " + String.join(", ", allowed));
    }

    private static Reply problem(ProblemException e) {
        Reply reply = Reply.problem(e.problem());
        return e.problem().code() == ProblemCode.METHOD_NOT_ALLOWED
                ? reply.with("Allow", e.problem().detail().substring("this address takes ".length()))
                : reply;
    }

    private CompletionStage<Call> authenticated(HttpRequest request, Match match) {
        CompletionStage<Credentials.Proof> proof;
        try {
            proof = match.endpoint.credentials().read(request);
        } catch (RuntimeException e) {
            proof = CompletableFuture.failedFuture(e);
        }
        return proof.exceptionallyCompose(failure -> bodies.refuse(request, early(failure)))
                .thenCompose(read -> body(request, match.endpoint).thenApply(body -> {
                    Caller caller = read.check(body);
                    OptionalInt wait =
                            caller instanceof Caller.Anyone ? OptionalInt.empty() : rates.take(caller.name());
                    if (wait.isPresent()) {
                        throw new ProblemException(Problem.of(
                                        ProblemCode.RATE_LIMITED,
                                        "more than " + settings.requestsPerSecond() + " requests a second")
                                .retryAfter(wait.getAsInt()));
                    }
                    return new Call(request, match.ids, body, caller);
                }));
    }

    /** A failure before anything was sent anywhere: the request is surely not applied. */
    private static ProblemException early(Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof ProblemException problem) {
            return problem;
        }
        LOG.warn("credentials could not be checked", cause);
        return new ProblemException(ProblemCode.UNAVAILABLE, "credentials can't be checked now");
    }

    private CompletionStage<byte[]> body(HttpRequest request, Endpoint endpoint) {
        RequestEntity entity = request.entity();
        if (!endpoint.command()) {
            return bodies.discard(request).thenApply(heard -> NO_BODY);
        }
        OptionalLong length = entity.getContentLengthOption();
        if (length.isPresent() && length.getAsLong() == 0) {
            return CompletableFuture.completedFuture(NO_BODY);
        }
        if (!entity.getContentType().mediaType().equals(MediaTypes.APPLICATION_JSON)) {
            return bodies.refuse(
                    request,
                    new ProblemException(
                            Problem.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "Content-Type must be application/json")
                                    .at("Content-Type")));
        }
        if (length.isPresent() && length.getAsLong() > endpoint.bodyLimit()) {
            return bodies.refuse(request, Bodies.tooLarge(endpoint.bodyLimit()));
        }
        return bodies.read(entity, endpoint.bodyLimit());
    }

    private static Reply failed(Endpoint endpoint, Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof ProblemException e) {
            return problem(e);
        }
        if (cause instanceof WalletUnavailable) {
            return Reply.problem(Problem.of(ProblemCode.UNAVAILABLE, "the wallet does not answer now"));
        }
        if (cause instanceof TimeoutException || cause instanceof OutcomeUnknown) {
            LOG.info("no answer in time method={} path={}", endpoint.method(), endpoint.template());
        } else {
            LOG.error("request failed method={} path={}", endpoint.method(), endpoint.template(), cause);
        }
        return Reply.problem(
                endpoint.command()
                        ? Problem.of(
                                ProblemCode.OUTCOME_UNKNOWN,
                                "no answer in time: repeat the same request with the same id")
                        : Problem.of(ProblemCode.UNAVAILABLE, "no answer in time"));
    }

    private static Throwable cause(Throwable failure) {
        @Nullable Throwable inner = failure;
        while (inner instanceof CompletionException && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner == null ? failure : inner;
    }

    /** Headers that keep a browser from guessing, framing or caching what is meant for one person. */
    private static HttpResponse secured(Reply reply) {
        HttpResponse response = reply.toHttp().addHeader(RawHeader.create("X-Content-Type-Options", "nosniff"));
        response = response.addHeader(RawHeader.create("Referrer-Policy", "no-referrer"));
        return response.getHeader("Cache-Control").isPresent()
                ? response
                : response.addHeader(RawHeader.create("Cache-Control", "no-store"));
    }
}
