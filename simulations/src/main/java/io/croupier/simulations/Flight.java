package io.croupier.simulations;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One crash flight as the journal tells it: what its round and its books have stored, and which incarnation of them did.
 *
 * <p>A round stores its takeoff, its landing and nothing between them, so a landing by another writer is of a round that was
 * started again in flight. A book stores its seal right before the takeoff, and then nothing until a cash-out or its landing: by
 * another writer these are of a book that was started again after its seal, in flight or the moment before. How often, and at
 * which multiplier, nobody can tell.
 */
final class Flight {
    /** Where no book missed a second of the flight, its round did not either, and lands within one; messages take their time. */
    private static final Duration LATEST_WITHOUT_GAP = Duration.ofSeconds(5);

    private record Mark(Instant at, String writer) {}

    private final String roundId;
    private final List<Mark> takeoffs = new ArrayList<>();
    private final List<Mark> landings = new ArrayList<>();
    private final Map<String, String> sealedBy = new HashMap<>();
    private final Map<Placed.Key, Long> planned = new HashMap<>();
    private boolean bookStartedAgain;
    private boolean outOfReach;
    private boolean voided;
    private @Nullable Integer bustX100;

    Flight(String roundId) {
        this.roundId = roundId;
    }

    /** Takes an event of its round or of one of its books, which come in their order. */
    void take(StoredEvent event) {
        JsonNode fields = event.fields();
        switch (event.type()) {
            case "flight-started" -> takeoffs.add(mark(event));
            case "flight-landing" -> landings.add(mark(event));
            case "result-recorded" -> bustX100 = (int) Json.required(fields.path("outcome"), "bustX100");
            case "round-voided" -> voided = true;
            case "sealed" -> sealedBy.put(event.entity(), event.writer());
            case "cashed-out" -> compareWithSeal(event);
            case "landed" -> {
                compareWithSeal(event);
                outOfReach |= fields.path("interrupted").asBoolean();
            }
            case "planned" ->
                fields.path("lines")
                        .forEach(line -> planned.put(
                                new Placed.Key(Json.text(line, "playerId"), Json.text(line, "betId")),
                                line.path("payoutMinor").asLong()));
            default -> {}
        }
    }

    private static Mark mark(StoredEvent event) {
        return new Mark(Instant.ofEpochMilli(Json.required(event.fields(), "at")), event.writer());
    }

    private void compareWithSeal(StoredEvent event) {
        bookStartedAgain |= !event.writer().equals(sealedBy.get(event.entity()));
    }

    boolean tookOffOnce() {
        return takeoffs.size() == 1;
    }

    /** Whether its round, or one of its books, was another incarnation at the landing than at the takeoff. */
    boolean startedAgain() {
        return bookStartedAgain || roundStartedAgain();
    }

    private boolean roundStartedAgain() {
        return tookOffOnce()
                && landings.stream()
                        .anyMatch(landing ->
                                !landing.writer().equals(takeoffs.get(0).writer()));
    }

    /** Whether a book says that it heard nothing of the flight for over a second. */
    boolean bookOutOfReach() {
        return outOfReach;
    }

    /** Whether some of it was within a time; one without a landing lasts for ever. */
    boolean within(Instant from, Instant to) {
        return tookOffOnce()
                && takeoffs.get(0).at().isBefore(to)
                && landings.stream().allMatch(landing -> landing.at().isAfter(from));
    }

    /** From when the curve comes to the burst to the landing, negative where it landed too early; empty where it did not. */
    Optional<Duration> late() {
        if (!tookOffOnce() || landings.isEmpty() || bustX100 == null) {
            return Optional.empty();
        }
        Instant due = takeoffs.get(0).at().plusMillis(HouseRules.flightMs(bustX100));
        return Optional.of(Duration.between(due, landings.get(0).at()));
    }

    boolean burstBeforeItsTime() {
        return late().filter(Duration::isNegative).isPresent();
    }

    /** Whether its stakes went back, whatever was cashed out. */
    boolean voided() {
        return voided;
    }

    /** Whether a bet that was cashed out is to be paid what its player was told. */
    boolean pays(BetStory cashedOut) {
        int multiplierX100 = cashedOut.cashOuts().get(0).multiplierX100();
        long payout = HouseRules.times(cashedOut.placed().stakeMinor(), multiplierX100);
        return planned.getOrDefault(cashedOut.placed().key(), 0L) == payout;
    }

    /** What must not be, of the flight itself. */
    List<Difference> differences() {
        List<Difference> found = new ArrayList<>();
        boolean flew = !(voided && takeoffs.isEmpty());
        if (flew && !tookOffOnce()) {
            found.add(Difference.of("flight did not take off once", roundId, takeoffs.toString()));
        }
        if (landings.size() > 1 || (landings.isEmpty() && !voided)) {
            found.add(Difference.of("flight did not land once", roundId, landings.toString()));
        }
        if (burstBeforeItsTime()) {
            found.add(Difference.of("flight burst before its time", roundId, toString()));
        }
        // One that a book lost sight of may have been due while its round was nowhere.
        if (roundStartedAgain()
                && !outOfReach
                && late().filter(late -> late.compareTo(LATEST_WITHOUT_GAP) > 0).isPresent()) {
            found.add(Difference.of("flight's clock began anew", roundId, toString()));
        }
        return found;
    }

    @Override
    public String toString() {
        return "takeoff " + takeoffs + ", landing " + landings + ", burst at " + bustX100 + ", "
                + late().map(late -> late.toMillis() + " ms after it was due").orElse("not landed");
    }
}
