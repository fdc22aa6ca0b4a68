package io.croupier.http.database;

import io.croupier.http.database.ServerCommand.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A real PostgreSQL of the node's own, in a directory that survives restarts, as durable as a server in production.
 *
 * <p>It is driven through {@code initdb} and {@code pg_ctl} rather than through a test library: it must not stop
 * when the terminal's Ctrl-C reaches all processes (the actors still write then), must stop last, must come back
 * after a crash with its data, and must never run with settings that it was not given here.
 *
 * <p>Of the data directory that another run was killed in: a server that still runs is stopped properly, and its
 * log replayed by PostgreSQL itself; nothing of PostgreSQL's is ever deleted. A directory of another major version
 * is refused. The caller holds the lock of the directory around it.
 */
public final class EmbeddedDatabase implements AutoCloseable {
    private static final long RETRY_PAUSE_MS = 200;
    static final String DATABASE = "croupier";
    private static final int PASSWORD_BYTES = 24;
    private static final Duration INIT_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration LINGERING = Duration.ofSeconds(10);

    private final Path home;
    private final Path directory;
    private final Path passwordFile;
    private final EmbeddedSettings settings;
    private final String version;
    private final Consumer<String> progress;
    private final int port;
    private final DatabaseAccess access;

    private EmbeddedDatabase(
            Path home,
            EmbeddedSettings settings,
            String version,
            int port,
            String password,
            Consumer<String> progress,
            Duration connectTimeout,
            Duration socketTimeout) {
        this.home = home;
        this.directory = home.resolve("postgres");
        this.passwordFile = home.resolve("postgres.password");
        this.settings = settings;
        this.version = version;
        this.port = port;
        this.progress = progress;
        this.access = DatabaseAccess.of(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE,
                DATABASE,
                password,
                connectTimeout,
                socketTimeout);
    }

    /**
     * The database below {@code dataDirectory}, not started yet, at a free port of 127.0.0.1.
     *
     * @param version PostgreSQL's version with its minor, which names the unpacked programs
     * @param progress told what is done, one line each
     */
    public static EmbeddedDatabase in(
            Path dataDirectory,
            EmbeddedSettings settings,
            String version,
            Duration connectTimeout,
            Duration socketTimeout,
            Consumer<String> progress) {
        return in(dataDirectory, settings, version, freePort(), connectTimeout, socketTimeout, progress);
    }

    /** The same at {@code port} of 127.0.0.1, for one that others must find again after a restart. */
    public static EmbeddedDatabase in(
            Path dataDirectory,
            EmbeddedSettings settings,
            String version,
            int port,
            Duration connectTimeout,
            Duration socketTimeout,
            Consumer<String> progress) {
        Path home = dataDirectory.toAbsolutePath().normalize();
        try {
            Files.createDirectories(home.resolve("logs"));
            home = home.toRealPath();
            String password = HexFormat.of()
                    .formatHex(SecretFile.readOrCreate(home.resolve("postgres.password"), PASSWORD_BYTES));
            return new EmbeddedDatabase(
                    home, settings, version, port, password, progress, connectTimeout, socketTimeout);
        } catch (IOException failure) {
            throw new DatabaseFailure("the data directory " + home + " can't be used: " + failure, failure);
        }
    }

    /** Where it will be reached; good before the start too. */
    public DatabaseAccess access() {
        return access;
    }

    /** The process id of the server, while one runs. */
    public Optional<Long> pid() {
        return Postmaster.runningOn(directory).map(ProcessHandle::pid);
    }

    /**
     * Starts it and returns when it takes connections, its recovery finished.
     *
     * @throws DatabaseFailure with one line on what is in the way
     */
    public void start() {
        Path binaries = PostgresBinaries.unpacked(settings.binariesDirectory(), version);
        ServerCommand command = new ServerCommand(binaries, home.resolve("logs").resolve("postgres-control.log"));
        refuseOtherMajor();
        stopOrphan(command);
        if (!Files.exists(directory.resolve("PG_VERSION"))) {
            initialise(command);
        }
        configure();
        launch(command);
        try {
            createDatabase();
            assertDurable();
        } catch (RuntimeException failure) {
            close();
            throw failure;
        }
    }

