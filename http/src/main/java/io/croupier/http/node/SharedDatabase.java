package io.croupier.http.node;

import com.typesafe.config.ConfigFactory;
import io.croupier.http.database.DatabaseAccess;
import io.croupier.http.database.DatabaseFailure;
import io.croupier.http.database.SecretFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The database and the key that several nodes share which one program of this machine starts: that program's own, so that no
 * node's end takes them down. The data directory may be one that a single node has used; nobody else uses it meanwhile.
 */
public final class SharedDatabase implements AutoCloseable {
    /** Connections that one node opens at most, with some to look at it. */
    private static final int CONNECTIONS_PER_NODE = 24;

    private static final int KEY_BYTES = 32;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final DataDirectory lock;
    private final NodeDatabase database;
    private final String masterKey;

    private SharedDatabase(DataDirectory lock, NodeDatabase database, String masterKey) {
        this.lock = lock;
        this.database = database;
        this.masterKey = masterKey;
    }

    /**
     * Takes the data directory, waits until no node of an earlier run has its own below {@code nodes} any more, and starts the
     * database.
     *
     * @param mostNodes that will use it at a time
     * @param patience how long nodes of an earlier run may take to end: two clusters on one database are two owners of a wallet
     * @throws StartFailure with one line on what is in the way
     */
    public static SharedDatabase open(
            NodeSettings settings, Path nodes, int mostNodes, Duration patience, Consumer<String> progress) {
        DataDirectory lock = DataDirectory.take(settings.dataDirectory());
        try {
            awaitEnd(nodes, patience, progress);
            String key = settings.config().getString("croupier.master-key");
            if (key.isEmpty()) {
                key = Base64.getEncoder()
                        .encodeToString(
                                SecretFile.readOrCreate(settings.dataDirectory().resolve("master.key"), KEY_BYTES));
            }
            NodeDatabase database = NodeDatabase.of(forNodes(settings, mostNodes), progress);
            database.start(progress);
            return new SharedDatabase(lock, database, key);
        } catch (DatabaseFailure failure) {
            lock.close();
            throw new StartFailure(String.valueOf(failure.getMessage()), failure);
        } catch (IOException failure) {
            lock.close();
            throw new StartFailure(
                    "the data directory " + settings.dataDirectory() + " can't be used: " + failure, failure);
        } catch (RuntimeException failure) {
            lock.close();
            throw failure;
        }
    }

    private static NodeSettings forNodes(NodeSettings settings, int mostNodes) {
        String key = "croupier.database.embedded.max-connections";
        int least = mostNodes * CONNECTIONS_PER_NODE;
        return settings.with(ConfigFactory.parseString(
                key + " = " + Math.max(settings.config().getInt(key), least)));
    }

    private static void awaitEnd(Path nodes, Duration patience, Consumer<String> progress) throws IOException {
        List<Path> directories = new ArrayList<>();
        if (Files.isDirectory(nodes)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(nodes, Files::isDirectory)) {
                found.forEach(directories::add);
            }
        }
        long deadline = System.nanoTime() + patience.toNanos();
        boolean told = false;
        for (Path directory : directories) {
            while (!isFree(directory, deadline)) {
                if (!told) {
                    progress.accept("waiting for the nodes of an earlier run to end");
                    told = true;
                }
                LockSupport.parkNanos(LOOK_AGAIN.toNanos());
            }
        }
    }

    private static boolean isFree(Path directory, long deadline) {
        try {
            DataDirectory.take(directory).close();
            return true;
        } catch (StartFailure inUse) {
            if (System.nanoTime() > deadline) {
                throw inUse;
            }
            return false;
        }
    }

    /** How the nodes reach it. */
    public DatabaseAccess access() {
        return database.access();
    }

    /** The key that all nodes must be given, 32 bytes in base64. */
    public String masterKey() {
        return masterKey;
    }

    /** Stops the database, where it is an embedded one; no node uses it any more. */
    @Override
    public void close() {
        try {
            database.close();
        } finally {
            lock.close();
        }
    }
}
