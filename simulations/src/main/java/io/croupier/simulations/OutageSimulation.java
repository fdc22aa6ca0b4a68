package io.croupier.simulations;

import io.croupier.simulations.ClusterProgram.Node;
import io.croupier.simulations.Evidence.Cash;
import java.io.PrintWriter;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Loses nodes of a cluster to the others, again and again, while both sides are asked for bets of the same wallets, and judges
 * at the end every bet and every cent.
 */
final class OutageSimulation {
    private static final int BETTING_WINDOW_MS = 3_000;
    private static final int PAUSE_MS = 500;
    /** A lost node is found out, waited for and removed within half a minute; a busy machine takes longer. */
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private static final String LOST = "lost";
    private static final String OTHERS = "others";

    private final OutageOptions options;
    private final Outage outage;
    private final String classPath;
    private final Printout out;
    private final Random random;
    private final List<Player> rivals = new ArrayList<>();
    private final List<Cash> moved = new ArrayList<>();
    private final List<Difference> differences = new ArrayList<>();
    private int accepted;
    private int rejected;

    OutageSimulation(OutageOptions options, Outage outage, String classPath, PrintWriter out) {
        this.options = options;
        this.outage = outage;
        this.classPath = classPath;
        this.out = new Printout(out);
        this.random = new Random(options.seed());
    }

    /** Runs it; true where nothing differs. */
    boolean run() {
        Path home = Home.make(outage.name());
        out.say(
                "%s: %d nodes, %d times, seed %d, %d players, %d wallets that both sides are asked for; logs in %s",
                outage.name(),
                options.nodes(),
                options.times(),
                options.seed(),
                options.players(),
                options.wallets(),
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
        try (var play = new ClusterPlay(cluster.target(), cluster.journal(), http, options.players(), random)) {
            play.seatEveryone();
            play.casino().bettors().play(true);
            for (int number = 1; number <= options.times() && differences.isEmpty(); number++) {
                lose(cluster, play, number);
            }
            ClusterJudge.Verdict verdict = play.judge(rivals, moved);
            differences.addAll(verdict.differences());
            summary(play.casino(), verdict);
        }
    }

    private void lose(ClusterProgram cluster, ClusterPlay play, int number) {
        List<Node> nodes = new ArrayList<>(cluster.status());
        nodes.removeIf(node -> !node.isRunning());
        Collections.shuffle(nodes, random);
        int count = 1 + random.nextInt(outage.most(nodes.size()));
        List<Node> lost = List.copyOf(nodes.subList(0, count));
        List<Node> others = List.copyOf(nodes.subList(count, nodes.size()));
        var wallets = new Rivals(play.casino(), "rival" + number + "n", options.wallets(), Clock.systemUTC());
        rivals.addAll(wallets.players());

        long began = System.nanoTime();
        outage.begin(lost, others);
        double alone;
        double away;
        int byLost;
        try {
            wallets.askAt(LOST, cluster.api(lost.get(0).address()));
            wallets.askAt(OTHERS, cluster.api(others.get(0).address()));
            ClusterProgram.await(LIMIT, "a cluster without " + numbers(lost), () -> areAlone(cluster, others));
            alone = seconds(began);
            Map<String, Integer> before = wallets.decidedByWallet(OTHERS);
            ClusterProgram.await(LIMIT, "every wallet at the others", () -> wallets.allDecidedSince(OTHERS, before));
            away = seconds(began);
            if (outage.isSeenByLost()) {
                awaitEnd(cluster, lost);
            }
            byLost = wallets.decided(LOST);
        } finally {
            outage.end(lost);
        }
        awaitEnd(cluster, lost);
        lost.forEach(node -> cluster.obey("add"));
        Rivals.Outcome outcome = wallets.settle();
        accepted += outcome.accepted();
        rejected += outcome.rejected();
        moved.addAll(outcome.moved());
        differences.addAll(outcome.differences());
        play.journal()
                .rivalWriters()
                .forEach(entity -> differences.add(Difference.of("two writers in turn", entity, outage.name())));
        out.say(
                "%s %d/%d: node %s %s; removed after %.1f s, all its wallets answer after %.1f s; both sides accepted %d bets and"
                        + " rejected %d, of which the lost side had decided %d",
                outage.name(),
                number,
                options.times(),
                numbers(lost),
                outage.words(),
                alone,
                away,
                outcome.accepted(),
                outcome.rejected(),
                byLost);
    }

    private static boolean areAlone(ClusterProgram cluster, List<Node> others) {
        Set<String> addresses = others.stream().map(Node::address).collect(Collectors.toSet());
        return addresses.stream()
                .allMatch(address -> cluster.membersSeenBy(address).equals(addresses));
    }

    /** By themselves, as failed. */
    private static void awaitEnd(ClusterProgram cluster, List<Node> lost) {
        for (Node node : lost) {
            ClusterProgram.await(
                    LIMIT,
                    "the end of node " + node.number(),
                    () -> cluster.node(node.number()).state().equals("ended(1)"));
        }
    }

    private static String numbers(List<Node> nodes) {
        return nodes.stream().map(node -> Integer.toString(node.number())).collect(Collectors.joining(" and "));
    }

    private static double seconds(long began) {
        return Duration.ofNanos(System.nanoTime() - began).toMillis() / 1e3;
    }

    private void summary(Casino casino, ClusterJudge.Verdict verdict) {
        out.say("");
        List<BetStory> stories = casino.history().stories();
        out.say(
                "%d bets at the front, %d accepted, rejected: %s, %d answers lost and asked for again; %d bets at both sides"
                        + " accepted, %d rejected; %d flights interrupted",
                stories.size(),
                stories.stream().filter(BetStory::accepted).count(),
                casino.history().rejections(),
                verdict.asked(),
                accepted,
                rejected,
                verdict.interrupted().size());
        out.verdict(differences, options.seed(), "no wallet was forked, " + Printout.ALL_WELL);
    }
}
