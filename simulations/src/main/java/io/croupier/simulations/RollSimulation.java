package io.croupier.simulations;

import java.io.PrintWriter;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

    private final RollOptions options;
    private final String classPath;
    private final Printout out;
    private final RandomGenerator random;
    private final List<Figures> runs = new ArrayList<>();
    private final List<Flights.Span> disturbances = new ArrayList<>();
    private final List<Difference> differences = new ArrayList<>();

    private record Figures(Reach wallets, Reach rounds) {}

    RollSimulation(RollOptions options, String classPath, PrintWriter out) {
        this.options = options;
        this.classPath = classPath;
        this.out = new Printout(out);
        this.random = new SplittableRandom(options.seed());
    }

    /** Runs it; true where no money differs and no request failed after all. */
    boolean run() {
        Path home = Home.make("roll");
        out.say(
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
        String config = ClusterPlay.config(BETTING_WINDOW_MS, PAUSE_MS);
        try (var cluster = new ClusterProgram(classPath, home, config, options.nodes(), http)) {
            play(cluster, http);
        }
        boolean good = differences.isEmpty();
        out.leave(home, !good || options.keep());
        return good;
    }

    private void play(ClusterProgram cluster, HttpClient http) {
        try (var play = new ClusterPlay(cluster.target(), cluster.journal(), http, options.players(), random);
                var probes = new Probes(play.casino(), options, Clock.systemUTC())) {
            play.seatEveryone();
            play.casino().bettors().repeatWhatIsLost();
            play.casino().bettors().play(true);
            probes.start();
            Calls.pause(WARM_UP);
            Figures idle = measure(probes, "idle", () -> Calls.pause(IDLE));
            if (idle.wallets().p50Ms() > options.everyMs()) {
                out.say(
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
        if (phase.failed() > 0) {
            differences.add(Difference.of(
                    "failed though it was asked again", name, phase.failed() + " of " + phase.probes() + " probes"));
        }
        var figures = new Figures(probes.wallets(phase), probes.rounds(phase));
        out.say(
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
            out.say(
                    "         %s out of reach for a second or longer: %s",
                    what, gaps.stream().map(ReachPhase.Gap::toString).collect(Collectors.joining(", ")));
        }
    }

    private void disturb(ClusterProgram cluster) {
        Instant from = Instant.now();
        if (options.kill()) {
            List<ClusterProgram.Node> running = cluster.status().stream()
                    .filter(ClusterProgram.Node::isRunning)
                    .toList();
            int killed = running.get(random.nextInt(running.size())).number();
            cluster.obey("kill", Integer.toString(killed));
            cluster.obey("add");
        } else {
            cluster.obey("roll");
        }
        disturbances.add(new Flights.Span(from, Instant.now()));
    }

    private void summary(Casino casino, Probes probes, ClusterJudge.Verdict verdict, Figures idle) {
        out.say("");
        out.say(
                "the longest time that each of (N) wallets and rounds was out of reach, asked every %d ms: it may have been so much"
                        + " longer",
                options.everyMs());
        out.say("median            wallets %s  rounds %s", median(true), median(false));
        out.say("idle before       wallets %s  rounds %s", idle.wallets(), idle.rounds());
        List<BetStory> stories = casino.history().stories();
        out.say(
                "%d bets sent, %d accepted, rejected: %s; %d probes' bets",
                stories.size(),
                stories.stream().filter(BetStory::accepted).count(),
                casino.history().rejections(),
                probes.moved().size() - probes.players().size());
        Repeats.Figures repeats = casino.bettors().repeated(verdict.late());
        out.say(
                "%d answers to bets and cash-outs lost, or unknown: %d told by the next seat, %d decided by sending the same again at"
                        + " once, %d only at the end, %d of these rejected",
                repeats.untold() + repeats.repeated() + verdict.asked(),
                repeats.untold(),
                repeats.repeated(),
                verdict.asked(),
                stories.stream()
                        .filter(story -> verdict.late().contains(story.placed().key()))
                        .filter(story -> !story.accepted() || story.cashOutRefused())
                        .count());
        out.say("%s", verdict.flights().figures(stories, disturbances));
        out.verdict(differences, options.seed(), Printout.ALL_WELL);
    }

    private Reach median(boolean wallets) {
        return Reach.median(
                runs.stream().map(run -> wallets ? run.wallets() : run.rounds()).toList());
    }
}
