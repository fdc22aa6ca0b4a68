package io.croupier.simulations;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Cash-outs that were sent shortly before their flight was seen to burst, where every millisecond decides.
 *
 * @param paid those that were in time
 * @param refused those that were too late
 * @param open those without an answer yet
 */
record LateCashOuts(int paid, int refused, int open) {
    private static final Duration SHORTLY = Duration.ofMillis(100);

    static LateCashOuts of(Casino casino) {
        int paid = 0;
        int refused = 0;
        int open = 0;
        for (BetStory story : casino.history().stories()) {
            Placed bet = story.placed();
            Optional<Instant> burst = casino.floor().resultAt(bet.table(), bet.roundId());
            if (casino.tables().isCrash(bet.table()) && burst.isPresent() && late(story, burst.get())) {
                if (!story.cashOuts().isEmpty()) {
                    paid++;
                } else if (story.cashOutOpen()) {
                    open++;
                } else {
                    refused++;
                }
            }
        }
        return new LateCashOuts(paid, refused, open);
    }

    private static boolean late(BetStory story, Instant burst) {
        return story.lines().stream()
                .anyMatch(line ->
                        line.seen() instanceof Seen.CashOutSent && line.at().isAfter(burst.minus(SHORTLY)));
    }

    @Override
    public String toString() {
        return "In the last " + SHORTLY.toMillis() + " ms before a flight burst " + (paid + refused + open)
                + " cash-outs were sent: " + paid + " in time, " + refused + " too late, " + open
                + " without an answer.";
    }
}
