package io.croupier.simulations;

import io.croupier.simulations.chaos.DatabaseServer;
import io.croupier.simulations.chaos.DelayingProxy;
import io.croupier.simulations.chaos.LimitedDisk;
import io.croupier.simulations.chaos.SqlAddress;
import io.croupier.simulations.chaos.Surroundings;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a simulation plays against: a program of its own with all that is around it, or one that runs already.
 *
 * @param journal null where the target's database is not known
 * @param surroundings null where the simulation did not start the target
 */
record Site(
        Target target,
        Tables tables,
        @Nullable Journal journal,
        @Nullable Surroundings surroundings) implements AutoCloseable {
    private static final int DISK_MIB = 1024;
    private static final long PAUSE_MS = 500;

    /**
     * A program that is not started yet. Where faults are wanted, or the scenario restarts it, it gets a
     * PostgreSQL of its own, and for faults a proxy before it.
     */
    static Site own(SimulationOptions options, String classPath, Path home, HttpClient http) {
        Scenario scenario = options.scenario();
        Tables tables = scenario.tables();
        String config =
                tables.config(Casino.CURRENCY, scenario.bettingWindowMs(options.scale()), PAUSE_MS, scenario.books());
        Ports ports = Ports.free(new SplittableRandom());
        if (options.nodes() > 1) {
            return cluster(options, config, classPath, home, ports, http);
        }
        if (!options.chaos().any() && !scenario.restarts()) {
            var program = new Program(classPath, config, home, ports, http);
            var journal = new Journal(() -> program.embedded().connect());
            return new Site(Target.of(program), tables, journal, Surroundings.of(program, home));
        }
        LimitedDisk disk = options.chaos().wantsDisk() ? LimitedDisk.mount(home.resolve("disk"), DISK_MIB) : null;
        try {
            DatabaseServer database = DatabaseServer.in((disk == null ? home : disk.folder()).resolve("database"));
            DelayingProxy proxy = options.chaos().any()
                    ? DelayingProxy.before(database.address().port(), options.seed())
                    : null;
            SqlAddress seen =
                    proxy == null ? database.address() : database.address().behind(proxy.port());
            var program = new Program(classPath, config, home, ports, http, Program.on(seen));
            Surroundings around = Surroundings.of(program, home).with(database, proxy, disk);
            Path other = options.chaos().rollTo();
            return new Site(
                    Target.of(program),
                    tables,
                    new Journal(database::connect),
                    other == null ? around : around.withOtherJar(other));
        } catch (RuntimeException e) {
            // Unlike all else so far, it would outlive this process.
            if (disk != null) {
                disk.close();
            }
            throw e;
        }
    }

    /** A cluster that is not started yet, with the database of its launcher's: faults hit its nodes. */
    private static Site cluster(
            SimulationOptions options, String config, String classPath, Path home, Ports ports, HttpClient http) {
        var nodes = new ClusterNodes(
                givenUp -> new ClusterProgram(classPath, home, config, options.nodes(), http, ports, givenUp),
                options.nodes(),
                new SplittableRandom(options.seed()));
        return new Site(
                ClusterProgram.target(ports),
                options.scenario().tables(),
                ClusterProgram.journal(home),
                Surroundings.of(nodes, home));
    }

    /** One that runs already; its journal is read where its database is told. */
    static Site remote(SimulationOptions options, HttpClient http) {
        Target target = Remote.target(options, http);
        String url = options.dbUrl();
        Journal journal = url == null ? null : new Journal(() -> DriverManager.getConnection(url));
        return new Site(target, Remote.tables(http, target), journal, null);
    }

    /** Starts what is not running yet. */
    void start() {
        if (surroundings == null) {
            return;
        }
        DatabaseServer database = surroundings.database();
        if (database != null) {
            database.start();
        }
        surroundings.node().start();
    }

    @Override
    public void close() {
        if (surroundings != null) {
            surroundings.close();
        }
    }
}
