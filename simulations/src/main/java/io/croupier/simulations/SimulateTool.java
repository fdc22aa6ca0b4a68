package io.croupier.simulations;

import io.croupier.simulations.domain.DomainSimulation;
import io.croupier.simulations.points.CrashPoints;
import io.croupier.simulations.report.ReportFiles;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

/** The sub-command {@code croupier simulate}: found by the program as a service, so that nothing depends on this module. */
public final class SimulateTool implements ToolProvider {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private static final String DESCRIPTION =
            "plays players and providers against a program of its own, and audits the money";

    /** What one was told on the command line, and where it prints. */
    private record Told(List<String> words, long clockSeed, String classPath, PrintWriter out) {}

    /** Runs one to its end, and returns the exit code. */
    private interface Runner {
        int run(Told told) throws UsageException;
    }

    private record Command(String name, String about, String usage, Runner runner) {}

    private static final List<Command> COMMANDS = commands();

    private static final String LIST = COMMANDS.stream()
            .map(command -> String.format(Locale.ROOT, "%-12s %s%n", command.name(), command.about()))
            .collect(Collectors.joining());

    private static final String HELP = """
            usage: croupier simulate list              the simulations
                   croupier simulate <name> [options]  runs one
                   croupier simulate <name> --help     its options

            """ + LIST;

    private static List<Command> commands() {
        List<Command> commands = new ArrayList<>(List.of(
                new Command(
                        "kills",
                        "kill -9 in the middle of betting, closing, a flight and settlement; then every cent is checked",
                        KillsOptions.USAGE,
                        SimulateTool::kills),
                new Command(
                        "roll",
                        "a cluster is rolled, or nodes are killed, under bets: how long any wallet or round was out of reach",
                        RollOptions.USAGE,
                        SimulateTool::roll),
                new Command(
                        "zombie",
                        "a node is paused until the others have removed it, and goes on: no wallet may have two writers",
                        OutageOptions.ZOMBIE_USAGE,
                        SimulateTool::zombie),
                new Command(
                        "partition",
                        "nodes are cut off from the others, and both sides are asked: only one may accept",
                        OutageOptions.PARTITION_USAGE,
                        SimulateTool::partition),
                new Command(
                        "domain",
                        "wallets, books, rounds and tables in virtual time: lost messages, crashes between any two steps",
                        DomainOptions.USAGE,
                        SimulateTool::domain),
                new Command(
                        "crash-points",
                        "ends the program right before and right after each commit, call and answer; then every cent is checked",
                        KillsOptions.POINTS_USAGE,
                        SimulateTool::crashPoints),
                preset("quick", "the scenario steady with the preset quick: a minute and a quarter"),
                preset("standard", "the scenario steady with the preset standard: ten minutes, or --duration")));
        Scenarios.all().forEach(scenario -> commands.add(scenario(scenario.name(), scenario.about(), scenario)));
        return List.copyOf(commands);
    }

    private static Command scenario(String name, String about, Scenario scenario) {
        return new Command(name, about, SimulationOptions.USAGE, told -> simulate(scenario, told));
    }

    /** A name for steady with a preset, where the words name no other. */
    private static Command preset(String name, String about) {
        Scenario steady = Scenarios.named("steady").orElseThrow();
        return new Command(name, about, SimulationOptions.USAGE, told -> {
            List<String> words = new ArrayList<>(told.words());
            if (!words.contains("--preset")) {
                words.addAll(0, List.of("--preset", name));
            }
            return simulate(steady, new Told(words, told.clockSeed(), told.classPath(), told.out()));
        });
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
        String name = arguments.get(0);
        switch (name) {
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
            default -> {
                Command command = COMMANDS.stream()
                        .filter(known -> known.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new UsageException(
                                "unknown simulation " + name + "; croupier simulate list names them"));
                if (arguments.contains("--help") || arguments.contains("-h")) {
                    out.print(command.usage());
                    return DONE;
                }
                return run(command, out, err, arguments.subList(1, arguments.size()));
            }
        }
    }

    private static int run(Command command, PrintWriter out, PrintWriter err, List<String> words)
            throws UsageException {
        String classPath = System.getProperty("java.class.path", "");
        try {
            return command.runner().run(new Told(words, Clock.systemUTC().millis(), classPath, out));
        } catch (RuntimeException e) {
            err.println("croupier simulate: " + SimulationException.words(e));
            return FAILED;
        }
    }

    private static int code(boolean good) {
        return good ? DONE : FAILED;
    }

    private static int kills(Told told) throws UsageException {
        var options = KillsOptions.parse(told.words(), told.clockSeed());
        return code(new KillsSimulation(options, new StageStrike(options), told.classPath(), told.out()).run());
    }

    private static int crashPoints(Told told) throws UsageException {
        if (told.words().contains("--list")) {
            CrashPoints.list().forEach(told.out()::println);
            return DONE;
        }
        var options = KillsOptions.parsePoints(told.words(), CrashPoints.list().size(), told.clockSeed());
        var strike = new PointStrike(options, CrashPoints.list());
        return code(new KillsSimulation(options, strike, told.classPath(), told.out()).run());
    }

    private static int roll(Told told) throws UsageException {
        var options = RollOptions.parse(told.words(), told.clockSeed());
        return code(new RollSimulation(options, told.classPath(), told.out()).run());
    }

    private static int zombie(Told told) throws UsageException {
        return outages(OutageOptions.parseZombie(told.words(), told.clockSeed()), new Outage.Pause(), told);
    }

    private static int partition(Told told) throws UsageException {
        var options = OutageOptions.parsePartition(told.words(), told.clockSeed());
        OwnNetwork network = OwnNetwork.here();
        if (network != null) {
            return outages(options, new Outage.Cut(network), told);
        }
        List<String> again = new ArrayList<>(List.of("simulate", "partition"));
        again.addAll(told.words());
        return OwnNetwork.startInside(again);
    }

    private static int outages(OutageOptions options, Outage outage, Told told) {
        return code(new OutageSimulation(options, outage, told.classPath(), told.out()).run());
    }

    private static int domain(Told told) throws UsageException {
        var options = DomainOptions.parse(told.words(), told.clockSeed());
        var simulation = new DomainSimulation(told.out(), options.maxSteps());
        return code(
                options.replay().isPresent()
                        ? simulation.replay(options.replay().getAsLong())
                        : simulation.run(options.seed(), options.histories()));
    }

    private static int simulate(Scenario scenario, Told told) throws UsageException {
        var options = SimulationOptions.parse(scenario, told.words(), told.clockSeed());
        if (options.baseline() != null) {
            try {
                ReportFiles.checkBaseline(options.baseline());
            } catch (IllegalArgumentException wrong) {
                throw new UsageException("--baseline: " + wrong.getMessage());
            }
        }
        return code(new Simulation(options, told.classPath(), told.out()).run());
    }
}
