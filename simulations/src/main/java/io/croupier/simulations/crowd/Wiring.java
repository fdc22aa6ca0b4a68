package io.croupier.simulations.crowd;

import io.netty.channel.EventLoop;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * What all the watchers of a crowd share. Used on the loop's thread.
 *
 * @param alive watchers that are connected or will be
 * @param watching watchers that are connected and subscribed
 * @param stalled watchers that are connected and do not read
 */
record Wiring(
        EventLoop loop,
        WatchSocket.Door door,
        MessageReader reader,
        UtcTimes times,
        Clock clock,
        Latencies latencies,
        Tally tally,
        Faults faults,
        BackOff backOff,
        RandomGenerator random,
        AtomicInteger alive,
        AtomicInteger watching,
        AtomicInteger stalled) {}
