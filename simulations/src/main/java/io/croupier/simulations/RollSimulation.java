package io.croupier.simulations;

import java.io.PrintWriter;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Rolls a cluster, or kills nodes of it, while players bet through its front, and measures how long any wallet and any round
 * was out of reach. At the end every bet and every cent is judged.
 */
final class RollSimulation {
    private static final int BETTING_WINDOW_MS = 3_000;
    private static final int PAUSE_MS = 500;
    /** Uncounted: the code of the nodes, and this one's, is compiled meanwhile. */
    private static final Duration WARM_UP = Duration.ofSeconds(30);

    private static final Duration IDLE = Duration.ofSeconds(15);
    private static final int MOST_PRINTED = 20;

    private final RollOptions options;
    private final String classPath;
    private final PrintWriter out;
    private final RandomGenerator random;
    private final List<Figures> runs = new ArrayList<>();
    private final List<Difference> differences = new ArrayList<>();
    private long failed;

    private record Figures(Reach wallets, Reach rounds) {}

    RollSimulation(RollOptions options, String classPath, PrintWriter out) {
        this.options = options;
        this.classPath = classPath;
        this.out = out;
        this.random = new SplittableRandom(options.seed());
    }

    /** Runs it; true where no money differs and no request failed after all. */
    boolean run() {
        Path home = Home.make("roll");
        say(
                "%s: %d nodes, %d times, seed %d, %d players; %d wallets and %d rounds, each asked every %d ms; logs in %s",
                options.kill() ? "kill -9" : "roll",
                options.nodes(),
                options.runs(),
                options.seed(),
                options.players(),
                options.wallets(),
                options.rounds(),
                options.everyMs(),
                home);
        HttpClient http = Casino.newHttpClient();
        String config = Tables.STANDARD.config(Casino.CURRENCY, BETTING_WINDOW_MS, PAUSE_MS);
        try (var cluster = new ClusterProgram(classPath, home, config, options.nodes(), http)) {
            play(cluster, http);
        }
        boolean good = differences.isEmpty() && failed == 0;
        if (good && !options.keep()) {
            Home.delete(home);
        } else {
            say("the data and the logs are kept in %s", home);
        }
        return good;
    }

    private void play(ClusterProgram cluster, HttpClient http) {
        try (var play = new ClusterPlay(cluster, http, options.players(), random);
                var probes = new Probes(play.casino(), options, Clock.systemUTC())) {
            play.seatEveryone();
            play.casino().bettors().play(true);
            probes.start();
            Calls.pause(WARM_UP);
            Figures idle = measure(probes, "idle", () -> Calls.pause(IDLE));
            if (idle.wallets().p50Ms() > options.everyMs()) {
                say(
                        "this machine does not keep up even so, and what follows says little: raise --every-ms, or ask fewer");
            }
            for (int run = 1; run <= options.runs(); run++) {
                String name = (options.kill() ? "kill " : "roll ") + run;
                runs.add(measure(probes, name, () -> disturb(cluster)));
            }
            probes.finish();
            var verdict = play.judge(probes.players(), probes.moved());
            differences.addAll(verdict.differences());
            differences.addAll(probes.faults());
            summary(play.casino(), probes, verdict, idle);
        }
    }

    private Figures measure(Probes probes, String name, Runnable meanwhile) {
        ReachPhase phase = probes.begin();
        long began = System.nanoTime();
        meanwhile.run();
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        probes.end(phase);
        failed += phase.failed();
        var figures = new Figures(probes.wallets(phase), probes.rounds(phase));
        say(
                "%-8s %6.1f s  wallets %s  rounds %s  %d probes, %d asked again, %d failed",
                name,
                took.toMillis() / 1e3,
                figures.wallets(),
                figures.rounds(),
                phase.probes(),
                phase.repeated(),
                phase.failed());
        gaps("wallets", probes.walletGaps(phase));
        gaps("rounds", probes.roundGaps(phase));
        return figures;
    }

    private void gaps(String what, List<ReachPhase.Gap> gaps) {
        if (!gaps.isEmpty()) {
            say(
                    "         %s out of reach for a second or longer: %s",
                    what, gaps.stream().map(ReachPhase.Gap::toString).collect(Collectors.joining(", ")));
        }
    }

    private void disturb(ClusterProgram cluster) {
        if (options.kill()) {
            List<ClusterProgram.Node> running = cluster.status().stream()
                    .filter(ClusterProgram.Node::isRunning)
                    .toList();
            int killed = running.get(random.nextInt(running.size())).number();
            command(cluster, "kill", Integer.toString(killed));
            command(cluster, "add");
        } else {
            command(cluster, "roll");
        }
    }

    private static void command(ClusterProgram cluster, String... words) {
        ClusterProgram.Said said = cluster.command(words);
        if (said.exitCode() != 0) {
            throw new SimulationException("cluster " + String.join(" ", words) + " ended with " + said.exitCode()
                    + ":\n" + String.join("\n", said.lines()));
        }
    }

    private void summary(Casino casino, Probes probes, ClusterJudge.Verdict verdict, Figures idle) {
        say("");
        say("median            wallets %s  rounds %s", median(true), median(false));
        say("idle before       wallets %s  rounds %s", idle.wallets(), idle.rounds());
        List<BetStory> stories = casino.history().stories();
        Set<String> flights = stories.stream()
                .filter(BetStory::accepted)
                .map(BetStory::placed)
                .filter(bet -> casino.tables().isCrash(bet.table()))
                .map(Placed::roundId)
                .collect(Collectors.toSet());
        long interrupted =
                flights.stream().filter(verdict.interrupted()::contains).count();
        say(
                "%d bets sent, %d accepted, rejected: %s, %d answers lost and asked for again; %d probes' bets",
                stories.size(),
                stories.stream().filter(BetStory::accepted).count(),
                casino.history().rejections(),
                verdict.asked(),
                probes.moved().size() - probes.players().size());
        say("%d flights with bets, %d of them interrupted", flights.size(), interrupted);
        differences.stream().limit(MOST_PRINTED).forEach(difference -> say("DIFFERENCE %s", difference));
        if (failed > 0) {
            say("FAILED: %d requests failed though they were repeated", failed);
        }
        if (differences.isEmpty()) {
            say("every acknowledged bet ended exactly once, and every cent is explained");
        } else {
            say("FAILED: %d differences; the seed is %d", differences.size(), options.seed());
        }
    }

    private Reach median(boolean wallets) {
        return Reach.median(
                runs.stream().map(run -> wallets ? run.wallets() : run.rounds()).toList());
    }

    private void say(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
        out.flush();
    }
}
