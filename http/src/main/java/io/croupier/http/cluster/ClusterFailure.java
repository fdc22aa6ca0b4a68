package io.croupier.http.cluster;

/** Why something could not be done to the cluster. The message is one line: what, which value, what to do about it. */
final class ClusterFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    ClusterFailure(String message) {
        super(message);
    }

    ClusterFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
