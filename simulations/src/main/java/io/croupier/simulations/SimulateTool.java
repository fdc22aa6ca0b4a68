package io.croupier.simulations;

import io.croupier.simulations.chaos.ChaosException;
import io.croupier.simulations.domain.DomainSimulation;
import io.croupier.simulations.points.CrashPoints;
import io.croupier.simulations.report.ReportFiles;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.spi.ToolProvider;

/** The sub-command {@code croupier simulate}: found by the program as a service, so that nothing depends on this module. */
public final class SimulateTool implements ToolProvider {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private static final String DESCRIPTION =
            "plays players and providers against a program of its own, and audits the money";

    private static final String QUICK = "quick";

    private static final String LIST = list();

    private static final String HELP = """
            usage: croupier simulate list              the simulations
                   croupier simulate <name> [options]  runs one
                   croupier simulate <name> --help     its options

            """ + LIST;

    private static String list() {
        var list = new StringBuilder();
        line(
                list,
                "kills",
                "kill -9 in the middle of betting, closing, a flight and settlement; then every cent is checked");
        line(
                list,
                "roll",
                "a cluster is rolled, or nodes are killed, under bets: how long any wallet or round was out of reach");
        line(
                list,
                "zombie",
                "a node is paused until the others have removed it, and goes on: no wallet may have two writers");
        line(list, "partition", "nodes are cut off from the others, and both sides are asked: only one may accept");
        line(
                list,
                "domain",
                "wallets, books, rounds and tables in virtual time: lost messages, crashes between any two steps");
        line(
                list,
                "crash-points",
                "ends the program right before and right after each commit, call and answer; then every cent is checked");
        line(list, QUICK, "the scenario steady with the preset quick: a minute and a quarter");
        Scenarios.all().forEach(scenario -> line(list, scenario.name(), scenario.about()));
        return list.toString();
    }

    private static void line(StringBuilder list, String name, String about) {
        list.append(String.format(Locale.ROOT, "%-12s %s%n", name, about));
    }

    @Override
    public String name() {
        return "simulate";
    }

    /** Runs a simulation. Returns 0 where all is well, 1 where something differs or broke, 2 for a wrong command line. */
    @Override
    public int run(PrintWriter out, PrintWriter err, String... args) {
        List<String> arguments = List.of(args);
        try {
            return dispatch(out, err, arguments);
        } catch (UsageException e) {
            err.println("croupier simulate: " + e.getMessage());
            return USAGE;
        } finally {
            out.flush();
            err.flush();
        }
    }

    private static int dispatch(PrintWriter out, PrintWriter err, List<String> arguments) throws UsageException {
        if (arguments.isEmpty()) {
            throw new UsageException("which one? croupier simulate list names them");
        }
        boolean help = arguments.contains("--help") || arguments.contains("-h");
        switch (arguments.get(0)) {
            case "--describe" -> {
                out.println(DESCRIPTION);
                return DONE;
            }
            case "list" -> {
                out.print(LIST);
                return DONE;
            }
            case "help", "--help", "-h" -> {
                out.print(HELP);
                return DONE;
            }
            case "kills" -> {
                if (help) {
                    out.print(KillsOptions.USAGE);
                    return DONE;
                }
                var options = KillsOptions.parse(
                        arguments.subList(1, arguments.size()),
                        Clock.systemUTC().millis());
                return ends(out, err, options, new StageStrike(options));
            }
            case "crash-points" -> {
                if (help) {
                    out.print(KillsOptions.POINTS_USAGE);
                    return DONE;
                }
                if (arguments.contains("--list")) {
                    CrashPoints.list().forEach(out::println);
                    return DONE;
                }
                var options = KillsOptions.parsePoints(
                        arguments.subList(1, arguments.size()),
                        CrashPoints.list().size(),
                        Clock.systemUTC().millis());
                return ends(out, err, options, new PointStrike(options, CrashPoints.list()));
            }
            case "roll" -> {
                if (help) {
                    out.print(RollOptions.USAGE);
                    return DONE;
                }
                return roll(
                        out,
                        err,
                        RollOptions.parse(
                                arguments.subList(1, arguments.size()),
                                Clock.systemUTC().millis()));
            }
            case "zombie" -> {
                if (help) {
                    out.print(OutageOptions.ZOMBIE_USAGE);
                    return DONE;
                }
                var options = OutageOptions.parseZombie(
                        arguments.subList(1, arguments.size()),
                        Clock.systemUTC().millis());
                return outages(out, err, options, new Outage.Pause());
            }
            case "partition" -> {
                if (help) {
                    out.print(OutageOptions.PARTITION_USAGE);
                    return DONE;
                }
                var options = OutageOptions.parsePartition(
                        arguments.subList(1, arguments.size()),
                        Clock.systemUTC().millis());
                return partition(out, err, options, arguments);
            }
            case "domain" -> {
                if (help) {
                    out.print(DomainOptions.USAGE);
                    return DONE;
                }
                return domain(
                        out,
                        DomainOptions.parse(
                                arguments.subList(1, arguments.size()),
                                Clock.systemUTC().millis()));
            }
            default -> {
                Scenario scenario = scenario(arguments.get(0));
                if (help) {
                    out.print(SimulationOptions.USAGE);
                    return DONE;
                }
                var options = SimulationOptions.parse(
                        scenario,
                        arguments.subList(1, arguments.size()),
                        Clock.systemUTC().millis());
                return simulate(out, err, options);
            }
        }
    }

