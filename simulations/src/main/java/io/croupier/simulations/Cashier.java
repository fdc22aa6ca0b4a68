package io.croupier.simulations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.croupier.simulations.Evidence.Counterpart;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Moves money past the tables: deposits and withdrawals of an operator, and a provider's seamless wallet calls, each sent
 * twice. Notes what was acknowledged.
 */
final class Cashier {
    private final Calls calls;
    private final History history;
    private final List<Player> players;
    private final String currency;
    private final String run;
    private final RandomGenerator random;
    private final List<Evidence.Cash> moved = new ArrayList<>();
    private int number;

    Cashier(Calls calls, History history, List<Player> players, String currency, String run, long seed) {
        this.calls = calls;
        this.history = history;
        this.players = List.copyOf(players);
        this.currency = currency;
        this.run = run;
        this.random = new SplittableRandom(seed);
    }

    /** The acknowledged movements. */
    synchronized List<Evidence.Cash> moved() {
        return List.copyOf(moved);
    }

    synchronized void opened(String playerId, long balanceMinor) {
        moved.add(new Evidence.Cash(playerId, Counterpart.CASHIER, "opening", balanceMinor));
    }

    /** One of everything, for a random player each. */
    void work() {
        Player player = players.get(random.nextInt(players.size()));
        String id = run + "-" + ++number;
        operator(player, "deposits", id + "-d", random.nextInt(1, 2_000), 1);
        operator(player, "withdrawals", id + "-w", random.nextInt(1, 1_000), -1);
        long stake = random.nextInt(1, 300);
        String round = "seamless-" + id;
        if (seamless(player, "bets", amount(id + "-b", round, stake), -stake)) {
            if (random.nextBoolean()) {
                long win = random.nextInt(3) == 0 ? 0 : stake * 2;
                seamless(player, "wins", amount(id + "-v", round, win).put("betTransactionId", id + "-b"), win);
            } else {
                seamless(player, "rollbacks", rollback(id + "-r", id + "-b", round), stake);
            }
        }
        // A rollback that overtakes its bet: the bet that comes later must be refused.
        seamless(player, "rollbacks", rollback(id + "-t", id + "-late", round), 0);
        if (seamless(player, "bets", amount(id + "-late", round, stake), -stake)) {
            history.protocolFault("a bet after its rollback was taken: " + id + "-late");
        }
    }

    private ObjectNode amount(String transactionId, String round, long amountMinor) {
        return Json.object()
                .put("transactionId", transactionId)
                .put("roundId", round)
                .put("amountMinor", amountMinor)
                .put("currency", currency);
    }

    private static ObjectNode rollback(String transactionId, String bet, String round) {
        return Json.object()
                .put("transactionId", transactionId)
                .put("betTransactionId", bet)
                .put("roundId", round);
    }

    private void operator(Player player, String what, String transactionId, long amountMinor, int sign) {
        ObjectNode body = Json.object()
                .put("transactionId", transactionId)
                .put("amountMinor", amountMinor)
                .put("currency", currency)
                .put("reason", "simulated");
        String path = "/operator/v1/wallets/" + player.playerId() + "/" + what;
        Optional<Api.Answer> answer = calls.operator(path, body);
        twice(path, answer, () -> calls.operator(path, body));
        note(player, Counterpart.CASHIER, path, answer, sign * amountMinor);
    }

    private boolean seamless(Player player, String what, ObjectNode body, long amountMinor) {
        String path = "/provider/v1/wallets/" + player.playerId() + "/" + what;
        Optional<Api.Answer> answer = calls.provider(path, body);
        twice(path, answer, () -> calls.provider(path, body));
        return note(player, Counterpart.HOUSE, path, answer, amountMinor);
    }

    private void twice(String path, Optional<Api.Answer> first, Supplier<Optional<Api.Answer>> again) {
        Optional<Api.Answer> second = first.isPresent() ? again.get() : Optional.empty();
        if (second.isPresent()) {
            Calls.differs(first.get(), second.get()).ifPresent(how -> history.protocolFault(path + " twice: " + how));
        }
    }

    /** Notes an accepted movement; a refusal is a fault unless the player could not afford it. */
    private synchronized boolean note(
            Player player, Counterpart counterpart, String path, Optional<Api.Answer> answer, long amountMinor) {
        if (answer.isEmpty()) {
            return false;
        }
        if (answer.get().ok()) {
            moved.add(new Evidence.Cash(player.playerId(), counterpart, path, amountMinor));
            return true;
        }
        String code = answer.get().code();
        if (!code.equals("insufficient_funds") && !code.equals("bet_rolled_back")) {
            history.protocolFault(path + " was refused: " + answer.get());
        }
        return false;
    }
}
