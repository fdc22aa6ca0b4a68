package io.croupier.simulations;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A way in which a bet may have ended by the rules.
 *
 * @param states the names that the program may give it
 * @param creditKinds the kinds of the one credit that pays it, where it pays
 */
record Fate(Set<String> states, long payoutMinor, Set<String> creditKinds) {
    private static Fate paid(long payoutMinor) {
        return payoutMinor > 0
                ? new Fate(Set.of("won"), payoutMinor, Set.of("win"))
                : new Fate(Set.of("lost"), 0, Set.of());
    }

    private static Fate givenBack(long stakeMinor) {
        return new Fate(Set.of("voided", "refunded"), stakeMinor, Set.of("refund", "rollback"));
    }

    /** The fates that the rules allow an accepted bet: one, or two where a kill broke off its flight. */
    static List<Fate> allowed(BetStory story, Evidence.RoundView round, boolean brokenOff) {
        Placed bet = story.placed();
        if (round.voided()) {
            return List.of(givenBack(bet.stakeMinor()));
        }
        var payouts = round.payouts();
        if (payouts != null) {
            return List.of(paid(payouts.getOrDefault(bet.key(), 0L)));
        }
        JsonNode outcome = round.outcome();
        if (outcome == null) {
            return List.of();
        }
        if (outcome.has("number")) {
            return List.of(paid(HouseRules.roulette(
                    bet.selection(), bet.stakeMinor(), outcome.path("number").asInt())));
        }
        if (!story.cashOuts().isEmpty()) {
            // Whether the flight had come so far is for CashOuts to say.
            int multiplier = story.cashOuts().get(0).multiplierX100();
            return List.of(paid(HouseRules.times(bet.stakeMinor(), multiplier)));
        }
        long byItself = HouseRules.crashByItself(
                bet.selection(), bet.stakeMinor(), outcome.path("bustX100").asInt());
        List<Fate> fates = new ArrayList<>(List.of(paid(byItself)));
        if (brokenOff && byItself == 0) {
            fates.add(givenBack(bet.stakeMinor()));
        }
        return fates;
    }

    boolean matches(Evidence.BetView seen) {
        return states.contains(seen.state()) && payoutMinor == seen.payoutMinor();
    }
}
