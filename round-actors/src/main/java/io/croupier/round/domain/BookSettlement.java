package io.croupier.round.domain;

import io.croupier.round.domain.BookEvent.Line;
import io.croupier.round.domain.BookEvent.SettlementPlanned;
import io.croupier.round.game.Game;
import io.croupier.round.game.Outcome;
import io.croupier.round.game.Selection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Works out what every bet of a sealed book returns.
 *
 * @param game of the table
 * @param outcome null where the provider sent payouts
 * @param payouts by bet, stake included; a bet not listed has lost; empty where there is an outcome
 * @param closedAt bets received at or after it are voided; null: none
 */
public record BookSettlement(
        Game game,
        @Nullable Outcome outcome,
        Map<BetKey, Long> payouts,
        @Nullable Instant closedAt) {
    /** The highest amount that may stand in any message; a payout beyond it is cut to it. */
    public static final long MAX_MINOR = 9_007_199_254_740_991L;

    public BookSettlement {
        payouts = Map.copyOf(payouts);
    }

    /** The plan for a book without open intents; under a later version than the first a correction. */
    public SettlementPlanned plan(Book book, int resultVersion, Instant at) {
        List<Line> lines = new ArrayList<>();
        for (Bet bet : book.bets().values()) {
            if (bet.stood()) {
                Line line = line(bet, book.interrupted());
                if (line.payoutMinor() > 0) {
                    lines.add(line);
                }
            }
        }
        return new SettlementPlanned(resultVersion, lines, at);
    }

    private Line line(Bet bet, boolean interrupted) {
        if (closedAt != null && !bet.at().isBefore(closedAt)) {
            return line(bet, Bet.State.VOIDED, bet.stakeMinor());
        }
        if (interrupted && bet.cashedOutX100() == 0 && !reachedTarget(bet.selection())) {
            return line(bet, Bet.State.REFUNDED, bet.stakeMinor());
        }
        return line(bet, Bet.State.WON, payoutMinor(bet));
    }

    private static Line line(Bet bet, Bet.State end, long payoutMinor) {
        return new Line(bet.key().playerId(), bet.key().betId(), end, payoutMinor);
    }

    private boolean reachedTarget(Selection selection) {
        return selection instanceof Selection.Crash crash
                && crash.autoCashOutX100() != null
                && outcome instanceof Outcome.Crash flight
                && crash.autoCashOutX100() <= flight.bustX100();
    }

    private long payoutMinor(Bet bet) {
        if (outcome == null) {
            return payouts.getOrDefault(bet.key(), 0L);
        }
        try {
            return Math.min(
                    MAX_MINOR, game.payoutMinor(bet.selection(), bet.stakeMinor(), outcome, bet.cashedOutX100()));
        } catch (ArithmeticException e) {
            return MAX_MINOR;
        }
    }

    /** A total that is not negative, and what is added to it or taken from it, cut at the highest long: it must not stop a settlement. */
    public static long saturatedSum(long total, long more) {
        return more > 0 && total > Long.MAX_VALUE - more ? Long.MAX_VALUE : Math.max(0, total + more);
    }
}
