package io.croupier.simulations;

import io.croupier.simulations.Evidence.Movement;
import io.croupier.simulations.Evidence.PlayerView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a wallet behaved as one ledger that everyone writes and reads in one order. That order is the wallet's own list of
 * movements, and the check is whether it can be the true one: no movement stands before another that was answered before the
 * first was even asked for; what an answer said the balance was is what it is there; and every balance that was read is
 * one of those that stood at some moment between the question and the answer. Given the order, this is the whole definition
 * of linearizability (Herlihy and Wing, 1990), and it costs a sort instead of a search.
 */
final class Linearizability {
    /**
     * A change of a wallet as somebody outside saw it.
     *
     * @param id the movement's transaction id, or its bet id where it is a bet's
     * @param began when it was first asked for
     * @param ended when it was first answered
     * @param balanceMinor what the answer said; null where it said nothing
     */
    record Touch(
            String playerId,
            String id,
            Instant began,
            Instant ended,
            @Nullable Long balanceMinor) {}

    /** A balance as somebody outside read it. */
    record Look(String playerId, Instant began, Instant ended, long balanceMinor) {}

    private final String playerId;
    private final List<Difference> differences = new ArrayList<>();
    private final long[] balances;
    private final @Nullable Touch[] touches;

    private Linearizability(String playerId, List<Movement> oldestFirst, Map<String, Touch> byId) {
        this.playerId = playerId;
        this.balances = new long[oldestFirst.size() + 1];
        this.touches = new Touch[oldestFirst.size()];
        for (int i = 0; i < oldestFirst.size(); i++) {
            Movement movement = oldestFirst.get(i);
            balances[i + 1] = movement.balanceMinor();
            boolean placed = movement.kind().equals("bet") && !movement.betId().isEmpty();
            touches[i] = byId.get(placed ? movement.betId() : movement.transactionId());
        }
    }

    /** Checks each player's wallet; what was not seen from outside may have happened at any time. */
    static List<Difference> check(Map<String, PlayerView> players, List<Touch> touches, List<Look> looks) {
        Map<String, Map<String, Touch>> touchesOf = new HashMap<>();
        touches.forEach(touch -> touchesOf
                .computeIfAbsent(touch.playerId(), any -> new HashMap<>())
                .put(touch.id(), touch));
        Map<String, List<Look>> looksOf = new HashMap<>();
        looks.forEach(look -> looksOf.computeIfAbsent(look.playerId(), any -> new ArrayList<>())
                .add(look));
        List<Difference> differences = new ArrayList<>();
        players.forEach((playerId, view) -> {
            List<Movement> oldestFirst = new ArrayList<>(view.transactions());
            Collections.reverse(oldestFirst);
            var check = new Linearizability(playerId, oldestFirst, touchesOf.getOrDefault(playerId, Map.of()));
            check.order();
            check.answers();
            check.looks(looksOf.getOrDefault(playerId, List.of()));
            differences.addAll(check.differences);
        });
        return differences;
    }

    /** No movement before one that had been answered when it was asked for: seen from the left, no end before an earlier start. */
    private void order() {
        Optional<Touch> latest = Optional.empty();
        for (Touch touch : touches) {
            if (touch == null) {
                continue;
            }
            if (latest.isPresent() && touch.ended().isBefore(latest.get().began())) {
                differ("out of order", touch + " stands after " + latest.get() + ", which was asked for later");
            }
            if (latest.isEmpty() || touch.began().isAfter(latest.get().began())) {
                latest = Optional.of(touch);
            }
        }
    }

    private void answers() {
        for (int i = 0; i < touches.length; i++) {
            Touch touch = touches[i];
            if (touch != null && touch.balanceMinor() != null && touch.balanceMinor() != balances[i + 1]) {
                differ("answer told another balance", touch + " but the balance is " + balances[i + 1]);
            }
        }
    }

    /** The states a look may see: after all that was answered before it began, and before all that began after it ended. */
    private void looks(List<Look> looks) {
        Instant[] latestBegin = new Instant[touches.length];
        Instant[] earliestEnd = new Instant[touches.length];
        Instant begin = Instant.MIN;
        for (int i = 0; i < touches.length; i++) {
            Touch touch = touches[i];
            begin = touch != null && touch.began().isAfter(begin) ? touch.began() : begin;
            latestBegin[i] = begin;
        }
        Instant end = Instant.MAX;
        for (int i = touches.length - 1; i >= 0; i--) {
            Touch touch = touches[i];
            end = touch != null && touch.ended().isBefore(end) ? touch.ended() : end;
            earliestEnd[i] = end;
        }
        for (Look look : looks) {
            int first = firstAfter(earliestEnd, look.began());
            int last = lastBefore(latestBegin, look.ended());
            boolean seen = false;
            for (int state = first; state <= last && !seen; state++) {
                seen = balances[state] == look.balanceMinor();
            }
            if (!seen) {
                differ(
                        "balance that never was then",
                        look + ", possible were the states " + first + " to " + last + " of " + touches.length);
            }
        }
    }

    /** The number of movements up to the last one that was answered before the moment. */
    private static int firstAfter(Instant[] earliestEnd, Instant moment) {
        int low = 0;
        int high = earliestEnd.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (earliestEnd[middle].isBefore(moment)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The number of movements before the first one that was asked for after the moment. */
    private static int lastBefore(Instant[] latestBegin, Instant moment) {
        int low = 0;
        int high = latestBegin.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (latestBegin[middle].isAfter(moment)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private void differ(String rule, String detail) {
        differences.add(Difference.of("wallet is not linearizable: " + rule, playerId, detail));
    }

    /** What the players' own log says of their bets. */
    static List<Touch> touches(List<BetStory> stories) {
        List<Touch> touches = new ArrayList<>();
        for (BetStory story : stories) {
            Optional<BetStory.Line> accepted = story.lines().stream()
                    .filter(line -> line.seen() instanceof Seen.Accepted)
                    .min(Comparator.comparing(BetStory.Line::at));
            if (accepted.isPresent() && accepted.get().seen() instanceof Seen.Accepted answer) {
                touches.add(new Touch(
                        story.placed().playerId(),
                        story.placed().betId(),
                        story.lines().get(0).at(),
                        accepted.get().at(),
                        answer.balanceMinor()));
            }
        }
        return touches;
    }
}
