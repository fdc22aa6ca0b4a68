package io.croupier.simulations;

import io.croupier.simulations.Evidence.RoundKey;
import io.croupier.simulations.load.Measurements;
import io.croupier.simulations.load.Operation;
import io.croupier.simulations.report.ReportFiles;
import java.io.PrintWriter;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Plays a scenario against a program, brings everything to its end, judges it and writes the report. Whatever happens during
 * the play, the judgement comes after it: a run that nobody judged proves nothing.
 */
final class Simulation {
    static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration SEATED_LIMIT = Duration.ofMinutes(2);
    private static final Duration STOP_LIMIT = Duration.ofMinutes(8);
    /** A flight that doubles every 11.6 s needs less to its limit; the betting before it is in it. */
    private static final Duration LONGEST_FLIGHT = Duration.ofSeconds(200);

    private static final int REPEATED = 20;
    /** Wallets that nobody has touched, which are read back all the same. */
    private static final int READ_AT_REST = 300;

    private static final int MAX_STAKE_MINOR = 500;

    private final SimulationOptions options;
    private final String classPath;
    private final Printout out;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile @Nullable Site opened;
    private volatile @Nullable Run running;
    /** Until it is judged and nothing differs, what the program wrote is evidence. */
    private boolean evidence = true;

    Simulation(SimulationOptions options, String classPath, PrintWriter out) {
        this.options = options;
        this.classPath = classPath;
        this.out = new Printout(out);
    }

