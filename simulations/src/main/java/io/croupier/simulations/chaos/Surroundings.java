package io.croupier.simulations.chaos;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that faults can break: a node, and what the simulation has put around it. It owns these, and closes them in their
 * order.
 *
 * @param node the only thing that is always there
 * @param database null where the node runs on its embedded one
 * @param proxy between node and database; null where the node connects directly
 * @param disk on which the database's folder lies; null where that is any disk
 * @param home a folder of the simulation's own
 * @param otherJar another version's program; null where none was given
 */
public record Surroundings(
        NodeProcess node,
        @Nullable DatabaseServer database,
        @Nullable DelayingProxy proxy,
        @Nullable LimitedDisk disk,
        Path home,
        @Nullable Path otherJar,
        Holds holds)
        implements AutoCloseable {

    /** A node alone. */
    public static Surroundings of(NodeProcess node, Path home) {
        return new Surroundings(node, null, null, null, home, null, new Holds());
    }

    /** The same node, which connects to {@code server} through {@code before}. */
    public Surroundings with(DatabaseServer server, @Nullable DelayingProxy before, @Nullable LimitedDisk below) {
        return new Surroundings(node, server, before, below, home, otherJar, holds);
    }

    public Surroundings withOtherJar(Path jar) {
        return new Surroundings(node, database, proxy, disk, home, jar, holds);
    }

    DatabaseServer needDatabase() {
        return need(database, "PostgreSQL");
    }

    DelayingProxy needProxy() {
        return need(proxy, "proxy");
    }

    LimitedDisk needDisk() {
        return need(disk, "disk");
    }

    private static <T> T need(@Nullable T part, String what) {
        return Optional.ofNullable(part)
                .orElseThrow(() -> new IllegalStateException("there is no " + what + ": the fault should be refused"));
    }

    /** Undoes what holds a part back: the database and the node go on, bytes flow, the ballast goes. Starts nothing. */
    List<String> release() {
        List<String> broken = new ArrayList<>();
        if (disk != null) {
            attempt(broken, disk::release);
        }
        if (database != null) {
            attempt(broken, database::thaw);
        }
        if (proxy != null) {
            attempt(broken, proxy::heal);
        }
        attempt(broken, node::thaw);
        return broken;
    }

    /** Brings everything back, from the disk up to a node that is ready; says what stays broken. */
    List<String> heal() {
        List<String> broken = release();
        if (database != null) {
            attempt(broken, database::recover);
        }
        attempt(broken, () -> {
            if (!node.isRunning()) {
                node.start();
            }
            node.awaitReady();
        });
        return broken;
    }

    /**
     * Ends everything, the node first, so that it can still write, and the disk last. Idempotent, and good in a shutdown hook.
     *
     * @throws ChaosException which names what could not be ended
     */
    @Override
    public void close() {
        holds.end();
        List<String> broken = release();
        attempt(broken, node::close);
        if (proxy != null) {
            attempt(broken, proxy::close);
        }
        if (database != null) {
            attempt(broken, database::close);
        }
        if (disk != null) {
            attempt(broken, disk::close);
        }
        if (!broken.isEmpty()) {
            throw new ChaosException(String.join("; ", broken));
        }
    }

    private static void attempt(List<String> broken, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            broken.add(Words.firstLine(e));
        }
    }
}
