package io.croupier.simulations;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The crash flights of some rounds: fed with the journal's events, it says what became of them. */
final class Flights implements StoredEvent.Reader {
    private final Map<String, Flight> byRound = new HashMap<>();

    /** @param roundIds as clients know them */
    Flights(Collection<String> roundIds) {
        roundIds.forEach(roundId -> byRound.put(roundId, new Flight(roundId)));
    }

    /** A time in which something was done to the cluster. */
    record Span(Instant from, Instant to) {}

    /**
     * What became of them, in numbers.
     *
     * @param tookOffOnce flights of which exactly one takeoff is stored
     * @param early flights that burst before their time by the curve
     * @param disturbed flights that were in the air when something was done to the cluster
     * @param startedAgain see {@link Flight#startedAgain}
     * @param outOfReach see {@link Flight#bookOutOfReach}
     * @param cashOuts acknowledged ones, by hand or by the bet's own target
     * @param paid those of {@code cashOuts} that are paid at the multiplier that the player was told
     * @param cashOutsStartedAgain those of {@code cashOuts} that are of the flights that were started again
     */
    record Figures(
            int flights,
            int tookOffOnce,
            int early,
            int disturbed,
            int startedAgain,
            int outOfReach,
            int cashOuts,
            int paid,
            int cashOutsStartedAgain,
            Duration lateP50,
            Duration lateWorst) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%d flights with bets: %d took off once, %d burst before their time, late by p50 %d ms, worst %d ms; "
                            + "%d with a book out of reach for over a second%n"
                            + "%d of them in the air during a roll or kill, %d landed by another incarnation of the round "
                            + "or a book than took off; %d cash-outs acknowledged, %d of the latter flights', %d paid at "
                            + "their multiplier",
                    flights,
                    tookOffOnce,
                    early,
                    lateP50.toMillis(),
                    lateWorst.toMillis(),
                    outOfReach,
                    disturbed,
                    startedAgain,
                    cashOuts,
                    cashOutsStartedAgain,
                    paid);
        }
    }

    /** Takes an event of any round or book; those of the others are passed over. */
    @Override
    public void take(StoredEvent event) {
        // Round|<owner>~<round>, Book|<owner>~<round>~<number of the book>
        String[] parts = event.entity().split("~", -1);
        Flight flight = parts.length > 1 ? byRound.get(parts[1]) : null;
        if (flight != null) {
            flight.take(event);
        }
    }

    /** Those that took off and were never in the air while something was done; by their rounds' ids. */
    Set<String> undisturbed(List<Span> disturbances) {
        return byRound.entrySet().stream()
                .filter(flight -> flight.getValue().tookOffOnce()
                        && disturbances.stream()
                                .noneMatch(span -> flight.getValue().within(span.from(), span.to())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /**
     * What is wrong where a program broke off so many flights to which nothing was done: a busy machine may keep a book from a flight,
     * whose losing bets are then refunded by the rules, but not from one after the other.
     */
    static Optional<Difference> brokenOffForNoReason(Collection<?> brokenOff, int undisturbed) {
        return brokenOff.size() <= 2 + undisturbed / 4
                ? Optional.empty()
                : Optional.of(Difference.of(
                        "flights are broken off for no reason",
                        "tables",
                        brokenOff + " of " + undisturbed + " that nothing was done to"));
    }

    /** What must not be, in the flights and in what these bets were told of their cash-outs. */
    List<Difference> differences(List<BetStory> stories) {
        List<Difference> found = new ArrayList<>();
        byRound.values().forEach(flight -> found.addAll(flight.differences()));
        for (BetStory story : cashedOut(stories)) {
            if (!flight(story).pays(story) && !flight(story).voided()) {
                found.add(new Difference(
                        "cash-out is not paid at its multiplier",
                        story.placed().key().toString(),
                        flight(story).toString(),
                        story.print()));
            }
        }
        return found;
    }

    private List<BetStory> cashedOut(List<BetStory> stories) {
        return stories.stream()
                .filter(story -> byRound.containsKey(story.placed().roundId())
                        && !story.cashOuts().isEmpty())
                .toList();
    }

    private Flight flight(BetStory story) {
        return byRound.getOrDefault(
                story.placed().roundId(), new Flight(story.placed().roundId()));
    }

    /** @param disturbances when something was done to the cluster */
    Figures figures(List<BetStory> stories, List<Span> disturbances) {
        List<BetStory> cashedOut = cashedOut(stories);
        List<Duration> late = byRound.values().stream()
                .flatMap(flight -> flight.late().stream())
                .sorted()
                .toList();
        return new Figures(
                byRound.size(),
                count(Flight::tookOffOnce),
                count(Flight::burstBeforeItsTime),
                count(flight -> disturbances.stream().anyMatch(span -> flight.within(span.from(), span.to()))),
                count(Flight::startedAgain),
                count(Flight::bookOutOfReach),
                cashedOut.size(),
                Math.toIntExact(cashedOut.stream()
                        .filter(story -> flight(story).pays(story))
                        .count()),
                Math.toIntExact(cashedOut.stream()
                        .filter(story -> flight(story).startedAgain())
                        .count()),
                late.isEmpty() ? Duration.ZERO : late.get((late.size() - 1) / 2),
                late.isEmpty() ? Duration.ZERO : late.get(late.size() - 1));
    }

    private int count(Predicate<Flight> which) {
        return Math.toIntExact(byRound.values().stream().filter(which).count());
    }
}
