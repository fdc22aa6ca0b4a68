package io.croupier.simulations;

import io.croupier.simulations.Evidence.Cash;
import io.croupier.simulations.Evidence.PlayerView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Brings the play at a cluster to rest, and holds every bet and every cent to the rules. */
final class ClusterJudge {
    /** What is sent again at once needs a seat; what has none by then is asked for in any case. */
    private static final Duration ANSWERS_LIMIT = Duration.ofSeconds(5);

    private final Casino casino;
    private final Usher usher;
    private final Journal journal;
    private final Duration quietLimit;

    /**
     * What came out.
     *
     * @param late bets that had no answer, or their cash-outs, at the end of the play, and were asked for only then
     * @param interrupted rounds of which a book was out of reach in flight; their bets may have been refunded
     * @param flights the crash flights with accepted bets
     * @param differences what must not be; empty where all is well
     */
    record Verdict(Set<Placed.Key> late, Set<String> interrupted, Flights flights, List<Difference> differences) {
        Verdict {
            late = Set.copyOf(late);
            interrupted = Set.copyOf(interrupted);
            differences = List.copyOf(differences);
        }

        /** How many bets were asked for again at the end. */
        int asked() {
            return late.size();
        }
    }

    /** @param quietLimit how long bets and rounds may take to end; a long flight is some minutes */
    ClusterJudge(Casino casino, Usher usher, Journal journal, Duration quietLimit) {
        this.casino = casino;
        this.usher = usher;
        this.journal = journal;
        this.quietLimit = quietLimit;
    }

    /**
     * Ends the play, asks for every answer that was lost, waits until all has ended, and judges.
     *
     * @param others players beside the casino's own, whose money was moved by these calls only
     * @param moved what of it was acknowledged, with what they began with
     */
    Verdict judge(List<Player> others, List<Cash> moved) {
        casino.bettors().pause();
        casino.dealer().pause();
        casino.bettors().awaitAnswers(ANSWERS_LIMIT);
        var resolver = new Resolver(casino, usher::seatOf);
        Set<Placed.Key> late = new HashSet<>(resolver.resolveEverything());
        List<Difference> differences = new ArrayList<>();
        if (!casino.dealer().awaitIdle(quietLimit)) {
            differences.add(Difference.of(
                    "rounds do not end", "provider", "one is still open after " + quietLimit.toSeconds() + " s"));
        }
        if (!casino.witness().awaitQuiet(casino.history(), quietLimit)) {
            differences.add(Difference.of(
                    "bets do not end", "tables", "something is still open after " + quietLimit.toSeconds() + " s"));
        }
        // Who sits in a flight that was still in the air cashes out until it bursts, and may miss that answer too.
        late.addAll(resolver.resolveEverything());
        Set<String> interrupted = journal.interruptedFlights();
        differences.addAll(Oracle.judge(evidence(interrupted, others, moved)));
        differences.addAll(casino.witness().proofFaults());
        casino.history().protocolFaults().forEach(fault -> differences.add(Difference.of("protocol", "client", fault)));
        journal.faults().forEach(fault -> differences.add(Difference.of("journal", "events", fault)));
        List<BetStory> stories = casino.history().stories();
        Flights flights = journal.flights(stories.stream()
                .filter(story -> story.accepted()
                        && casino.tables().isCrash(story.placed().table()))
                .map(story -> story.placed().roundId())
                .collect(Collectors.toSet()));
        differences.addAll(flights.differences(stories));
        return new Verdict(late, interrupted, flights, differences);
    }

    private Evidence evidence(Set<String> interrupted, List<Player> others, List<Cash> moved) {
        Evidence own = casino.witness()
                .evidence(
                        casino.history(),
                        casino.cashier().moved(),
                        casino.dealt(),
                        casino.brokenOff(interrupted),
                        Evidence.Others.NONE);
        Map<String, PlayerView> players = new HashMap<>(own.players());
        others.forEach(player -> players.put(player.playerId(), casino.witness().view(player)));
        List<Cash> cash = new ArrayList<>(own.cash());
        cash.addAll(moved);
        return new Evidence(own.bets(), cash, players, own.rounds(), own.brokenOff(), own.others(), own.audit());
    }
}
