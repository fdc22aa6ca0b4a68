package io.croupier.simulations.domain;

import io.croupier.round.domain.Bet;
import io.croupier.round.domain.RoundEvent.BetPayout;
import io.croupier.round.domain.RoundEvent.ResultRecorded;
import io.croupier.round.game.Outcome;
import io.croupier.round.game.Selection;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an accepted bet returns by the published rules, worked out a second time. */
final class Payouts {
    private static final long MAX_MINOR = 9_007_199_254_740_991L;

    /** How a bet ends, and what its wallet gets. */
    record End(Bet.State state, long minor) {}

    /**
     * @param receivedAt when the book has received the bet
     * @param cashedOutX100 what the player was told, 0: nothing
     * @param interrupted whether the book was out of reach in the flight
     * @param result null: the round was voided
     */
    static End of(
            Bet bet,
            Instant receivedAt,
            int cashedOutX100,
            boolean interrupted,
            @Nullable Instant closedAt,
            @Nullable ResultRecorded result) {
        long stake = bet.stakeMinor();
        if (result == null || (closedAt != null && !receivedAt.isBefore(closedAt))) {
            return new End(Bet.State.VOIDED, stake);
        }
        if (result.payouts() != null) {
            return won(listed(result.payouts(), bet));
        }
        if (result.outcome() instanceof Outcome.Roulette wheel
                && bet.selection() instanceof Selection.Roulette chosen) {
            boolean hit = chosen.numbers().contains(wheel.number());
            return won(hit ? stake * (36L / chosen.numbers().size()) : 0);
        }
        if (result.outcome() instanceof Outcome.Crash flight && bet.selection() instanceof Selection.Crash chosen) {
            Integer target = chosen.autoCashOutX100();
            boolean reached = target != null && target <= Math.max(flight.bustX100(), cashedOutX100);
            if (interrupted && cashedOutX100 == 0 && !(target != null && target <= flight.bustX100())) {
                return new End(Bet.State.REFUNDED, stake);
            }
            int multiplier = reached && target != null && (cashedOutX100 == 0 || target < cashedOutX100)
                    ? target
                    : cashedOutX100;
            return won(stake * multiplier / 100);
        }
        throw new Broken(Broken.Rule.ROUNDS, "no rule for " + bet + " under " + result);
    }

    private static long listed(List<BetPayout> payouts, Bet bet) {
        return payouts.stream()
                .filter(p -> p.key().equals(bet.key()))
                .mapToLong(BetPayout::payoutMinor)
                .sum();
    }

    private static End won(long minor) {
        return new End(minor == 0 ? Bet.State.LOST : Bet.State.WON, Math.min(MAX_MINOR, minor));
    }

    /** Cut at the highest long, as a round's total is. */
    static long sum(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    private Payouts() {}
}