    /** Runs it; true where nothing differs and every service level holds. */
    boolean run() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndWait, "stop"));
        HttpClient http = Casino.newHttpClient();
        Path home = Home.make("simulation");
        try (Site site =
                options.url() == null ? Site.own(options, classPath, home, http) : Site.remote(options, http)) {
            opened = site;
            if (options.nodes() > 1) {
                out.say(
                        "starting a cluster of %d nodes; their logs are in %s",
                        options.nodes(), home.resolve("data/nodes"));
            } else if (site.target().own()) {
                out.say("starting a program of the simulation's own; its log is %s", home.resolve("program.log"));
            }
            site.start();
            return play(site, http);
        } finally {
            try {
                leave(home);
            } finally {
                // Only now: after Ctrl-C the process ends with it.
                done.countDown();
            }
        }
    }

    private void leave(Path home) {
        out.leave(home, options.url() == null && (evidence || options.keep()));
    }

    /** On Ctrl-C: the play ends, and the process only after the report. */
    private void stopAndWait() {
        Run now = running;
        Site site = opened;
        if (done.getCount() == 0) {
            return;
        }
        if (now == null) {
            // Nobody has played yet, so there is nothing to judge.
            if (site != null) {
                site.close();
            }
            return;
        }
        out.say("stopping: what is under way is brought to its end and judged");
        now.stop();
        try {
            done.await(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean play(Site site, HttpClient http) {
        var random = new SplittableRandom(options.seed());
        out.say(
                "%s: %s, %.1f bets/s, %d players, %d watchers, seed %d, against %s",
                options.scenario().name(),
                Texts.duration(options.scale().duration()),
                options.scale().perSecond(),
                options.scale().players(),
                options.scale().watchers(),
                options.seed(),
                site.target());
        var casino = new Casino(
                http, site.target(), site.tables(), options.scale().players(), random.nextLong(), Clock.systemUTC());
        var measurements = new Measurements(options.warmUp(), System::nanoTime);
        @Nullable Program own = site.target().program();
        @Nullable Journal journal = site.journal();
        @Nullable Monitor monitor = own == null || journal == null ? null : new Monitor(own, journal);
        var usher = new Usher(casino, measurements, new SplittableRandom(random.nextLong()));
        var faults = new FaultLog(
                options.nodes() > 1 ? FaultLog.CLUSTER_GRACE : FaultLog.GRACE,
                measurements,
                Clock.systemUTC(),
                line -> out.say("%s", line));
        var run = new Run(
                site,
                casino,
                measurements,
                faults,
                options,
                MAX_STAKE_MINOR,
                line -> out.say("%s", line),
                random.nextLong());
        running = run;
        measureSettlements(casino, measurements);
        var arrival = new Progress(run, null);
        var progress = new Progress(run, monitor);
        Play play = run.play();
        Seamless seamless = run.seamless();
        Watchers watchers = run.watchers();
        // The last one is closed first, and all of them are, whatever becomes of the others.
        try (monitor;
                casino;
                seamless;
                play;
                watchers;
                usher;
                progress;
                arrival) {
            arrival.start();
            usher.start();
            awaitSeats(usher, run);
            run.watchers().come();
            arrival.close();
            out.say("the play begins");
            List<Difference> differences = new ArrayList<>();
            Instant startedAt = Clock.systemUTC().instant();
            measurements.begin();
            // In the same moment, since a point of a chart is where its interval's number says.
            progress.start();
            Chaos chaos = Chaos.start(options, site, faults, random.nextLong());
            attempt(
                    differences,
                    "the scenario is played",
                    () -> options.scenario().play(run));
            run.stop();
            attempt(differences, "everything works again", chaos::end);
            double playedS = measurements.secondsSinceStart();
            Duration counted = measurements.counted();
            differences.addAll(faults.differences());
            var resolved = new AtomicInteger();
            attempt(differences, "every request has its answer", () -> {
                differences.addAll(run.watchers().leave());
                resolved.set(bringToAnEnd(run, usher, differences));
            });
            progress.close();
            attempt(differences, "the run can be judged", () -> differences.addAll(judge(casino, run, journal)));
            return report(startedAt, playedS, counted, site, run, monitor, differences, resolved.get());
        }
    }

    /**
     * What cannot be done is a difference too, whatever was thrown: the report must come, and must not pass. A scenario is code
     * that anyone may have written, and its mistake must not cost the judgement of what was played.
     */
    static void attempt(List<Difference> differences, String what, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error failure) {
            differences.add(Difference.of("not so: " + what, "run", SimulationException.words(failure)));
        }
    }

    private static void measureSettlements(Casino casino, Measurements measurements) {
        Operation settle = measurements.operation(
                "settle", "from the round's result on its table's stream to bet_settled on the player's");
        casino.history()
                .tellSettlementsTo(message -> casino.floor()
                        .resultSeen(Json.text(message, "table"), Json.text(message, "roundId"))
                        .ifPresent(settle::ok));
    }

    private static void awaitSeats(Usher usher, Run run) {
        long deadline = System.nanoTime() + SEATED_LIMIT.toNanos();
        while (!usher.allSeated() && !run.stopped()) {
            if (System.nanoTime() > deadline) {
                throw new SimulationException("not everyone has a seat after " + SEATED_LIMIT.toSeconds() + " s");
            }
            Calls.pause(Duration.ofMillis(50));
        }
    }

    /** Ends the play and asks for every answer that is missing; returns how many bets had none. */
    private int bringToAnEnd(Run run, Usher usher, List<Difference> differences) {
        Casino casino = run.casino();
        out.say("the play is over; asking for the answers that are missing, and waiting for every round to end");
        run.play().close();
        run.seamless().pause();
        casino.dealers().forEach(Dealer::pause);
        Duration limit = options.settleWithin();
        awaitSeats(usher, run);
        var resolver = new Resolver(casino, usher::seatOf);
        int resolved = resolver.resolveEverything().size();
        differences.addAll(resolver.repeatSome(REPEATED, new SplittableRandom(run.nextSeed())));
        casino.calls()
                .repeatSome(REPEATED, new SplittableRandom(run.nextSeed()))
                .forEach(
                        fault -> differences.add(Difference.of("repeated call got another answer", "provider", fault)));
        long deadline = System.nanoTime() + limit.toNanos();
        while (run.seamless().undecided() > 0 && System.nanoTime() < deadline) {
            Calls.pause(Duration.ofMillis(50));
        }
        if (run.seamless().undecided() > 0) {
            differences.add(Difference.of(
                    "calls stay undecided", "provider", run.seamless().undecided() + " calls"));
        }
        boolean quiet = casino.dealers().stream().allMatch(dealer -> dealer.awaitIdle(limit))
                && casino.witness().awaitQuiet(casino.history(), limit);
        if (!quiet) {
            differences.add(Difference.of(
                    "bets do not end", "tables", "something is still open after " + limit.toSeconds() + " s"));
        }
        return resolved;
    }

    private List<Difference> judge(Casino casino, Run run, @Nullable Journal journal) {
        out.say("judging");
        List<Difference> differences = new ArrayList<>();
        Set<RoundKey> brokenOff = new HashSet<>(brokenOff(casino, run.faults()));
        if (journal != null) {
            Set<RoundKey> byItself = interrupted(casino, journal, brokenOff, run);
            Set<RoundKey> undisturbed = new HashSet<>(casino.flights());
            undisturbed.removeAll(brokenOff);
            Flights.brokenOffForNoReason(byItself, undisturbed.size()).ifPresent(differences::add);
            brokenOff.addAll(byItself);
        }
        List<Evidence.Cash> cash = new ArrayList<>(casino.cashier().moved());
        cash.addAll(run.seamless().moved());
        @Nullable RestingWallets resting = run.resting();
        Evidence evidence = casino.witness()
                .evidence(
                        casino.history(),
                        cash,
                        casino.dealt(),
                        brokenOff,
                        resting == null ? casino.others() : new Evidence.Others(resting.totalMinor(), 0, null, true));
        Oracle.note(evidence).ifPresent(run::note);
        differences.addAll(Oracle.judge(evidence));
        List<Linearizability.Touch> touches =
                new ArrayList<>(Linearizability.touches(casino.history().stories()));
        touches.addAll(run.seamless().touches());
        differences.addAll(Linearizability.check(
                evidence.players(), touches, run.seamless().looks()));
        if (resting != null) {
            differences.addAll(resting.judge(
                    casino.api(), casino.target().providerKey(), READ_AT_REST, new SplittableRandom(run.nextSeed())));
        }
        differences.addAll(casino.witness().proofFaults());
        casino.history().protocolFaults().forEach(fault -> differences.add(Difference.of("protocol", "client", fault)));
        differences.addAll(run.play().demand().differences(casino.history().acceptances()));
        differences.addAll(
                run.seamless().demand().differences(run.seamless().moved().size()));
        if (journal != null) {
            journal.faults().forEach(fault -> differences.add(Difference.of("journal", "events", fault)));
        }
        return differences;
    }

    /**
     * Flights that the program broke off by itself, outside of all faults: a machine that is too busy does that, and refunds the
     * bets by the rules. It is told, so that a program that does so without need is seen.
     */
    private static Set<RoundKey> interrupted(Casino casino, Journal journal, Set<RoundKey> known, Run run) {
        Set<RoundKey> byItself = new HashSet<>(casino.brokenOff(journal.interruptedFlights()));
        byItself.removeAll(known);
        if (!byItself.isEmpty()) {
            run.note(byItself.size() + " flights were broken off and refunded though nothing was broken on purpose: "
                    + byItself);
            run.say("  " + byItself.size() + " flights were broken off though nothing was broken on purpose");
        }
        return byItself;
    }

    /** Flights that were in the air, as far as players could see, when something was broken. */
    private static Set<RoundKey> brokenOff(Casino casino, FaultLog faults) {
        if (faults.made() == 0) {
            return Set.of();
        }
        Map<RoundKey, Instant> firstBets = new HashMap<>();
        for (BetStory story : casino.history().stories()) {
            Placed bet = story.placed();
            if (casino.tables().isCrash(bet.table())) {
                firstBets.putIfAbsent(
                        new RoundKey(bet.table(), bet.roundId()),
                        story.lines().get(0).at());
            }
        }
        Set<RoundKey> brokenOff = new HashSet<>();
        firstBets.forEach((round, from) -> {
            Instant to = casino.floor().resultAt(round.table(), round.roundId()).orElse(from.plus(LONGEST_FLIGHT));
            if (faults.overlaps(from, to)) {
                brokenOff.add(round);
            }
        });
        return brokenOff;
    }

    private boolean report(
            Instant startedAt,
            double playedS,
            Duration counted,
            Site site,
            Run run,
            @Nullable Monitor monitor,
            List<Difference> differences,
            int resolved) {
        Map<String, String> figures = RunFigures.of(run);
        var report = new RunReport(options, startedAt, playedS, counted);
        report.target(site.target(), run.casino().api());
        report.operations(run.measurements());
        if (monitor != null) {
            report.resources(monitor);
        }
        boolean levelsHold = report.levels(run.measurements());
        report.oracle(differences, resolved, figures, site.journal() != null);
        report.faults(run.faults().entries());
        if (run.measurements().leftOut() > 0) {
            report.note("Percentiles, histograms and service levels leave out "
                    + run.measurements().leftOut() + " s of faults, each with "
                    + run.faults().grace().toSeconds()
                    + " s after it.");
        }
        List<String> missing = Stream.of(run.play().demand(), run.seamless().demand())
                .filter(demand -> demand.missing() > 0)
                .map(Demand::sentence)
                .toList();
        missing.forEach(report::note);
        run.notes().forEach(report::note);
        boolean passed = differences.isEmpty() && levelsHold;
        evidence = !differences.isEmpty();
        Path page = ReportFiles.write(options.report(), report.document(passed), options.baseline());
        out.say("");
        figures.forEach((name, value) -> out.say("  %-28s %s", name, value));
        missing.forEach(sentence -> out.say("  %s", sentence));
        report.levelLines().forEach(line -> out.say("  %s", line));
        out.verdict(differences, options.seed(), Printout.ALL_WELL);
        out.say("%s; report: %s", passed ? "PASSED" : "FAILED", page);
        return passed;
    }
}
