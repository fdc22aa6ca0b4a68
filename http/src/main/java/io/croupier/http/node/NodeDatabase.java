package io.croupier.http.node;

import com.typesafe.config.Config;
import io.croupier.http.database.DatabaseAccess;
import io.croupier.http.database.EmbeddedDatabase;
import io.croupier.http.database.EmbeddedSettings;
import io.croupier.http.database.Migrations;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The database of one node: its own embedded one, or one that is there already. */
record NodeDatabase(DatabaseAccess access, Optional<EmbeddedDatabase> embedded) implements AutoCloseable {
    /** Where it will be; nothing is started or asked yet. */
    static NodeDatabase of(NodeSettings settings, Consumer<String> progress) {
        Config config = settings.config().getConfig("croupier.database");
        Duration connect = config.getDuration("connect-timeout");
        Duration socket = config.getDuration("socket-timeout");
        String url = config.getString("url");
        if (!url.isEmpty()) {
            DatabaseAccess access =
                    DatabaseAccess.of(url, config.getString("user"), config.getString("password"), connect, socket);
            return new NodeDatabase(access, Optional.empty());
        }
        EmbeddedDatabase embedded = EmbeddedDatabase.in(
                settings.dataDirectory(),
                EmbeddedSettings.from(settings.config()),
                BuildInfo.current().postgres(),
                connect,
                socket,
                progress);
        return new NodeDatabase(embedded.access(), Optional.of(embedded));
    }

    /** Starts it if it is ours, asks it whether it is fit, and moves the schema to this build's. */
    void start(Consumer<String> progress) {
        begin(progress);
        migrate(progress);
    }

    /** Starts it if it is ours, and asks it whether it is fit. */
    void begin(Consumer<String> progress) {
        embedded.ifPresent(EmbeddedDatabase::start);
        DatabaseAccess.Server server = access.probe();
        progress.accept("database is up: PostgreSQL " + server.version() + " at " + access.location());
        List<String> unsafe = server.unsafe();
        if (!unsafe.isEmpty()) {
            progress.accept("WARNING: the database runs with " + String.join(", ", unsafe)
                    + ": a power cut there loses acknowledged money");
        }
    }

    /** Moves the schema to this build's. */
    void migrate(Consumer<String> progress) {
        int scripts = Migrations.run(access);
        progress.accept(scripts == 0 ? "schema is up to date" : "schema is up to date (" + scripts + " scripts ran)");
    }

    /** Stops it if it is ours. */
    @Override
    public void close() {
        embedded.ifPresent(EmbeddedDatabase::close);
    }
}
