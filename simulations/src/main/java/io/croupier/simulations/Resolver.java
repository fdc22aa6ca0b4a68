package io.croupier.simulations;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Asks again: what has no answer until there is one, and some of what has, to see that the answer is the same. */
final class Resolver {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final int AT_ONCE = 100;
    private static final int PARALLEL = 20;
    private static final int SOCKETS = 4;
    private static final Set<String> DECIDED = Set.of("bet_accepted", "bet_rejected");

    private final Casino casino;
    private final Function<Player, Seat> seats;
    private final Map<String, Player> players = new HashMap<>();

    /** Of a casino in which nobody else gives players new seats. */
    Resolver(Casino casino) {
        this(casino, player -> reseated(casino, player));
    }

    /** @param seats a player's seat that works, whatever it takes to get there */
    Resolver(Casino casino, Function<Player, Seat> seats) {
        this.casino = casino;
        this.seats = seats;
        casino.players().forEach(player -> players.put(player.playerId(), player));
    }

    /** Sends every bet and cash-out without an answer again until it has one; returns which bets these were of. */
    Set<Placed.Key> resolveEverything() {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        Set<Placed.Key> asked = new HashSet<>();
        while (true) {
            List<BetStory> open = casino.history().stories().stream()
                    .filter(story -> !story.answered() || (story.accepted() && story.cashOutOpen()))
                    .toList();
            if (open.isEmpty()) {
                return asked;
            }
            if (System.nanoTime() > deadline) {
                throw new SimulationException(open.size() + " bets have no answer after " + LIMIT.toSeconds()
                        + " s of asking, for example " + open.get(0).print());
            }
            open.forEach(story -> asked.add(story.placed().key()));
            List<BetStory> batch = open.subList(0, Math.min(AT_ONCE, open.size()));
            List<CompletableFuture<JsonNode>> answers = new ArrayList<>();
            for (BetStory story : batch) {
                Seat seat = seat(story.placed().playerId());
                answers.add(story.answered() ? seat.cashOut(story.placed()) : seat.place(story.placed()));
            }
            await(answers);
            Calls.pause(Duration.ofMillis(20));
        }
    }

    private Seat seat(String playerId) {
        Player player = players.get(playerId);
        if (player == null) {
            throw new IllegalArgumentException("no such player: " + playerId);
        }
        return seats.apply(player);
    }

    private static Seat reseated(Casino casino, Player player) {
        Seat seat = player.seated();
        if (!seat.isOpen()) {
            player.leave();
            seat = casino.newSeat(player, false);
            player.sit(seat);
        }
        return seat;
    }

    /** Waits for answers, some of which may never come. */
    private static void await(List<CompletableFuture<JsonNode>> answers) {
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, 5, TimeUnit.SECONDS)
                .exceptionally(lost -> null)
                .join();
    }

    /** Sends some decided bets again, with the same and with other content; returns what is wrong with the answers. */
    List<Difference> repeatSome(int count, RandomGenerator random) {
        List<BetStory> decided =
                casino.history().stories().stream().filter(BetStory::answered).toList();
        List<Difference> wrong = new ArrayList<>();
        for (int i = 0; i < count && !decided.isEmpty(); i++) {
            BetStory story = decided.get(random.nextInt(decided.size()));
            // The history takes the repeated answer beside the first; the oracle compares them.
            JsonNode answer = decided(() -> seat(story.placed().playerId()).place(story.placed()));
            if (!DECIDED.contains(Json.text(answer, "type"))) {
                wrong.add(new Difference(
                        "known bet is not decided", story.placed().key().toString(), answer.toString(), story.print()));
            }
            wrong.addAll(conflicts(story, random));
        }
        return wrong;
    }

    /** What a client does about an unknown outcome: the same again. */
    private static JsonNode decided(Supplier<CompletableFuture<JsonNode>> request) {
        for (int again = 0; again < 3; again++) {
            try {
                JsonNode answer = Seat.answerOf(request.get());
                if (!Json.text(answer, "type").equals("bet_unknown")) {
                    return answer;
                }
            } catch (SimulationException lost) {
                // A connection may break at any time; the next one asks the same.
            }
        }
        return Seat.answerOf(request.get());
    }

    private List<Difference> conflicts(BetStory story, RandomGenerator random) {
        Placed bet = story.placed();
        Map<String, Placed> others = new LinkedHashMap<>();
        others.put(
                "stake",
                new Placed(
                        bet.playerId(),
                        bet.betId(),
                        bet.table(),
                        bet.roundId(),
                        bet.selection(),
                        bet.stakeMinor() + 1));
        casino.floor()
                .at(bet.table())
                .filter(now -> !now.roundId().equals(bet.roundId()))
                .ifPresent(now -> others.put(
                        "round",
                        new Placed(
                                bet.playerId(),
                                bet.betId(),
                                bet.table(),
                                now.roundId(),
                                bet.selection(),
                                bet.stakeMinor())));
        List<String> names = List.copyOf(others.keySet());
        String which = names.get(random.nextInt(names.size()));
        JsonNode answer = decided(() -> seat(bet.playerId()).probe(others.getOrDefault(which, bet)));
        return Json.text(answer, "code").equals("transaction_conflict")
                ? List.of()
                : List.of(new Difference(
                        "other " + which + " under a known bet id",
                        bet.key().toString(),
                        answer.toString(),
                        story.print()));
    }

    /** Sends a new bet twenty times at once over four sockets; the history holds the answers, the oracle counts the debits. */
    List<Difference> repeatInParallel(Placed bet) {
        Player player = players.get(bet.playerId());
        if (player == null) {
            throw new IllegalArgumentException("no such player: " + bet.playerId());
        }
        List<Seat> seats = new ArrayList<>();
        try {
            for (int i = 0; i < SOCKETS; i++) {
                seats.add(casino.newSeat(player, false));
            }
            List<CompletableFuture<JsonNode>> answers = new ArrayList<>();
            for (int i = 0; i < PARALLEL; i++) {
                answers.add(seats.get(i % SOCKETS).place(bet));
            }
            Set<String> types = new HashSet<>();
            answers.forEach(answer -> types.add(Json.text(Seat.answerOf(answer), "type")));
            types.remove("bet_unknown");
            return types.size() <= 1
                    ? List.of()
                    : List.of(new Difference(
                            PARALLEL + " parallel repeats got different answers",
                            bet.key().toString(),
                            types.toString(),
                            casino.history().story(bet.key()).print()));
        } finally {
            seats.forEach(Seat::close);
        }
    }
}
