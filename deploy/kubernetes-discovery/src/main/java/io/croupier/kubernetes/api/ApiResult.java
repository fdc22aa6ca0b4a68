package io.croupier.kubernetes.api;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

/** What a call came to: its value, or why there is none. A call's stage never fails. */
public sealed interface ApiResult<T> {
    /** The API server did what was asked. */
    record Ok<T>(T value) implements ApiResult<T> {}

    /**
     * It did not, or nobody knows.
     *
     * @param message one line with what was asked, for people
     */
    record Failed<T>(Failure failure, String message) implements ApiResult<T> {}

    /** What went wrong, as far as a caller acts on it. */
    enum Failure {
        /** No answer in time, no connection, or the server is at its end; a change may have been made. */
        UNAVAILABLE,
        /** The token is not taken (401): it expired, or the file has no newer one yet. */
        UNAUTHENTICATED,
        /** The account may not (403): a role is missing. */
        FORBIDDEN,
        /** There is no such thing (404). */
        NOT_FOUND,
        /** It is not any more what the caller thought: another uid or another version (409). */
        CONFLICT,
        /** The version to watch from is too old (410): list again. */
        GONE,
        /** Refused for another reason, or an answer that cannot be read. */
        REFUSED
    }

    static <T> ApiResult<T> failed(Failure failure, String message) {
        return new Failed<>(failure, message);
    }

    /** The same failure, or another value. */
    default <R> ApiResult<R> map(Function<T, R> mapping) {
        return with(new Ok<>(true), (value, unused) -> mapping.apply(value));
    }

    /** One of both values, or the first failure. */
    default <U, R> ApiResult<R> with(ApiResult<U> other, BiFunction<T, U, R> both) {
        if (this instanceof Failed<T> failed) {
            return failed(failed.failure, failed.message);
        }
        if (other instanceof Failed<U> failed) {
            return failed(failed.failure, failed.message);
        }
        return new Ok<>(both.apply(((Ok<T>) this).value, ((Ok<U>) other).value));
    }

    /** The same failure, or what the next call comes to. */
    default <R> CompletionStage<ApiResult<R>> then(Function<T, CompletionStage<ApiResult<R>>> next) {
        return this instanceof Ok<T> ok
                ? next.apply(ok.value)
                : CompletableFuture.completedFuture(map(never -> {
                    throw new IllegalStateException("a failure has no value");
                }));
    }
}
