package io.croupier.http.door;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.NotUsed;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawRequestURI;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DoorsTest {
    private static final DoorSettings SETTINGS =
            new DoorSettings(2, Duration.ofMillis(300), 1_000_000, Endpoint.BULK_LIMIT, 0.01, 3, 100);
    private static final Credentials ACME =
            request -> CompletableFuture.completedFuture(body -> new Caller.Provider("acme", "key-1"));

    private static ActorTestKit kit;

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create(ConfigFactory.parseString("akka.loglevel = OFF"));
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    private static Doors doors(Endpoint... endpoints) {
        return new Doors(List.of(endpoints), SETTINGS, Clock.systemUTC(), kit.system(), DoorMeter.NONE);
    }

    private static Reply ok() {
        return Reply.json(200, Json.object().put("ok", true));
    }

    private static CompletionStage<Reply> done() {
        return CompletableFuture.completedFuture(ok());
    }

    private static HttpRequest post(String path, String body) {
        return HttpRequest.POST(path).withEntity(ContentTypes.APPLICATION_JSON, body);
    }

    private static HttpResponse answer(Doors doors, HttpRequest request) {
        return doors.answer(request)
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private static String code(HttpResponse response) {
        JsonNode problem = json(response);
        assertThat(problem.get("status").asInt()).isEqualTo(response.status().intValue());
        assertThat(response.getHeader("Retry-After").isPresent())
                .isEqualTo(problem.get("retryable").asBoolean());
        return problem.get("code").asText();
    }

    private static JsonNode json(HttpResponse response) {
        try {
            return Json.STRICT.readTree(
                    ((HttpEntity.Strict) response.entity()).getData().toArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aCallerWithTooManyRequestsIsToldWhenToComeAgain() {
        Doors doors = doors(Endpoint.get("/a", ACME, call -> done()));
        for (int i = 0; i < 3; i++) {
            assertThat(answer(doors, HttpRequest.GET("/a")).status().intValue()).isEqualTo(200);
        }
        HttpResponse limited = answer(doors, HttpRequest.GET("/a"));
        assertThat(limited.status().intValue()).isEqualTo(429);
        assertThat(code(limited)).isEqualTo("rate_limited");
        assertThat(limited.getHeader("Retry-After")
                        .map(HttpHeader::value)
                        .map(Integer::parseInt)
                        .orElse(0))
                .isGreaterThan(50);
    }

    @Test
    void whatDoesNotFitIntoTheNodeIsSurelyNotApplied() {
        var slow = new CompletableFuture<Reply>();
        Doors doors = doors(Endpoint.get("/slow", BearerTokens.anyone(), call -> slow));
        CompletionStage<HttpResponse> one = doors.answer(HttpRequest.GET("/slow"));
        CompletionStage<HttpResponse> two = doors.answer(HttpRequest.GET("/slow"));
        assertThat(code(answer(doors, HttpRequest.GET("/slow")))).isEqualTo("unavailable");
        slow.complete(ok());
        one.toCompletableFuture().join();
        two.toCompletableFuture().join();
        assertThat(answer(doors, HttpRequest.GET("/slow")).status().intValue()).isEqualTo(200);
    }

    @Test
    void aCommandWithoutAnAnswerHasAnUnknownOutcomeAndAQuestionHasNone() {
        for (Throwable failure : List.of(new TimeoutException("late"), new IllegalStateException("broken"))) {
            Doors doors = doors(
                    Endpoint.post("/command", BearerTokens.anyone(), call -> CompletableFuture.failedFuture(failure)),
                    Endpoint.get("/question", BearerTokens.anyone(), call -> CompletableFuture.failedFuture(failure)));
            assertThat(code(answer(doors, post("/command", "{}")))).isEqualTo("outcome_unknown");
            assertThat(code(answer(doors, HttpRequest.GET("/question")))).isEqualTo("unavailable");
        }
    }

    @Test
    void credentialsThatCannotBeCheckedMeanNotApplied() {
        Credentials broken = request -> CompletableFuture.failedFuture(new IllegalStateException("no database"));
        Doors doors = doors(Endpoint.post("/command", broken, call -> done()));
        assertThat(code(answer(doors, post("/command", "{}")))).isEqualTo("unavailable");
    }

    @Test
    void aBodyThatDoesNotArriveIsGivenUp() {
        Doors doors = doors(Endpoint.post("/command", BearerTokens.anyone(), call -> done()));
        Source<ByteString, NotUsed> never = Source.single(ByteString.fromString("{"))
                .concat(Source.<ByteString>never().mapMaterializedValue(m -> NotUsed.getInstance()));
        HttpRequest request = HttpRequest.POST("/command")
                .withEntity(HttpEntities.createChunked(ContentTypes.APPLICATION_JSON, never));
        assertThat(code(answer(doors, request))).isEqualTo("request_timeout");
    }

    @Test
    void aBodyIsReadUpToItsBound() {
        Doors doors = doors(Endpoint.post("/command", BearerTokens.anyone(), call -> {
            call.body();
            return done();
        }));
        String most = "{\"a\":\"" + "x".repeat(64 * 1024 - 8) + "\"}";
        assertThat(answer(doors, post("/command", most)).status().intValue()).isEqualTo(200);
        assertThat(code(answer(doors, post("/command", most + " ")))).isEqualTo("body_too_large");
        HttpRequest chunked = HttpRequest.POST("/command")
                .withEntity(HttpEntities.createChunked(
                        ContentTypes.APPLICATION_JSON, Source.single(ByteString.fromString(most + " "))));
        assertThat(code(answer(doors, chunked))).isEqualTo("body_too_large");
    }

    @Test
    void anAddressTellsItsMethods() {
        Doors doors = doors(
                Endpoint.get("/a/{id}", BearerTokens.anyone(), call -> done()),
                Endpoint.post("/a/{id}", BearerTokens.anyone(), call -> done()));
        HttpResponse response = answer(doors, HttpRequest.PUT("/a/1"));
        assertThat(code(response)).isEqualTo("method_not_allowed");
        assertThat(response.getHeader("Allow").map(HttpHeader::value)).contains("GET, POST");
        assertThat(code(answer(doors, HttpRequest.GET("/a")))).isEqualTo("not_found");
        assertThat(code(answer(doors, HttpRequest.GET("/a/1/")))).isEqualTo("not_found");
        assertThat(code(answer(doors, HttpRequest.GET("/a/1/b")))).isEqualTo("not_found");
    }

    @Test
    void largeBodiesShareABoundAndSmallOnesAreReadBesideThem() {
        DoorSettings patient =
                new DoorSettings(4, Duration.ofSeconds(20), 1_000_000, Endpoint.BULK_LIMIT, 100, 100, 100);
        Doors doors = new Doors(
                List.of(Endpoint.post("/bulk", ACME, call -> done()).bulk()),
                patient,
                Clock.systemUTC(),
                kit.system(),
                DoorMeter.NONE);
        ByteString most = ByteString.fromString("{}" + " ".repeat((int) Endpoint.BULK_LIMIT - 2));
        var taken = new CompletableFuture<Done>();
        var end = new CompletableFuture<ByteString>();
        CompletionStage<HttpResponse> held =
                doors.answer(chunked(Source.single(most).concatLazy(Source.lazySource(() -> {
                    taken.complete(Done.getInstance());
                    return Source.completionStage(end);
                }))));
        taken.orTimeout(20, TimeUnit.SECONDS).join();

        assertThat(code(answer(doors, chunked(Source.single(most))))).isEqualTo("unavailable");
        assertThat(answer(doors, post("/bulk", "{}")).status().intValue()).isEqualTo(200);

        end.complete(ByteString.emptyByteString());
        assertThat(held.toCompletableFuture()
                        .orTimeout(20, TimeUnit.SECONDS)
                        .join()
                        .status()
                        .intValue())
                .isEqualTo(200);
        assertThat(answer(doors, chunked(Source.single(most))).status().intValue())
                .isEqualTo(200);
    }

    private static HttpRequest chunked(Source<ByteString, NotUsed> body) {
        return HttpRequest.POST("/bulk").withEntity(HttpEntities.createChunked(ContentTypes.APPLICATION_JSON, body));
    }

    @Test
    void anAddressIsTakenAsItWasSent() {
        Doors doors = doors(Endpoint.get(
                "/operator/v1/players/{id}",
                BearerTokens.anyone(),
                call -> CompletableFuture.completedFuture(
                        Reply.json(200, Json.object().put("id", call.pathId("id"))))));
        assertThat(json(answer(doors, asSent("/operator/v1/players/a%3Ab%2Dc?x=/y")))
                        .path("id")
                        .asText())
                .isEqualTo("a:b-c");
        assertThat(json(answer(doors, asSent("http://x/operator/v1/players/p1")))
                        .path("id")
                        .asText())
                .isEqualTo("p1");
        // What stands in front of a node keeps /operator from the world by how a path begins.
        for (String other : List.of(
                "/%6Fperator/v1/players/p1",
                "//operator/v1/players/p1",
                "/./operator/v1/players/p1",
                "/x/../operator/v1/players/p1",
                "http://x?/operator/v1/players/p1",
                "/operator//v1/players/p1")) {
            assertThat(code(answer(doors, asSent(other)))).as(other).isEqualTo("not_found");
        }
    }

    /** As it comes from the wire: Akka's own address of it is decoded and tidied. */
    private static HttpRequest asSent(String target) {
        return HttpRequest.GET(target).addHeader(RawRequestURI.create(target));
    }

    @Test
    void everyAnswerForbidsGuessingAndCaching() {
        HttpResponse response =
                answer(doors(Endpoint.get("/a", BearerTokens.anyone(), call -> done())), HttpRequest.GET("/a"));
        assertThat(response.getHeader("X-Content-Type-Options").map(HttpHeader::value))
                .contains("nosniff");
        assertThat(response.getHeader("Cache-Control").map(HttpHeader::value)).contains("no-store");
    }
}
