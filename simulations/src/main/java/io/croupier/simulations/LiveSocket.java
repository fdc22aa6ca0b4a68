package io.croupier.simulations;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** One WebSocket: whole JSON messages in both directions, sent one after the other. */
final class LiveSocket implements WebSocket.Listener, AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Consumer<JsonNode> receiver;
    private final StringBuilder partial = new StringBuilder();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private @Nullable WebSocket socket;
    private CompletableFuture<?> lastSend = CompletableFuture.completedFuture(null);

    private LiveSocket(Consumer<JsonNode> receiver) {
        this.receiver = receiver;
    }

    /** Opens a socket; the receiver gets its messages in order, from a thread of the client's. */
    static LiveSocket open(HttpClient http, URI address, Consumer<JsonNode> receiver) {
        var live = new LiveSocket(receiver);
        try {
            WebSocket opened = http.newWebSocketBuilder()
                    .subprotocols("croupier.v1.json")
                    .connectTimeout(TIMEOUT)
                    .buildAsync(address, live)
                    .join();
            live.opened(opened);
            return live;
        } catch (CompletionException e) {
            throw new SimulationException("no WebSocket at " + address + ": " + e.getMessage(), e);
        }
    }

    private synchronized void opened(WebSocket opened) {
        socket = opened;
    }

    /** Sends after everything that was sent before; a broken socket swallows it, as a real network does. */
    synchronized void send(JsonNode message) {
        WebSocket open = socket;
        if (open == null || closed.isDone()) {
            return;
        }
        String text = Json.write(message);
        lastSend = lastSend.thenCompose(before -> open.sendText(text, true)).exceptionally(broken -> {
            closed.complete(1006);
            return open;
        });
    }

    /** Runs with the close code when the socket is gone, at once where it is. */
    void whenClosed(IntConsumer reaction) {
        var unused = closed.thenAccept(reaction::accept);
    }

    boolean isClosed() {
        return closed.isDone();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            String text = partial.toString();
            partial.setLength(0);
            receiver.accept(Json.parse(text));
        }
        from.request(1);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        throw new IllegalArgumentException("a binary message of " + data.remaining() + " bytes");
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int statusCode, String reason) {
        closed.complete(statusCode);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.complete(1006);
    }

    /** Cuts the connection without a word. */
    @Override
    public synchronized void close() {
        closed.complete(1000);
        if (socket != null) {
            socket.abort();
        }
    }
}
