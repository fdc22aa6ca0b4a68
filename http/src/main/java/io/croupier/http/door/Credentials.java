package io.croupier.http.door;

import akka.http.javadsl.model.HttpRequest;
import java.util.concurrent.CompletionStage;

/** What proves who a request comes from, checked in two steps: headers before the body is read, then the body. */
@FunctionalInterface
public interface Credentials {
    /** Throws, or fails with, a {@link ProblemException} for a request that can be refused by its headers alone. */
    CompletionStage<Proof> read(HttpRequest request);

    /** The headers are in order; now the body. */
    @FunctionalInterface
    interface Proof {
        /** Who it is; throws {@link ProblemException} where body and headers do not fit. */
        Caller check(byte[] body);
    }
}
