package io.croupier.http.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** The operator API from outside. What has no clear answer is asked again with the same id, a few times. */
final class OperatorClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int MOST_TRIES = 5;
    private static final long LONGEST_PAUSE_S = 10;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final URI url;
    private final String token;

    OperatorClient(URI url, String token) {
        this.url = url;
        this.token = token;
    }

    /** The status, as it is or after the change. Fails with what the server says, or with why there is no answer. */
    JsonNode ask(RolloutWish wish) throws IOException, InterruptedException {
        String transactionId = "rollout-" + UUID.randomUUID();
        HttpRequest request = request(wish, transactionId);
        for (int tries = 1; ; tries++) {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() == 200) {
                return JSON.readTree(answer.body());
            }
            if (answer.statusCode() != 503 || tries == MOST_TRIES) {
                throw new IOException(refused(answer, transactionId));
            }
            TimeUnit.SECONDS.sleep(pause(answer));
        }
    }

    private HttpRequest request(RolloutWish wish, String transactionId) {
        HttpRequest.Builder request = HttpRequest.newBuilder()
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json");
        if (wish.verb().equals("status")) {
            return request.uri(URI.create(url + "/operator/v1/rollout")).build();
        }
        var body = JSON.createObjectNode().put("transactionId", transactionId).put("reason", wish.reason());
        if (wish.ignoreSlo()) {
            body.put("ignoreSlo", true);
        }
        return request.uri(URI.create(url + "/operator/v1/rollout/" + wish.verb()))
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
    }

    private static long pause(HttpResponse<String> answer) {
        String after = answer.headers().firstValue("Retry-After").orElse("1");
        return after.matches("[0-9]{1,6}") ? Math.min(LONGEST_PAUSE_S, Long.parseLong(after)) : 1;
    }

    private static String refused(HttpResponse<String> answer, String transactionId) {
        try {
            JsonNode problem = JSON.readTree(answer.body());
            if (problem.path("code").isTextual()) {
                String again = problem.path("code").asText().equals("outcome_unknown")
                        ? " (transactionId " + transactionId + "; 'rollout status' says what stands)"
                        : "";
                return problem.path("code").asText() + ": "
                        + problem.path("detail").asText() + again;
            }
        } catch (IOException noProblem) {
            return "status " + answer.statusCode() + " without a problem document";
        }
        return "status " + answer.statusCode();
    }
}
