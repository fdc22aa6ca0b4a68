package io.croupier.simulations;

import io.croupier.simulations.Evidence.Cash;
import io.croupier.simulations.Evidence.Counterpart;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Wallets that are asked for bets through two nodes at the same time, by two clients each: both send one bet after the other,
 * the same one again with the same id until it is decided, until the wallet is empty and beyond. Whatever the nodes think of
 * each other, an id that was once accepted stays so, and together they accept no more than the wallet held.
 */
final class Rivals {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration BETWEEN = Duration.ofMillis(300);
    private static final Duration SETTLE_LIMIT = Duration.ofMinutes(3);
    private static final long OPENING_MINOR = 40;
    private static final long STAKE_MINOR = 1;

    private final Casino casino;
    private final Clock clock;
    private final List<Player> players;
    private final List<Client> clients = new ArrayList<>();
    private final AtomicBoolean over = new AtomicBoolean();

    /** @param count of wallets, each of which holds less than two clients will ask it for */
    Rivals(Casino casino, String name, int count, Clock clock) {
        this.casino = casino;
        this.clock = clock;
        this.players = Casino.newPlayers(casino.api(), name, count, i -> OPENING_MINOR);
    }

    /** What came of it. */
    record Outcome(int accepted, int rejected, List<Cash> moved, List<Difference> differences) {
        Outcome {
            moved = List.copyOf(moved);
            differences = List.copyOf(differences);
        }
    }

    /** Begins to ask every wallet for bets through this node. */
    void askAt(String side, URI api) {
        var calls = new ProbeCalls(api, casino.target().providerKey(), clock, TIMEOUT);
        for (Player player : players) {
            var client = new Client(calls, player.playerId(), side);
            clients.add(client);
            client.thread.start();
        }
    }

    /** Bets that this side has decided so far, as its clients know. */
    int decided(String side) {
        return clients.stream()
                .filter(client -> client.side.equals(side))
                .mapToInt(client -> client.answers.size())
                .sum();
    }

    /** Whether every wallet has decided a bet that was asked for through this side after {@code before} of them. */
    boolean allDecidedSince(String side, Map<String, Integer> before) {
        return clients.stream()
                .filter(client -> client.side.equals(side))
                .allMatch(client -> client.answers.size() > before.getOrDefault(client.playerId, 0));
    }

    /** How many bets each wallet has decided through this side. */
    Map<String, Integer> decidedByWallet(String side) {
        Map<String, Integer> decided = new LinkedHashMap<>();
        clients.stream()
                .filter(client -> client.side.equals(side))
                .forEach(client -> decided.put(client.playerId, client.answers.size()));
        return decided;
    }

    List<Player> players() {
        return players;
    }

    /** Ends the asking, has what is undecided decided through the front, and asks for all of it once more. */
    Outcome settle() {
        over.set(true);
        clients.forEach(Client::join);
        var front = new ProbeCalls(casino.target().api(), casino.target().providerKey(), clock, TIMEOUT);
        List<Cash> moved = new ArrayList<>();
        List<Difference> differences = new ArrayList<>();
        players.forEach(
                player -> moved.add(new Cash(player.playerId(), Counterpart.CASHIER, "opening", OPENING_MINOR)));
        int accepted = 0;
        int rejected = 0;
        for (Client client : clients) {
            for (String id : client.asked) {
                Api.Answer answer = decide(front, client.playerId, id);
                Api.Answer first = client.answers.get(id);
                if (first != null
                        && !(first.status() == answer.status() && first.body().equals(answer.body()))) {
                    differences.add(Difference.of(
                            "an answer was taken back", client.playerId, id + ": " + first + " became " + answer));
                }
                if (answer.ok()) {
                    accepted++;
                    moved.add(new Cash(client.playerId, Counterpart.HOUSE, "bets", -STAKE_MINOR));
                } else if (answer.code().equals("insufficient_funds")) {
                    rejected++;
                } else {
                    differences.add(Difference.of("a wrong answer", client.playerId, id + ": " + answer));
                }
            }
        }
        return new Outcome(accepted, rejected, moved, differences);
    }

    private Api.Answer decide(ProbeCalls front, String playerId, String id) {
        var answer = new Api.Answer[] {Api.Answer.LOST};
        ClusterProgram.await(SETTLE_LIMIT, "an answer to " + id, () -> {
            answer[0] = ask(front, playerId, id);
            return answer[0].decided();
        });
        return answer[0];
    }

    private static Api.Answer ask(ProbeCalls calls, String playerId, String id) {
        return calls.send(
                "/provider/v1/wallets/" + playerId + "/bets",
                Json.object()
                        .put("transactionId", id)
                        .put("roundId", id)
                        .put("amountMinor", STAKE_MINOR)
                        .put("currency", Casino.CURRENCY));
    }

    /** Asks one wallet through one node. */
    private final class Client {
        private final ProbeCalls calls;
        private final String playerId;
        private final String side;
        private final Thread thread = Bettors.daemon(this::run, "rival");
        /** In their order; the last one may be undecided. */
        private final List<String> asked = new ArrayList<>();

        private final Map<String, Api.Answer> answers = new ConcurrentHashMap<>();

        Client(ProbeCalls calls, String playerId, String side) {
            this.calls = calls;
            this.playerId = playerId;
            this.side = side;
        }

        private void run() {
            while (!over.get()) {
                String id = casino.run() + "-" + playerId + "-" + side + "-" + asked.size();
                asked.add(id);
                while (!answers.containsKey(id) && !over.get()) {
                    Api.Answer answer = ask(calls, playerId, id);
                    if (answer.decided()) {
                        answers.put(id, answer);
                    }
                    Calls.pause(BETWEEN);
                }
            }
        }

        private void join() {
            try {
                thread.join(SETTLE_LIMIT.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (thread.isAlive()) {
                throw new SimulationException("a client of " + playerId + " does not end");
            }
        }
    }
}
