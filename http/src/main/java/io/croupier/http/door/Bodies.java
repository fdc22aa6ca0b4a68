package io.croupier.http.door;

import akka.Done;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.RequestEntity;
import akka.http.scaladsl.model.EntityStreamSizeException;
import akka.stream.Materializer;
import akka.stream.javadsl.Sink;
import akka.util.ByteString;
import akka.util.ByteStringBuilder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

/**
 * Reads bodies within their bounds. What is too long, or wanted by nobody, is heard out all the same, up to a bound of its
 * own: a connection that is closed while its client still sends is reset, and the client never sees the answer (RFC 9112,
 * 9.6).
 */
final class Bodies {
    private final DoorSettings settings;
    private final Materializer materializer;

    Bodies(DoorSettings settings, Materializer materializer) {
        this.settings = settings;
        this.materializer = materializer;
    }

    /** What has come of a body: its bytes as long as they are within the limit, then only their number. */
    private static final class Gathered {
        private final long limit;
        private ByteStringBuilder bytes = new ByteStringBuilder();
        private long length;

        Gathered(long limit) {
            this.limit = limit;
        }

        Gathered add(ByteString more) {
            length += more.size();
            if (length <= limit) {
                bytes.append(more);
            } else {
                bytes = new ByteStringBuilder();
            }
            return this;
        }
    }

    /** The body; fails with a {@link ProblemException} where it is longer than {@code limit}, too slow, or breaks off. */
    CompletionStage<byte[]> read(RequestEntity entity, long limit) {
        if (entity instanceof HttpEntity.Strict strict) {
            return strict.getData().size() > limit
                    ? CompletableFuture.failedFuture(tooLarge(limit))
                    : CompletableFuture.completedFuture(strict.getData().toArray());
        }
        return entity.withSizeLimit(limit + settings.maxDiscardedBytes())
                .getDataBytes()
                .completionTimeout(settings.bodyTimeout())
                .runWith(Sink.fold(new Gathered(limit), Gathered::add), materializer)
                .handle((gathered, failure) -> {
                    if (failure != null) {
                        throw unread(limit, failure);
                    }
                    if (gathered.length > limit) {
                        throw tooLarge(limit);
                    }
                    return gathered.bytes.result().toArray();
                });
    }

    /**
     * Done when the body has been heard out, has broken off or is too much; never fails. To be waited for before the answer:
     * Akka HTTP closes a connection whose request is answered before its end.
     */
    CompletionStage<Done> discard(HttpRequest request) {
        if (request.entity() instanceof HttpEntity.Strict) {
            return CompletableFuture.completedFuture(Done.getInstance());
        }
        return request.entity()
                .withSizeLimit(settings.maxDiscardedBytes())
                .getDataBytes()
                .completionTimeout(settings.bodyTimeout())
                .runWith(Sink.ignore(), materializer)
                .exceptionally(broken -> Done.getInstance());
    }

    /** Fails with this problem when the body has been heard out. */
    <T> CompletionStage<T> refuse(HttpRequest request, ProblemException problem) {
        return discard(request).thenCompose(heard -> CompletableFuture.failedFuture(problem));
    }

    static ProblemException tooLarge(long limit) {
        return new ProblemException(ProblemCode.BODY_TOO_LARGE, "a body here is at most " + limit + " bytes");
    }

    private ProblemException unread(long limit, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof EntityStreamSizeException) {
            return tooLarge(limit);
        }
        if (cause instanceof TimeoutException) {
            return new ProblemException(
                    ProblemCode.REQUEST_TIMEOUT, "the body took longer than " + settings.bodyTimeout());
        }
        return new ProblemException(ProblemCode.MALFORMED_REQUEST, "the body broke off");
    }
}
