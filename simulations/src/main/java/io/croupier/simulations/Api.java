package io.croupier.simulations;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The program's HTTP API as its clients see it. Blocking; an answer that never came is {@link Answer#LOST}. */
final class Api {
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(200);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int PAGE = 200;
    /** The feed may be far behind after a load that it could not keep up with. */
    private static final Duration HISTORY_LIMIT = Duration.ofMinutes(10);

    private final HttpClient http;
    private final URI base;
    private final Clock clock;

    Api(HttpClient http, URI base, Clock clock) {
        this.http = http;
        this.base = base;
        this.clock = clock;
    }

    /**
     * What came back.
     *
     * @param status 0 where no answer came
     * @param replayed whether the program says that it had answered this before
     * @param date the end of the second in which it answered, by its clock; null where it does not say
     */
    record Answer(
            int status,
            JsonNode body,
            boolean replayed,
            @Nullable Instant date) {
        static final Answer LOST = new Answer(0, Json.object(), false, null);

        /** Whether the request was decided: anything else is to be repeated with the same id. */
        boolean decided() {
            return status >= 200 && status < 500 && !body.path("retryable").asBoolean();
        }

        boolean ok() {
            return status >= 200 && status < 300;
        }

        String code() {
            return Json.text(body, "code");
        }

        /** The body of a success; anything else is an exception that says what was asked. */
        JsonNode orFail(String what) {
            if (!ok()) {
                throw new SimulationException(what + ": HTTP " + status + " " + body);
            }
            return body;
        }
    }

    /** Asks again where there was no answer, or none that decides: a question changes nothing. */
    Answer get(String path, @Nullable String token) {
        Answer answer = send(request(path).GET(), token);
        for (int again = 0; again < 3 && !answer.decided(); again++) {
            Calls.pause(BETWEEN_QUESTIONS);
            answer = send(request(path).GET(), token);
        }
        return answer;
    }

    Answer post(String path, JsonNode body, @Nullable String token) {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(Json.write(body))),
                token);
    }

    /** A provider's signed call; a null body is a GET. */
    Answer signed(ProviderKey key, String path, @Nullable JsonNode body) {
        return send(signedRequest(key, path, body), null);
    }

    private HttpRequest.Builder signedRequest(ProviderKey key, String path, @Nullable JsonNode body) {
        String raw = body == null ? "" : Json.write(body);
        HttpRequest.Builder request = request(path);
        signature(key, clock, body == null ? "GET" : "POST", path, raw).forEach(request::header);
        return body == null
                ? request.GET()
                : request.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(raw));
    }

    /** The headers that sign a provider's call. */
    static Map<String, String> signature(ProviderKey key, Clock clock, String method, String path, String raw) {
        String timestamp = Long.toString(clock.instant().getEpochSecond());
        return Map.of(
                "Croupier-Key-Id", key.id(),
                "Croupier-Timestamp", timestamp,
                "Croupier-Signature", key.sign(timestamp + "\n" + method + "\n" + path + "\n" + raw));
    }

    /** As {@link #get}; never fails, a lost answer is {@link Answer#LOST}. */
    CompletableFuture<Answer> getAsync(String path, String token) {
        return sendAsync(request(path).GET().header("Authorization", "Bearer " + token));
    }

    /** As {@link #signed}; never fails, a lost answer is {@link Answer#LOST}. */
    CompletableFuture<Answer> signedAsync(ProviderKey key, String path, JsonNode body) {
        return sendAsync(signedRequest(key, path, body));
    }

    private CompletableFuture<Answer> sendAsync(HttpRequest.Builder request) {
        return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
                .handle((response, failure) -> failure == null ? answer(response) : Answer.LOST);
    }

    /**
     * Waits until a player's history is as of a time after this call, by the program's own clock: it lists what has happened a
     * moment after it has.
     */
    void awaitHistory(String token) {
        long deadline = System.nanoTime() + HISTORY_LIMIT.toNanos();
        Instant asked = null;
        while (true) {
            Answer answer = get("/v1/me/transactions?limit=1", token);
            if (asked == null && answer.date() != null) {
                // The header leaves the fraction of its second out.
                asked = answer.date().plusSeconds(1);
            }
            Instant asOf = answer.ok() ? Instant.parse(Json.text(answer.body(), "asOf")) : Instant.EPOCH;
            if (asked != null && asOf.isAfter(asked)) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new SimulationException("the history is as of " + asOf + " for " + HISTORY_LIMIT
                        + " and more, which began after " + asked + "; is the event feed on there?");
            }
            Calls.pause(Duration.ofMillis(100));
        }
    }

    /** All pages of a history, newest first. */
    List<JsonNode> all(String path, String list, String token) {
        List<JsonNode> all = new ArrayList<>();
        String before = "";
        do {
            JsonNode page = get(path + "?limit=" + PAGE + before, token).orFail("GET " + path);
            page.path(list).forEach(all::add);
            JsonNode next = page.path("next");
            before = next.isNull() || next.isMissingNode() ? "" : "&before=" + next.asText();
        } while (!before.isEmpty());
        return all;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(TIMEOUT);
    }

    private Answer send(HttpRequest.Builder request, @Nullable String token) {
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            HttpResponse<String> response =
                    http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            return answer(response);
        } catch (IOException lost) {
            return Answer.LOST;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SimulationException("interrupted", e);
        }
    }

    private static Answer answer(HttpResponse<String> response) {
        boolean replayed = response.headers().firstValue("Croupier-Replayed").isPresent();
        Instant date = response.headers()
                .firstValue("Date")
                .map(text -> Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)))
                .map(second -> second.plusSeconds(1))
                .orElse(null);
        return new Answer(response.statusCode(), Json.parse(response.body()), replayed, date);
    }

    /** A provider's key: signs with HMAC-SHA256. */
    record ProviderKey(String id, String secret) {
        /** The pair that dev mode knows. */
        static final ProviderKey DEV = new ProviderKey("dev", "dev-secret");

        String sign(String text) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
                return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
            }
        }

        @Override
        public String toString() {
            return "ProviderKey[" + id + "]";
        }
    }
}
