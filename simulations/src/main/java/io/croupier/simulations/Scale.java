package io.croupier.simulations;

import java.time.Duration;

/**
 * How much is played.
 *
 * @param perSecond bets per second over all tables, in the long run
 * @param players who bet, each with a socket
 * @param watchers who only watch, each with a socket
 */
record Scale(double perSecond, Duration duration, int players, int watchers) {
    Scale {
        if (!(perSecond > 0) || perSecond > 100_000) {
            throw new IllegalArgumentException("perSecond=" + perSecond + " must be more than 0 and at most 100000");
        }
    }

    /** How many bets that is, on average. */
    long bets() {
        return Math.round(perSecond * duration.toMillis() / 1e3);
    }

    /** How many sockets that is. */
    int connections() {
        return players + watchers;
    }
}
