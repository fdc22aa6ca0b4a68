package io.croupier.simulations;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A provider's signed calls on the caller's own thread. The JDK's newer client has every request take one lock of the whole
 * client several times, at which all wait for one that a busy machine has put aside; here each only waits for its own answer.
 */
final class ProbeCalls {
    private final URI base;
    private final Api.ProviderKey key;
    private final Clock clock;
    private final int timeoutMs;

    /** @param timeout for connecting, and then for the answer */
    ProbeCalls(URI base, Api.ProviderKey key, Clock clock, Duration timeout) {
        this.base = base;
        this.key = key;
        this.clock = clock;
        this.timeoutMs = Math.toIntExact(timeout.toMillis());
    }

    /** Sends a body, or asks where there is none. What is lost is {@link Api.Answer#LOST}. */
    Api.Answer send(String path, @Nullable JsonNode body) {
        try {
            var connection = (HttpURLConnection) base.resolve(path).toURL().openConnection();
            connection.setConnectTimeout(timeoutMs);
            connection.setReadTimeout(timeoutMs);
            byte[] raw = body == null ? new byte[0] : Json.write(body).getBytes(StandardCharsets.UTF_8);
            Api.signature(key, clock, body == null ? "GET" : "POST", path, new String(raw, StandardCharsets.UTF_8))
                    .forEach(connection::setRequestProperty);
            if (body != null) {
                connection.setRequestMethod("POST");
                connection.setRequestProperty("Content-Type", "application/json");
                connection.setDoOutput(true);
                connection.setFixedLengthStreamingMode(raw.length);
                try (OutputStream out = connection.getOutputStream()) {
                    out.write(raw);
                }
            }
            return answer(connection);
        } catch (IOException lost) {
            return Api.Answer.LOST;
        }
    }

    /** Reads to the end, so that the connection serves the next call. */
    private static Api.Answer answer(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        boolean replayed = connection.getHeaderField("Croupier-Replayed") != null;
        try (InputStream body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            String text = body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
            return new Api.Answer(status, Json.parse(text), replayed, null);
        }
    }
}
