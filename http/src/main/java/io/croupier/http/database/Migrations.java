package io.croupier.http.database;

import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * The schema, moved to what this build expects before anything uses it. Each module owns its scripts and has its own
 * history table, so that modules move apart from each other. Nodes that start together wait for each other.
 */
public final class Migrations {
    private static final List<String> MODULES = List.of("wallet", "round", "feed", "edge", "http");

    private Migrations() {}

    /**
     * Brings every module's part of the schema up to date and returns how many scripts ran.
     *
     * @throws DatabaseFailure when a script fails or the schema is of a newer build
     */
    public static int run(DatabaseAccess access) {
        int executed = 0;
        for (String module : MODULES) {
            String location = "db/migration/" + module;
            if (Migrations.class.getClassLoader().getResource(location) != null) {
                executed += migrate(access, module, location);
            }
        }
        return executed;
    }

    private static int migrate(DatabaseAccess access, String module, String location) {
        try {
            return Flyway.configure()
                    .dataSource(access.jdbcUrl(), access.user(), access.password())
                    .locations("classpath:" + location)
                    .table("flyway_history_" + module)
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .validateMigrationNaming(true)
                    .load()
                    .migrate()
                    .migrationsExecuted;
        } catch (FlywayException failure) {
            String reason = String.valueOf(failure.getMessage())
                    .lines()
                    .filter(line -> !line.isBlank())
                    .findFirst()
                    .orElse("");
            throw new DatabaseFailure(
                    "the schema of module " + module + " in " + access.location() + " can't be brought up to date: "
                            + reason,
                    failure);
        }
    }
}
