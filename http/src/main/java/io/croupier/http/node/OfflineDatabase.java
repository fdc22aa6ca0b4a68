package io.croupier.http.node;

import com.typesafe.config.ConfigFactory;
import io.croupier.feed.CheckpointKey;
import io.croupier.http.database.DatabaseAccess;
import io.croupier.http.database.DatabaseFailure;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The database of a node that is not running, for tools: the one in the data directory is started and stopped again, another one is
 * only asked, and its schema is left as it is.
 */
public final class OfflineDatabase implements AutoCloseable {
    private static final String PATIENT = "croupier.database.socket-timeout = 1 h";

    private final NodeSettings settings;
    private final AutoCloseable lock;
    private final NodeDatabase database;

    private OfflineDatabase(NodeSettings settings, AutoCloseable lock, NodeDatabase database) {
        this.settings = settings;
        this.lock = lock;
        this.database = database;
    }

    /** Opens what the environment's variables name; throws {@link StartFailure} where that cannot be. */
    public static OfflineDatabase open(Consumer<String> progress) {
        NodeSettings settings = NodeSettings.forDeveloper(ConfigFactory.parseString(PATIENT));
        boolean own = settings.config().getString("croupier.database.url").isEmpty();
        AutoCloseable lock = own ? DataDirectory.take(settings.dataDirectory()) : () -> {};
        try {
            NodeDatabase database = NodeDatabase.of(settings, progress);
            if (own) {
                database.start(progress);
            } else {
                database.access().probe();
            }
            return new OfflineDatabase(settings, lock, database);
        } catch (DatabaseFailure failure) {
            throw new StartFailure(String.valueOf(failure.getMessage()), failure);
        }
    }

    /** How to reach it. */
    public DatabaseAccess access() {
        return database.access();
    }

    /** Where checkpoints lie outside of it. */
    public Path checkpoints() {
        return CheckpointAccess.folder(settings);
    }

    /** What checkpoints are signed with here. */
    public CheckpointKey checkpointKey() {
        return CheckpointAccess.key(settings, MasterKey.of(settings));
    }

    @Override
    public void close() {
        database.close();
        try {
            lock.close();
        } catch (Exception failure) {
            throw new IllegalStateException("the data directory's lock: " + failure.getMessage(), failure);
        }
    }
}
