package io.croupier.simulations;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Asks again, with the same id, what got no decision, as a client does: over the player's next seat where the connection was
 * lost, and after a moment where the answer was that nobody knows. What it gives up is asked at the end by the {@link Resolver}.
 * Thread-safe.
 */
final class Repeats {
    private static final int MOST_OPEN = 5_000;
    static final int MOST_ATTEMPTS = 20;
    /** A refusal that may be repeated comes back at once: so many looks lie between two attempts. */
    static final int PAUSE = 5;

    /** A bet or a cash-out that was sent. */
    interface Question {
        Placed.Key bet();

        boolean decided();

        /** Whether no answer will come to it as it was sent last, or one came that decides nothing. */
        boolean lost();

        /** Sends it again; false where that cannot be done now. */
        boolean askAgain();
    }

    /**
     * How those ended whose first answer was lost, or decided nothing.
     *
     * @param untold decided before they could be sent again: what a player has missed, the next seat is told
     * @param repeated decided after they were sent again at once
     */
    record Figures(int untold, int repeated) {}

    private static final class Open {
        private final Question question;
        private boolean lost;
        private int attempts;
        private int pause;

        Open(Question question) {
            this.question = question;
        }

        boolean givenUp() {
            return attempts >= MOST_ATTEMPTS;
        }
    }

    private final List<Open> open = new ArrayList<>();
    private int untold;
    private int repeated;

    /** Follows one that was just sent, unless there are too many. */
    synchronized void sent(Question question) {
        if (open.size() < MOST_OPEN) {
            open.add(new Open(question));
        }
    }

    /** To be called several times a second. */
    synchronized void look() {
        for (Iterator<Open> each = open.iterator(); each.hasNext(); ) {
            Open one = each.next();
            if (one.question.decided()) {
                count(one);
                each.remove();
            } else if (one.pause > 0) {
                one.pause--;
            } else if (one.question.lost()) {
                one.lost = true;
                if (!one.givenUp() && one.question.askAgain()) {
                    one.attempts++;
                    one.pause = PAUSE;
                }
            }
        }
    }

    private void count(Open one) {
        if (one.lost && one.attempts > 0) {
            repeated++;
        } else if (one.lost) {
            untold++;
        }
    }

    /** Whether nothing is left that is still to be asked. */
    synchronized boolean idle() {
        return open.stream().allMatch(Open::givenUp);
    }

    /**
     * How it went, when all is decided.
     *
     * @param late what was asked by others in the end, and does not count here
     */
    synchronized Figures figures(Set<Placed.Key> late) {
        open.stream()
                .filter(one -> !late.contains(one.question.bet()) && one.question.decided())
                .forEach(this::count);
        open.clear();
        return new Figures(untold, repeated);
    }
}
