package io.croupier.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One player's socket; holds every message that it hears against the AsyncAPI file. */
final class LiveClient implements WebSocket.Listener, AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    /** Longer than the longest flight of a crash game, which takes two and a half minutes. */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private static final long PING_S = 10;

    private final BlockingQueue<JsonNode> heard = new LinkedBlockingQueue<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;
    private long pingedAt = System.nanoTime();

    /** Opens a socket; nothing is said yet. */
    LiveClient(URI live) {
        socket = HTTP.newWebSocketBuilder()
                .subprotocols("croupier.v1.json")
                .buildAsync(live.resolve("/live"), this)
                .join();
    }

    /** A socket on which the player is connected. */
    static LiveClient connected(URI live, String token) {
        var client = new LiveClient(live);
        client.say("{'type':'connect','token':'" + token + "'}");
        client.hear("connected");
        return client;
    }

    /** Sends JSON that is written with single quotes. */
    void say(String json) {
        socket.sendText(json.replace('\'', '"'), true).join();
    }

    void sayBinary(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    /** The next message of this type; others before it are dropped. */
    JsonNode hear(String type) {
        return hear(message -> message.path("type").asText().equals(type));
    }

    /** The next message that answers the request with this id. */
    JsonNode answer(int id) {
        return hear(message -> message.path("id").asInt(-1) == id);
    }

    JsonNode hear(Predicate<JsonNode> wanted) {
        List<String> dropped = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (true) {
                JsonNode next = heard.poll(PING_S, TimeUnit.SECONDS);
                if (System.nanoTime() - deadline > 0) {
                    throw new AssertionError("never came; heard " + dropped);
                }
                if (System.nanoTime() - pingedAt > TimeUnit.SECONDS.toNanos(PING_S)) {
                    // Who only listens is taken for gone after a minute, and a flight may last longer.
                    pingedAt = System.nanoTime();
                    say("{'type':'ping'}");
                }
                if (next == null) {
                    continue;
                }
                if (wanted.test(next)) {
                    assertThat(faults).isEmpty();
                    return next;
                }
                dropped.add(next.toString());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The code with which the server closes the socket. */
    int closeCode() {
        return closed.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            String text = partial.toString();
            partial.setLength(0);
            try {
                JsonNode message = JSON.readTree(text);
                faults.addAll(AsyncApiFile.published()
                        .faults(text, message.path("type").asText()));
                heard.add(message);
            } catch (IOException e) {
                throw new UncheckedIOException(text, e);
            }
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
        closed.complete(statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.completeExceptionally(error);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
