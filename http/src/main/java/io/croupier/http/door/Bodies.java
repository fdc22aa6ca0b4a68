package io.croupier.http.door;

import akka.Done;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.RequestEntity;
import akka.http.scaladsl.model.EntityStreamSizeException;
import akka.stream.Materializer;
import akka.stream.javadsl.Sink;
import akka.util.ByteString;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads bodies within their bounds. What is too long, or wanted by nobody, is heard out all the same, up to a bound of its
 * own: a connection that is closed while its client still sends is reset, and the client never sees the answer (RFC 9112,
 * 9.6).
 */
final class Bodies {
    private final DoorSettings settings;
    private final Materializer materializer;
    /** What all bodies that are being read hold beyond {@link Endpoint#BODY_LIMIT} each. */
    private final AtomicLong bulkBytes = new AtomicLong();

    Bodies(DoorSettings settings, Materializer materializer) {
        this.settings = settings;
        this.materializer = materializer;
    }

    /**
     * What has come of a body: its bytes as long as they are within the limits, then only their number. One array, not the pieces that
     * came: of a body in pieces of one byte each they would be fifty times its size.
     */
    private final class Gathered {
        private final long limit;
        private ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private long length;
        private long bulk;
        private boolean crowdedOut;

        Gathered(long limit) {
            this.limit = limit;
        }

        Gathered add(ByteString more) {
            length += more.size();
            crowdedOut = crowdedOut || !fits();
            if (crowdedOut || length > limit) {
                letGo();
            } else {
                bytes.writeBytes(more.toArray());
            }
            return this;
        }

        private boolean fits() {
            long more = Math.min(length, limit) - Endpoint.BODY_LIMIT - bulk;
            if (more <= 0) {
                return true;
            }
            bulk += more;
            return bulkBytes.addAndGet(more) <= settings.maxBulkBytes();
        }

        byte[] take() {
            byte[] taken = bytes.toByteArray();
            letGo();
            return taken;
        }

        void letGo() {
            bulkBytes.addAndGet(-bulk);
            bulk = 0;
            bytes = new ByteArrayOutputStream(0);
        }
    }

    /**
     * The body; fails with a {@link ProblemException} where it is longer than {@code limit}, too slow, or breaks off, or where too much of
     * others is being read.
     */
    CompletionStage<byte[]> read(RequestEntity entity, long limit) {
        if (entity instanceof HttpEntity.Strict strict) {
            return strict.getData().size() > limit
                    ? CompletableFuture.failedFuture(tooLarge(limit))
                    : CompletableFuture.completedFuture(strict.getData().toArray());
        }
        Gathered gathered = new Gathered(limit);
        return entity.withSizeLimit(limit + settings.maxDiscardedBytes())
                .getDataBytes()
                .completionTimeout(settings.bodyTimeout())
                .runWith(Sink.fold(gathered, Gathered::add), materializer)
                .handle((all, failure) -> {
                    if (failure != null) {
                        gathered.letGo();
                        throw unread(limit, failure);
                    }
                    if (gathered.length > limit) {
                        throw tooLarge(limit);
                    }
                    if (gathered.crowdedOut) {
                        throw new ProblemException(
                                ProblemCode.UNAVAILABLE,
                                "the node reads " + settings.maxBulkBytes() + " bytes of large bodies already");
                    }
                    return gathered.take();
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
