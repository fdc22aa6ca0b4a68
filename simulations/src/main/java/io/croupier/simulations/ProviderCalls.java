package io.croupier.simulations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.croupier.simulations.load.Operation;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A provider's signed calls, each repeated with the same id until it is decided, for ever. */
final class ProviderCalls implements AutoCloseable {
    private static final long RETRY_MS = 300;

    private final Api api;
    private final Api.ProviderKey key;
    private volatile boolean ended;

    ProviderCalls(Api api, Api.ProviderKey key) {
        this.api = api;
        this.key = key;
    }

    /**
     * Sends a call until it is decided. The answer is undecided only where this was closed meanwhile.
     *
     * @param due when it should have been sent, as {@link System#nanoTime}
     * @param measured told of the deciding answer and of each one before it; null: nobody is
     */
    CompletableFuture<Api.Answer> untilDecided(String path, ObjectNode body, long due, @Nullable Operation measured) {
        return api.signedAsync(key, path, body).thenCompose(answer -> {
            if (measured != null) {
                measure(measured, answer, due);
            }
            if (answer.decided() || ended) {
                return CompletableFuture.completedFuture(answer);
            }
            return CompletableFuture.supplyAsync(
                            () -> answer, CompletableFuture.delayedExecutor(RETRY_MS, TimeUnit.MILLISECONDS))
                    .thenCompose(late -> untilDecided(path, body, due, measured));
        });
    }

    private static void measure(Operation measured, Api.Answer answer, long due) {
        if (!answer.decided()) {
            measured.failed();
        } else if (answer.ok()) {
            measured.ok(due);
        } else {
            measured.rejected(due);
        }
    }

    /** Repeats nothing any more. */
    @Override
    public void close() {
        ended = true;
    }
}