    /** Stops it with a checkpoint; clients are cut. Does nothing when it does not run. */
    @Override
    public void close() {
        if (Postmaster.runningOn(directory).isEmpty()) {
            return;
        }
        Path binaries = PostgresBinaries.unpacked(settings.binariesDirectory(), version);
        stop(new ServerCommand(binaries, home.resolve("logs").resolve("postgres-control.log")));
    }

    private void refuseOtherMajor() {
        Path file = directory.resolve("PG_VERSION");
        if (!Files.exists(file)) {
            return;
        }
        String ours = version.substring(0, version.indexOf('.'));
        String theirs = read(file).trim();
        if (!theirs.equals(ours)) {
            throw new DatabaseFailure(directory + " belongs to PostgreSQL " + theirs + ", and this is PostgreSQL "
                    + ours + ": move it with pg_upgrade or a dump, or name another directory with CROUPIER_DATA_DIR");
        }
    }

    private void stopOrphan(ServerCommand command) {
        Optional<ProcessHandle> orphan = Postmaster.runningOn(directory);
        if (orphan.isPresent()) {
            progress.accept("stopping the PostgreSQL that an earlier run left behind (pid "
                    + orphan.get().pid() + ")");
            stop(command);
        }
    }

    private void stop(ServerCommand command) {
        long seconds = settings.stopTimeout().toSeconds();
        Outcome outcome = command.run(
                "pg_ctl",
                List.of("-D", directory.toString(), "-m", "fast", "-w", "-t", Long.toString(seconds), "stop"),
                settings.stopTimeout().plusSeconds(5));
        if (!outcome.succeeded() && Postmaster.runningOn(directory).isPresent()) {
            throw new DatabaseFailure("PostgreSQL in " + directory + " does not stop: " + outcome.reason());
        }
    }

