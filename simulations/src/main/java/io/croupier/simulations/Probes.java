package io.croupier.simulations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Wallets and rounds that are asked through the front all the time, each several times a second: a wallet for a provider's bet
 * of one minor unit, a round for how it stands. Each on a thread of its own: none waits for another.
 */
final class Probes implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMillis(500);
    private static final Duration END_LIMIT = Duration.ofMinutes(3);
    private static final Duration OPEN_LIMIT = Duration.ofMinutes(1);
    private static final Duration ROUND_LENGTH = Duration.ofHours(12);
    private static final long OPENING_MINOR = 10_000_000;

    private final Casino casino;
    private final ProbeCalls calls;
    private final Clock clock;
    private final RollOptions options;
    private final List<Player> players;
    private final List<String> rounds = new ArrayList<>();
    private final List<Evidence.Cash> moved = Collections.synchronizedList(new ArrayList<>());
    private final List<Probe> probes = new ArrayList<>();
    private final AtomicReference<@Nullable ReachPhase> phase = new AtomicReference<>();
    private final CountDownLatch ended;
    private final List<ScheduledExecutorService> threads = new ArrayList<>();

    /** Makes the players, tables and rounds; asks nothing yet. */
    Probes(Casino casino, RollOptions options, Clock clock) {
        this.casino = casino;
        this.options = options;
        this.clock = clock;
        this.calls = new ProbeCalls(casino.target().api(), casino.target().providerKey(), clock, TIMEOUT);
        this.ended = new CountDownLatch(options.wallets() + options.rounds());
        this.players = Casino.newPlayers(casino.api(), "probe", options.wallets(), i -> OPENING_MINOR);
        for (Player player : players) {
            moved.add(new Evidence.Cash(player.playerId(), Evidence.Counterpart.CASHIER, "opening", OPENING_MINOR));
            add(new Wallet(player));
        }
        for (int i = 0; i < options.rounds(); i++) {
            String roundId = openRound("p" + casino.run() + "-" + i);
            rounds.add(roundId);
            add(new Round(roundId));
        }
    }

    private void add(Probe.Question question) {
        ScheduledExecutorService own =
                Executors.newSingleThreadScheduledExecutor(task -> Bettors.daemon(task, "probe"));
        threads.add(own);
        probes.add(new Probe(
                probes.size(),
                question,
                Duration.ofMillis(options.everyMs()),
                phase,
                (action, at) -> later(own, action, at),
                ended::countDown));
    }

    private static void later(ScheduledExecutorService thread, Runnable action, long atNanos) {
        var unused = thread.schedule(action, Math.max(0, atNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    /** A table of its own, by the operator, and a round that takes bets for longer than any run. */
    private String openRound(String id) {
        ObjectNode table = Json.object()
                .put("transactionId", "t" + id)
                .put("reason", "simulated")
                .put("tableId", "probe-" + id)
                .put("owner", casino.target().providerKey().id())
                .put("game", "roulette")
                .put("currency", Casino.CURRENCY)
                .put("minStakeMinor", 1)
                .put("maxStakeMinor", 1_000);
        String tables = "/operator/v1/tables";
        casino.calls().operator(tables, table).orElse(Api.Answer.LOST).orFail(tables);
        ObjectNode round = Json.object()
                .put("roundId", id)
                .put("tableId", "probe-" + id)
                .put(
                        "bettingClosesAt",
                        clock.instant()
                                .plus(ROUND_LENGTH)
                                .truncatedTo(ChronoUnit.MILLIS)
                                .toString());
        // A node hears of a table that another one has made a moment later.
        ClusterProgram.await(
                OPEN_LIMIT,
                "an open round of table probe-" + id,
                () -> casino.calls()
                        .provider("/provider/v1/rounds", round)
                        .filter(Api.Answer::ok)
                        .isPresent());
        return id;
    }

    /** Begins to ask. */
    void start() {
        long begin = System.nanoTime();
        long interval = TimeUnit.MILLISECONDS.toNanos(options.everyMs());
        for (int i = 0; i < probes.size(); i++) {
            probes.get(i).start(begin + interval * i / probes.size());
        }
    }

    /** What is due from now on counts in the phase that this returns. */
    ReachPhase begin() {
        var begun = new ReachPhase(probes.size(), System.nanoTime());
        phase.set(begun);
        return begun;
    }

    /** Returns when all that was due until now in this phase is decided. */
    void end(ReachPhase begun) {
        begun.end(System.nanoTime());
        ClusterProgram.await(
                END_LIMIT,
                "an answer to every probe",
                () -> probes.stream().allMatch(probe -> probe.dueNanos() - begun.endNanos() > 0));
        phase.compareAndSet(begun, null);
    }

    Reach wallets(ReachPhase of) {
        return of.reach(0, players.size());
    }

    Reach rounds(ReachPhase of) {
        return of.reach(players.size(), probes.size());
    }

    /** When wallets were out of reach for a second or longer. */
    List<ReachPhase.Gap> walletGaps(ReachPhase of) {
        return of.gaps(0, players.size());
    }

    List<ReachPhase.Gap> roundGaps(ReachPhase of) {
        return of.gaps(players.size(), probes.size());
    }

    /** Asks nothing new, waits until all is decided, and voids the rounds. */
    void finish() {
        probes.forEach(Probe::end);
        try {
            if (!ended.await(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new SimulationException(
                        ended.getCount() + " probes are not decided after " + END_LIMIT.toSeconds() + " s");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SimulationException("interrupted", interrupted);
        }
        for (String round : rounds) {
            String path = "/provider/v1/rounds/" + round + "/void";
            casino.calls()
                    .provider(path, Json.object().put("reason", "simulated"))
                    .orElse(Api.Answer.LOST)
                    .orFail(path);
        }
    }

    /** The wallets' owners. */
    List<Player> players() {
        return players;
    }

    /** What was acknowledged to have moved in the wallets, their opening balances among it. */
    List<Evidence.Cash> moved() {
        synchronized (moved) {
            return List.copyOf(moved);
        }
    }

    /** One wrong answer of each wallet and round that gave one. */
    List<Difference> faults() {
        return probes.stream()
                .map(Probe::fault)
                .filter(fault -> !fault.isEmpty())
                .map(fault -> Difference.of("probe got a wrong answer", "probes", fault))
                .toList();
    }

    @Override
    public void close() {
        threads.forEach(ScheduledExecutorService::shutdownNow);
    }

    private final class Wallet implements Probe.Question {
        private final String playerId;
        private final String ids;

        Wallet(Player player) {
            this.playerId = player.playerId();
            this.ids = "p" + casino.run() + "-" + playerId + "-";
        }

        @Override
        public Api.Answer ask(long number) {
            return calls.send(
                    "/provider/v1/wallets/" + playerId + "/bets",
                    Json.object()
                            .put("transactionId", ids + number)
                            .put("roundId", ids + number)
                            .put("amountMinor", 1)
                            .put("currency", Casino.CURRENCY));
        }

        @Override
        public boolean isRight(Api.Answer answer) {
            if (answer.ok()) {
                moved.add(new Evidence.Cash(playerId, Evidence.Counterpart.HOUSE, "bets", -1));
            }
            return answer.ok();
        }
    }

    private final class Round implements Probe.Question {
        private final String path;

        Round(String roundId) {
            this.path = "/provider/v1/rounds/" + roundId;
        }

        @Override
        public Api.Answer ask(long number) {
            return calls.send(path, null);
        }

        @Override
        public boolean isRight(Api.Answer answer) {
            return answer.ok() && Json.text(answer.body(), "state").equals("bets_open");
        }
    }
}
