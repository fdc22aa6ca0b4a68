package io.croupier.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.croupier.http.provider.SignedRequests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/** A client of the API; holds each answer it gets against the OpenAPI file. */
final class ApiClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private static final int REPETITIONS = 3;
    private static final Duration HISTORY_LIMIT = Duration.ofMinutes(1);

    private final URI base;

    ApiClient(URI base) {
        this.base = base;
    }

    /** An answer. */
    record Answer(int status, HttpHeaders headers, String text) {
        JsonNode json() {
            try {
                return JSON.readTree(text);
            } catch (IOException e) {
                throw new UncheckedIOException(text, e);
            }
        }

        String code() {
            return json().path("code").asText();
        }

        long minor(String field) {
            return json().path(field).longValue();
        }

        String string(String field) {
            return json().path(field).asText();
        }

        boolean replayed() {
            return headers.firstValue("Croupier-Replayed").orElse("").equals("true");
        }

        /** The status is this one. */
        Answer is(int expected) {
            assertThat(status).as(text).isEqualTo(expected);
            return this;
        }

        /** A problem with this status and code. */
        Answer is(int expected, String code) {
            assertThat(code()).as(text).isEqualTo(code);
            return is(expected);
        }
    }

    /** A player or an operator with a token. */
    record Person(String id, String token) {}

    Person player(String name, long balanceMinor) {
        return player(name, balanceMinor, "EUR");
    }

    Person player(String name, long balanceMinor, String currency) {
        Answer made = post(
                        "/dev/players",
                        "{\"name\":\"" + name + "\",\"balanceMinor\":" + balanceMinor + ",\"currency\":\"" + currency
                                + "\"}")
                .is(201);
        return new Person(made.string("playerId"), made.string("token"));
    }

    Person operator(String role) {
        Answer made = post("/dev/operators", "{\"name\":\"olga\",\"role\":\"" + role + "\"}")
                .is(201);
        return new Person(made.string("operatorId"), made.string("token"));
    }

    Answer get(String path) {
        return send("GET", path, "", Map.of());
    }

    Answer get(String path, Person who) {
        return send("GET", path, "", Map.of("Authorization", "Bearer " + who.token));
    }

    /** A history that lists whatever was decided before this call. */
    JsonNode history(String path, Person who) {
        Instant asked = Instant.now();
        long deadline = System.nanoTime() + HISTORY_LIMIT.toNanos();
        while (true) {
            JsonNode history = get(path, who).is(200).json();
            if (Instant.parse(history.get("asOf").asText()).isAfter(asked)) {
                return history;
            }
            assertThat(System.nanoTime())
                    .as(path + " is as of " + history.get("asOf"))
                    .isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    Answer post(String path, String body) {
        return send("POST", path, body, json(Map.of()));
    }

    Answer post(String path, Person who, String body) {
        return send("POST", path, body, json(Map.of("Authorization", "Bearer " + who.token)));
    }

    /** As the provider {@code dev}. */
    Answer signedGet(String path) {
        return send("GET", path, "", signature("GET", path, "", "dev", "dev-secret", Instant.now()));
    }

    /** As the provider {@code dev}. */
    Answer signed(String path, String body) {
        return signed(path, body, "dev", "dev-secret");
    }

    Answer signed(String path, String body, String keyId, String secret) {
        return send("POST", path, body, json(signature("POST", path, body, keyId, secret, Instant.now())));
    }

    static Map<String, String> signature(
            String method, String path, String body, String keyId, String secret, Instant at) {
        String timestamp = Long.toString(at.getEpochSecond());
        return Map.of(
                "Croupier-Key-Id",
                keyId,
                "Croupier-Timestamp",
                timestamp,
                "Croupier-Signature",
                SignedRequests.signature(
                        secret.getBytes(StandardCharsets.UTF_8),
                        timestamp,
                        method,
                        path,
                        body.getBytes(StandardCharsets.UTF_8)));
    }

    static Map<String, String> json(Map<String, String> headers) {
        Map<String, String> all = new TreeMap<>(headers);
        all.put("Content-Type", "application/json");
        return all;
    }

    Answer send(String method, String path, String body, Map<String, String> headers) {
        Answer answer = send(method, path, HttpRequest.BodyPublishers.ofString(body), headers);
        if (answer.status < 300 && !body.isEmpty()) {
            assertThat(OpenApiFile.published().requestFaults(method, path, body))
                    .as("%s %s with %s", method, path, body)
                    .isEmpty();
        }
        return answer;
    }

    /** Does what the contract asks of a client: where the outcome is unknown it repeats the same request. */
    Answer send(String method, String path, HttpRequest.BodyPublisher body, Map<String, String> headers) {
        Answer answer = once(method, path, body, headers);
        for (int i = 0; i < REPETITIONS && answer.text.contains("\"code\":\"outcome_unknown\""); i++) {
            answer = once(method, path, body, headers);
        }
        return answer;
    }

    private Answer once(String method, String path, HttpRequest.BodyPublisher body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(30));
        headers.forEach(request::header);
        request.method(method, method.equals("GET") ? HttpRequest.BodyPublishers.noBody() : body);
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            var answer = new Answer(response.statusCode(), response.headers(), response.body());
            checkDocumented(method, path, answer);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void checkDocumented(String method, String path, Answer answer) {
        String type = answer.headers.firstValue("Content-Type").orElse("");
        assertThat(OpenApiFile.published().faults(method, path, answer.status, type, answer.text))
                .as("%s %s -> %s %s", method, path, answer.status, answer.text)
                .isEmpty();
        assertThat(answer.headers.firstValue("X-Content-Type-Options")).contains("nosniff");
        boolean retryable = answer.text.contains("\"retryable\":true");
        assertThat(answer.headers.firstValue("Retry-After").isPresent()).isEqualTo(retryable);
    }
}
