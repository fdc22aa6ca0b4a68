package io.croupier.edge;

/** How many more may come now: a bucket of tokens that fills at a steady rate. */
final class TokenBucket {
    private final double perNano;
    private final double capacity;
    private double tokens;
    private long filledAtNanos;

    TokenBucket(double perSecond, int capacity, long nowNanos) {
        this.perNano = perSecond / 1e9;
        this.capacity = capacity;
        this.tokens = capacity;
        this.filledAtNanos = nowNanos;
    }

    /** Takes one token where there is one. */
    boolean take(long nowNanos) {
        tokens = Math.min(capacity, tokens + (nowNanos - filledAtNanos) * perNano);
        filledAtNanos = nowNanos;
        if (tokens < 1) {
            return false;
        }
        tokens -= 1;
        return true;
    }
}
