package io.croupier.simulations.chaos;

import java.time.Duration;
import java.time.Instant;

/**
 * A node that the simulation started, as a process of the operating system, or several that are one cluster; then whoever kills,
 * ends or freezes hits any one of them, and it is started and ready when all are there. Its methods may be called from any thread; those
 * that start and stop it wait for each other. They throw a RuntimeException whose message says what the node did instead.
 */
public interface NodeProcess extends AutoCloseable {
    boolean isRunning();

    /** The process id of the JVM that runs now or ran last. */
    long pid();

    /** How it was started last. */
    Launch launch();

    /**
     * Starts it and returns when it is ready, with the time that this took.
     *
     * @throws IllegalStateException where it runs already or was closed
     */
    Duration start(Launch launch);

    /** Whether it can be started in another way than {@link Launch#USUAL}. */
    default boolean takesLaunches() {
        return true;
    }

    /** Starts it as last time. */
    default Duration start() {
        return start(launch());
    }

    /** SIGKILL to the JVM alone, and waits until it is gone; fails where it had ended by itself. */
    void kill();

    /** SIGTERM, and waits for the end; returns the exit code, and fails where it takes longer than a node may take. */
    int terminate();

    /** Stops it where it is, and lets it go on; both do nothing to a node that does not run. */
    void freeze();

    void thaw();

    /** Waits until it says that it is ready, with the time that this took; fails at once where it has ended. */
    Duration awaitReady();

    /** What its clock says, whole seconds. */
    Instant clock();

    /** Lets it go on if it is frozen, stops it, by force where it does not obey, and lets no start follow. Idempotent. */
    @Override
    void close();
}
