package io.croupier.simulations.load;

/** A rate over time. */
@FunctionalInterface
public interface RateCurve {
    /** Requests per second, so many seconds after the start; 0 or less: none then. */
    double at(double seconds);

    static RateCurve constant(double perSecond) {
        return seconds -> perSecond;
    }
}
