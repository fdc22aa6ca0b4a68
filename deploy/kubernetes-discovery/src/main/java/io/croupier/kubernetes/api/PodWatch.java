package io.croupier.kubernetes.api;

import io.croupier.kubernetes.api.ApiResult.Failure;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * A watch that is open or has ended. It says that something has changed, and not what: whoever listens looks again, and so
 * cannot be wrong by an event that was lost, doubled or too old.
 */
public final class PodWatch implements AutoCloseable {
    private final Runnable changed;
    private final CompletableFuture<ApiResult<String>> end = new CompletableFuture<>();
    private volatile Flow.@Nullable Subscription subscription;

    PodWatch(Runnable changed) {
        this.changed = changed;
    }

    /** Completes when it has ended: by its time-out, which is no failure, or for the reason that it holds. */
    public CompletionStage<ApiResult<String>> end() {
        return end;
    }

    PodWatch over(CompletionStage<HttpResponse<Void>> open) {
        var unused = open.whenComplete((response, failure) -> ended(failure));
        return this;
    }

    BodySubscriber<Void> handle(HttpResponse.ResponseInfo response) {
        if (response.statusCode() != 200) {
            end.complete(ApiResult.failed(
                    KubernetesApi.failure(response.statusCode()), "watch pods: " + response.statusCode()));
            return BodySubscribers.discarding();
        }
        return BodySubscribers.fromLineSubscriber(new Lines());
    }

    private void ended(@Nullable Throwable failure) {
        Flow.Subscription current = subscription;
        if (current != null) {
            current.cancel();
        }
        end.complete(
                failure == null
                        ? new ApiResult.Ok<>("ended")
                        : ApiResult.failed(Failure.UNAVAILABLE, "watch pods: " + KubernetesApi.reason(failure)));
    }

    /** Ends it; nobody is told of a change after the one that is being told. */
    @Override
    public void close() {
        end.complete(new ApiResult.Ok<>("closed"));
        Flow.Subscription current = subscription;
        if (current != null) {
            current.cancel();
        }
    }

    private final class Lines implements Flow.Subscriber<String> {
        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            if (end.isDone()) {
                given.cancel();
            } else {
                given.request(1);
            }
        }

        @Override
        public void onNext(String line) {
            Flow.Subscription current = subscription;
            if (end.isDone() || current == null) {
                return;
            }
            if (line.startsWith("{\"type\":\"ERROR\"")) {
                end.complete(ApiResult.failed(Failure.GONE, "watch pods: " + line));
                current.cancel();
                return;
            }
            changed.run();
            current.request(1);
        }

        @Override
        public void onError(Throwable failure) {
            ended(failure);
        }

        @Override
        public void onComplete() {
            ended(null);
        }
    }
}