    private static Scenario scenario(String name) throws UsageException {
        return Scenarios.named(name.equals(QUICK) ? "steady" : name)
                .orElseThrow(
                        () -> new UsageException("unknown simulation " + name + "; croupier simulate list names them"));
    }

    private static int simulate(PrintWriter out, PrintWriter err, SimulationOptions options) throws UsageException {
        if (options.baseline() != null) {
            try {
                ReportFiles.checkBaseline(options.baseline());
            } catch (IllegalArgumentException wrong) {
                throw new UsageException("--baseline: " + wrong.getMessage());
            }
        }
        try {
            String classPath = System.getProperty("java.class.path", "");
            return new Simulation(options, classPath, out).run() ? DONE : FAILED;
        } catch (RuntimeException e) {
            err.println("croupier simulate: " + SimulationException.words(e));
            return FAILED;
        }
    }

    private static int roll(PrintWriter out, PrintWriter err, RollOptions options) {
        String classPath = System.getProperty("java.class.path", "");
        try {
            return new RollSimulation(options, classPath, out).run() ? DONE : FAILED;
        } catch (RuntimeException e) {
            err.println("croupier simulate: " + SimulationException.words(e));
            return FAILED;
        }
    }

    private static int outages(PrintWriter out, PrintWriter err, OutageOptions options, Outage outage) {
        String classPath = System.getProperty("java.class.path", "");
        try {
            return new OutageSimulation(options, outage, classPath, out).run() ? DONE : FAILED;
        } catch (RuntimeException e) {
            err.println("croupier simulate: " + SimulationException.words(e));
            return FAILED;
        }
    }

    private static int partition(PrintWriter out, PrintWriter err, OutageOptions options, List<String> arguments) {
        try {
            OwnNetwork network = OwnNetwork.here();
            if (network != null) {
                return outages(out, err, options, new Outage.Cut(network));
            }
            List<String> again = new ArrayList<>(List.of("simulate"));
            again.addAll(arguments);
            return OwnNetwork.startInside(again);
        } catch (SimulationException e) {
            err.println("croupier simulate: " + e.getMessage());
            return FAILED;
        }
    }

    private static int domain(PrintWriter out, DomainOptions options) {
        var simulation = new DomainSimulation(out, options.maxSteps());
        boolean holds = options.replay().isPresent()
                ? simulation.replay(options.replay().getAsLong())
                : simulation.run(options.seed(), options.histories());
        return holds ? DONE : FAILED;
    }

    private static int ends(PrintWriter out, PrintWriter err, KillsOptions options, Strike strike) {
        try {
            String classPath = System.getProperty("java.class.path", "");
            return new KillsSimulation(options, strike, classPath, out).run() ? DONE : FAILED;
        } catch (SimulationException | ChaosException e) {
            err.println("croupier simulate: " + e.getMessage());
            return FAILED;
        }
    }
}
