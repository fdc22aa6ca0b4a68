package io.croupier.simulations.crowd;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** When a watcher pings, and what became of its last ping. */
final class Heartbeat {
    private static final long USUAL_INTERVAL_MS = 25_000;
    private static final int MAX_MISSED = 2;
    /** Above all ids of other messages. */
    private static final long FIRST_ID = 100;

    private long intervalNanos = TimeUnit.MILLISECONDS.toNanos(USUAL_INTERVAL_MS);
    private long dueNanos;
    private long id = FIRST_ID;
    /** When the ping was sent whose pong is awaited, 0 where none is. */
    private long sentNanos;

    private long rttMs = -1;
    private int missed;

    /** The server says how often it wants to hear from its clients. */
    void every(long intervalMs) {
        intervalNanos = TimeUnit.MILLISECONDS.toNanos(intervalMs);
    }

    /** Begins with a new connection; at any time of the interval, for those who came together need not ping together. */
    void start(long now, RandomGenerator random) {
        expectNothing();
        dueNanos = now + random.nextLong(intervalNanos);
    }

    /** True once per interval. */
    boolean isDue(long now) {
        if (now - dueNanos < 0) {
            return false;
        }
        dueNanos += intervalNanos;
        return true;
    }

    /** A pong that has not come yet will not be missed. */
    void expectNothing() {
        sentNanos = 0;
        missed = 0;
    }

    /** Whether the last ping has no pong yet; to be asked before the next ping, once. */
    boolean hasMissed() {
        if (sentNanos == 0) {
            return false;
        }
        missed++;
        return true;
    }

    boolean isDead() {
        return missed >= MAX_MISSED;
    }

    /** The next ping. */
    String ping(long now, boolean expectsPong) {
        sentNanos = expectsPong ? now : 0;
        id++;
        return Requests.ping(id, rttMs);
    }

    /** Whether this is the pong of the last ping. */
    boolean isAnsweredBy(Message pong) {
        return pong.number(Field.ID) == id;
    }

    /** The last ping's pong has come; the round trip in nanoseconds, negative where it was not expected. */
    long answered(long now) {
        long rtt = sentNanos == 0 ? -1 : now - sentNanos;
        if (rtt >= 0) {
            rttMs = TimeUnit.NANOSECONDS.toMillis(rtt);
        }
        expectNothing();
        return rtt;
    }
}
