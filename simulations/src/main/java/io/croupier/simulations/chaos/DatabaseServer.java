package io.croupier.simulations.chaos;

import com.typesafe.config.ConfigFactory;
import io.croupier.http.database.EmbeddedDatabase;
import io.croupier.http.database.EmbeddedSettings;
import io.croupier.http.node.BuildInfo;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A PostgreSQL of the simulation's own, apart from the node: on 127.0.0.1, at the same port over all restarts, with its data
 * in a given folder. It is as durable as the node's embedded one, and refuses to start otherwise (fsync and the like are
 * asserted at each start).
 *
 * <p>All methods may be called from any thread; those that start, stop or signal it wait for each other. They throw a
 * RuntimeException whose message is one line on what the server did instead.
 */
public final class DatabaseServer implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration SOCKET = Duration.ofSeconds(30);
    /** After it, what is left of a server whose main process was killed is killed as well. */
    private static final Duration ORPHANS = Duration.ofSeconds(10);

    private static final Duration RECOVERY = Duration.ofMinutes(2);
    private static final Duration STUCK = Duration.ofSeconds(30);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int FREEZE_ROUNDS = 10;

    private final Path folder;
    private final EmbeddedDatabase server;
    private final SqlAddress address;
    private List<Long> frozen = List.of();
    private volatile boolean closed;

    private DatabaseServer(Path folder, int port, EmbeddedDatabase server) {
        this.folder = folder;
        this.server = server;
        this.address = new SqlAddress(
                port, "croupier", server.access().user(), server.access().password());
    }

    /** The server with its data below {@code folder}, which is made where it is missing; not started yet. */
    public static DatabaseServer in(Path folder) {
        int port = FreePorts.find(1, new SplittableRandom()).get(0);
        // Of the program's own settings these alone: the rest names what only a node knows.
        var settings = EmbeddedSettings.from(ConfigFactory.defaultReferenceUnresolved()
                .withOnlyPath("croupier.database.embedded")
                .resolve());
        String version = BuildInfo.current().postgres();
        return new DatabaseServer(
                folder, port, EmbeddedDatabase.in(folder, settings, version, port, CONNECT, SOCKET, line -> {}));
    }

    /** Where it is and how to log in; good before the start too. */
    public SqlAddress address() {
        return address;
    }

    public Path folder() {
        return folder;
    }

    /** A connection past any proxy; the caller closes it. */
    public Connection connect() throws SQLException {
        return address.connect();
    }

    /** Whether its main process is there, though perhaps frozen or in recovery. */
    public boolean isRunning() {
        return server.pid().isPresent();
    }

    /** The process id of the main process. */
    public long pid() {
        return server.pid().orElseThrow(() -> new ChaosException("no PostgreSQL runs in " + folder));
    }

    /** Starts it, after a crash with its recovery, and returns when it takes connections, with the time that this took. */
    public synchronized Duration start() {
        if (closed) {
            throw new IllegalStateException("the database server in " + folder + " is closed");
        }
        if (isRunning()) {
            throw new IllegalStateException("the database server runs already, pid " + pid());
        }
        long began = System.nanoTime();
        server.start();
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** Stops it with a checkpoint; its clients are cut. Does nothing where it does not run. */
    public synchronized void stop() {
        thaw();
        server.close();
    }

    /** Stops and starts it; the time that both took. */
    public synchronized Duration restart() {
        long began = System.nanoTime();
        stop();
        start();
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** SIGKILL to the main process, and waits until all the others have noticed and are gone; returns its process id. */
    public synchronized long kill() {
        ProcessHandle postmaster = postmaster();
        List<ProcessHandle> all = family(postmaster);
        postmaster.destroyForcibly();
        // One that is frozen would never notice.
        thaw();
        if (!awaitEnd(all)) {
            all.forEach(ProcessHandle::destroyForcibly);
            if (!awaitEnd(all)) {
                throw new ChaosException("processes of PostgreSQL " + postmaster.pid() + " outlive their SIGKILL");
            }
        }
        return postmaster.pid();
    }

    /** SIGSTOP to the main process and all its children; returns their process ids. */
    public synchronized List<Long> freeze() {
        ProcessHandle postmaster = postmaster();
        // The parent first: it forks no more, and what it has forked until then is found in the rounds that follow.
        List<Long> stopped = new ArrayList<>(List.of(postmaster.pid()));
        Signal.STOP.send(stopped);
        frozen = List.copyOf(stopped);
        for (int round = 0; round < FREEZE_ROUNDS; round++) {
            List<Long> found = family(postmaster).stream()
                    .map(ProcessHandle::pid)
                    .filter(pid -> !stopped.contains(pid))
                    .toList();
            if (found.isEmpty()) {
                return frozen;
            }
            Signal.STOP.send(found);
            stopped.addAll(found);
            frozen = List.copyOf(stopped);
        }
        thaw();
        throw new ChaosException("PostgreSQL " + postmaster.pid() + " has new processes though it is stopped");
    }

    /** SIGCONT to all that were frozen; does nothing where none is. */
    public synchronized void thaw() {
        List<Long> stopped = frozen;
        frozen = List.of();
        Signal.CONT.send(stopped);
    }

    /**
     * Waits until it takes connections, and starts it where it is down: what an operator does after a disaster. One that runs
     * and takes none for 30 s is killed, once: after a full disk, PostgreSQL 18 has been seen to wait for ever for a recovery
     * that had ended. Returns the time that all this took.
     *
     * @throws ChaosException where it takes none after 2 minutes
     */
    public synchronized Duration recover() {
        long began = System.nanoTime();
        thaw();
        String last = "";
        boolean wasKilled = false;
        while (System.nanoTime() - began < RECOVERY.toNanos()) {
            if (isRunning() && !wasKilled && System.nanoTime() - began > STUCK.toNanos()) {
                kill();
                wasKilled = true;
            }
            if (!isRunning()) {
                start();
            }
            try (Connection connection = connect()) {
                if (connection.isValid((int) CONNECT.toSeconds())) {
                    return Duration.ofNanos(System.nanoTime() - began);
                }
            } catch (SQLException notYet) {
                last = String.valueOf(notYet.getMessage());
            }
            LockSupport.parkNanos(POLL_NS);
        }
        throw new ChaosException(
                "PostgreSQL takes no connections " + RECOVERY.toSeconds() + " s after a fault: " + last);
    }

    /** Stops it and lets no start follow. Idempotent. */
    @Override
    public void close() {
        closed = true;
        stop();
    }

    private ProcessHandle postmaster() {
        long pid = pid();
        return ProcessHandle.of(pid).orElseThrow(() -> new ChaosException("PostgreSQL " + pid + " has just ended"));
    }

    private static List<ProcessHandle> family(ProcessHandle postmaster) {
        return Stream.concat(Stream.of(postmaster), postmaster.descendants()).toList();
    }

    private static boolean awaitEnd(List<ProcessHandle> processes) {
        long deadline = System.nanoTime() + ORPHANS.toNanos();
        while (processes.stream().anyMatch(DatabaseServer::lives)) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(POLL_NS);
        }
        return true;
    }

    /** An ended process that nobody has waited for still has its number, but no program any more. */
    private static boolean lives(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }
}