    private void initialise(ServerCommand command) {
        progress.accept("creating the database in " + directory);
        Path fresh = home.resolve("postgres.new");
        PostgresBinaries.deleteTree(fresh);
        Outcome outcome = command.run(
                "initdb",
                List.of(
                        "-D",
                        fresh.toString(),
                        "-U",
                        DATABASE,
                        "--pwfile=" + passwordFile,
                        "-A",
                        "scram-sha-256",
                        "-E",
                        "UTF8",
                        "--locale=C"),
                INIT_TIMEOUT);
        if (!outcome.succeeded()) {
            throw new DatabaseFailure(
                    "PostgreSQL's data directory can't be created in " + directory + ": " + outcome.reason());
        }
        try {
            Files.writeString(
                    fresh.resolve("postgresql.conf"),
                    Files.readString(fresh.resolve("postgresql.conf"), StandardCharsets.UTF_8)
                            + "\ninclude_if_exists = 'croupier.conf'\n",
                    StandardCharsets.UTF_8);
            Files.move(fresh, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new DatabaseFailure("the data directory " + directory + " can't be written: " + failure, failure);
        }
    }

    private void configure() {
        String logs = home.resolve("logs").toString().replace("'", "''");
        String text = """
                # Written at every start.
                listen_addresses = '127.0.0.1'
                unix_socket_directories = ''
                max_connections = %d
                shared_buffers = '%s'
                max_wal_size = '%s'
                min_wal_size = '256MB'
                wal_buffers = '16MB'
                checkpoint_timeout = '10min'
                checkpoint_completion_target = 0.9
                random_page_cost = 1.1
                jit = off
                log_min_messages = warning
                log_checkpoints = off
                logging_collector = on
                log_directory = '%s'
                log_filename = 'postgres-%%a.log'
                log_truncate_on_rotation = on
                log_rotation_age = '1d'
                log_rotation_size = 0
                """.formatted(settings.maxConnections(), settings.sharedBuffers(), settings.maxWalSize(), logs);
        try {
            Files.writeString(directory.resolve("croupier.conf"), text, StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new DatabaseFailure("the data directory " + directory + " can't be written: " + failure, failure);
        }
    }

    private void launch(ServerCommand command) {
        Path log = home.resolve("logs").resolve("postgres-start.log");
        if (Files.exists(directory.resolve("postmaster.pid"))) {
            progress.accept("the last run was killed: PostgreSQL replays its log");
        }
        long deadline = System.nanoTime() + LINGERING.toNanos();
        String reason = tryLaunch(command, log);
        while (!reason.isEmpty() && lingers(log) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(LINGERING.toNanos() / 20);
            reason = tryLaunch(command, log);
        }
        if (!reason.isEmpty()) {
            throw new DatabaseFailure("PostgreSQL does not start in " + directory + ": " + reason + " (see "
                    + home.resolve("logs") + ")");
        }
    }

    /** Whether processes of a server whose main process was killed are still on their way out. */
    private boolean lingers(Path log) {
        String said = Files.exists(log) ? read(log) : "";
        return said.contains("shared memory block")
                || (said.contains("postmaster.pid\" already exists")
                        && Postmaster.runningOn(directory).isEmpty());
    }

    /** Starts the server; returns why it did not, or nothing. */
    private String tryLaunch(ServerCommand command, Path log) {
        long seconds = settings.startTimeout().toSeconds();
        // On the command line, these win over anything that ALTER SYSTEM may have left in the directory.
        String options = "-p " + port + " -c fsync=on -c synchronous_commit=on -c full_page_writes=on";
        try {
            Files.deleteIfExists(log);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Outcome outcome = command.run(
                "pg_ctl",
                List.of(
                        "-D",
                        directory.toString(),
                        "-l",
                        log.toString(),
                        "-w",
                        "-t",
                        Long.toString(seconds),
                        "-o",
                        options,
                        "start"),
                settings.startTimeout().plusSeconds(5));
        if (outcome.succeeded()) {
            return "";
        }
        String said = Files.exists(log) ? read(log) : "";
        return said.contains("FATAL") ? new Outcome(1, said).reason() : outcome.reason();
    }

    /** On a machine that is short of time a login can exceed its limit right after the start; only a refusal is final. */
    private void createDatabase() {
        DatabaseAccess maintenance = new DatabaseAccess(
                access.jdbcUrl().replace("/" + DATABASE + "?", "/postgres?"), access.user(), access.password());
        long deadline = System.nanoTime() + settings.startTimeout().toNanos();
        while (true) {
            try {
                createDatabase(maintenance);
                return;
            } catch (SQLException failure) {
                if (String.valueOf(failure.getSQLState()).startsWith("28")) {
                    throw new DatabaseFailure(
                            "the embedded PostgreSQL does not take our login (" + passwordFile + " must be the one that"
                                    + " its data directory was made with): " + failure.getMessage(),
                            failure);
                }
                if (System.nanoTime() >= deadline || !pause()) {
                    throw new DatabaseFailure(
                            "the embedded PostgreSQL runs and does not answer within "
                                    + settings.startTimeout().toSeconds()
                                    + " s (croupier.database.embedded.start-timeout): " + failure.getMessage(),
                            failure);
                }
            }
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(RETRY_PAUSE_MS);
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void createDatabase(DatabaseAccess maintenance) throws SQLException {
        try (Connection connection = maintenance.connect();
                Statement statement = connection.createStatement()) {
            boolean exists;
            try (ResultSet found =
                    statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
                exists = found.next();
            }
            if (!exists) {
                statement.executeUpdate("CREATE DATABASE " + DATABASE);
            }
        }
    }

    private void assertDurable() {
        List<String> unsafe = access.probe().unsafe();
        if (!unsafe.isEmpty()) {
            throw new DatabaseFailure("the embedded PostgreSQL runs with " + String.join(", ", unsafe)
                    + ", under which a power cut loses acknowledged money; each must be on");
        }
    }

    private static int freePort() {
        try {
            return FreePort.of(InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new DatabaseFailure("there is no free port on 127.0.0.1: " + failure, failure);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
