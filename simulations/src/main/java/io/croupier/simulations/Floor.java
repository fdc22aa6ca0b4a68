package io.croupier.simulations;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What one watching player sees of the tables: which round runs and where it is. Shared between threads. */
final class Floor {
    /** Where a round is, as far as the stream says. */
    enum Phase {
        OPEN,
        CLOSED,
        IN_FLIGHT,
        RESULT,
        OVER
    }

    /** A table's newest round. {@code multiplierX100} is 0 unless it flies. */
    record Standing(String table, String roundId, Phase phase, Instant bettingClosesAt, int multiplierX100) {
        /** Whether a bet that is sent now has a chance. */
        boolean takesBets(Instant now) {
            return phase == Phase.OPEN && now.isBefore(bettingClosesAt);
        }
    }

    private final Map<String, Standing> tables = new HashMap<>();
    private static final int MOST_RESULTS = 100_000;

    private final Map<String, Set<String>> rounds = new LinkedHashMap<>();
    private final Map<String, ResultSeen> results = new LinkedHashMap<>();

    private record ResultSeen(Instant at, long nanos) {}

    /** Takes a {@code table_event}. */
    synchronized void event(JsonNode message) {
        String table = Json.text(message, "table");
        JsonNode event = message.path("event");
        String roundId = Json.text(event, "roundId");
        switch (Json.text(event, "type")) {
            case "round_opened" -> opened(table, roundId, Instant.parse(Json.text(event, "bettingClosesAt")));
            case "betting_closed" -> move(table, roundId, Phase.CLOSED);
            case "flight_started" -> move(table, roundId, Phase.IN_FLIGHT);
            case "round_result" -> {
                move(table, roundId, Phase.RESULT);
                results.put(table + "/" + roundId, new ResultSeen(Instant.now(), System.nanoTime()));
                if (results.size() > MOST_RESULTS) {
                    results.remove(results.keySet().iterator().next());
                }
            }
            case "round_settled", "round_voided" -> move(table, roundId, Phase.OVER);
            default -> {}
        }
        notifyAll();
    }

    private void opened(String table, String roundId, Instant bettingClosesAt) {
        tables.put(table, new Standing(table, roundId, Phase.OPEN, bettingClosesAt, 0));
        rounds.computeIfAbsent(table, any -> new HashSet<>()).add(roundId);
    }

    private void move(String table, String roundId, Phase phase) {
        tables.computeIfPresent(
                table,
                (any, now) -> now.roundId().equals(roundId) && now.phase().compareTo(phase) < 0
                        ? new Standing(table, roundId, phase, now.bettingClosesAt(), now.multiplierX100())
                        : now);
    }

    /** Takes a {@code table_state}: a flight's multiplier. */
    synchronized void state(JsonNode message) {
        Long multiplier = Json.number(message, "multiplierX100");
        if (multiplier == null) {
            return;
        }
        tables.computeIfPresent(
                Json.text(message, "table"),
                (table, now) -> now.phase().compareTo(Phase.IN_FLIGHT) > 0
                        ? now
                        : new Standing(
                                table, now.roundId(), Phase.IN_FLIGHT, now.bettingClosesAt(), multiplier.intValue()));
        notifyAll();
    }

    /** Forgets where the rounds are: the stream broke off. */
    synchronized void lost() {
        tables.clear();
    }

    synchronized Optional<Standing> at(String table) {
        return Optional.ofNullable(tables.get(table));
    }

    /** The {@link System#nanoTime} at which a round's result was seen; empty where it was not, or long ago. */
    synchronized OptionalLong resultSeen(String table, String roundId) {
        ResultSeen seen = results.get(table + "/" + roundId);
        return seen == null ? OptionalLong.empty() : OptionalLong.of(seen.nanos());
    }

    /** The same as a time of this machine. */
    synchronized Optional<Instant> resultAt(String table, String roundId) {
        return Optional.ofNullable(results.get(table + "/" + roundId)).map(ResultSeen::at);
    }

    /** All rounds that were ever seen to open at a table. */
    synchronized Set<String> rounds(String table) {
        return Set.copyOf(rounds.getOrDefault(table, Set.of()));
    }

    /** Waits until a table stands like this; empty where it does not come to it in time. */
    synchronized Optional<Standing> await(String table, Predicate<Standing> wanted, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            @Nullable Standing now = tables.get(table);
            if (now != null && wanted.test(now)) {
                return Optional.of(now);
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return Optional.empty();
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SimulationException("interrupted", e);
            }
        }
    }
}
