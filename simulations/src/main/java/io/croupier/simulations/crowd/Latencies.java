package io.croupier.simulations.crowd;

import io.croupier.simulations.load.Measurements;
import io.croupier.simulations.load.Operation;
import org.jspecify.annotations.Nullable;

/**
 * What a crowd measures.
 *
 * @param lag how busy the crowd itself is: where it is late, so is all that it measures
 * @param delivery null where the server's clock is not this machine's
 */
record Latencies(
        Operation connect,
        Operation reconnect,
        Operation ping,
        Operation lag,
        @Nullable Operation delivery) {
    static Latencies in(Measurements measurements, boolean sameClock) {
        return new Latencies(
                measurements.operation("watcher connect", "from when a watcher was due to its last table's subscribed"),
                measurements.operation(
                        "watcher reconnect", "from a watcher's loss to its last table's subscribed, with its back-off"),
                measurements.operation("watcher ping", "from a watcher's ping to its pong"),
                measurements.operation("crowd lag", "from when the crowd's thread was to run to when it ran"),
                sameClock
                        ? measurements.operation("delivery", "from a table event's time to its arrival at a watcher")
                        : null);
    }
}
