package io.croupier.http.database;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.time.Duration;

/** What {@code croupier.database.embedded} says; see there for the meaning of each. */
public record EmbeddedSettings(
        Path binariesDirectory,
        Duration startTimeout,
        Duration stopTimeout,
        int maxConnections,
        String sharedBuffers,
        String maxWalSize) {

    /** Reads {@code croupier.database.embedded}. */
    public static EmbeddedSettings from(Config config) {
        Config embedded = config.getConfig("croupier.database.embedded");
        return new EmbeddedSettings(
                binaries(embedded.getString("binaries-dir")),
                embedded.getDuration("start-timeout"),
                embedded.getDuration("stop-timeout"),
                embedded.getInt("max-connections"),
                embedded.getString("shared-buffers"),
                embedded.getString("max-wal-size"));
    }

    private static Path binaries(String configured) {
        if (!configured.isEmpty()) {
            return Path.of(configured).toAbsolutePath();
        }
        String cache = System.getenv("XDG_CACHE_HOME");
        Path base = cache == null || cache.isEmpty()
                ? Path.of(System.getProperty("user.home", "."), ".cache")
                : Path.of(cache);
        return base.resolve("croupier").toAbsolutePath();
    }
}
