package io.croupier.round.domain;

import io.croupier.round.game.Selection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A flight as one book follows it: the last multiplier, whether it was ever out of reach, and whose automatic target comes
 * next. Kept in memory only: a book that starts during a flight sees by the first tick's age that it has missed some. Not for
 * concurrent use.
 */
public final class BookFlight {
    private record Target(int multiplierX100, BetKey bet) {}

    private final Duration outOfReach;
    private int lastX100;
    private @Nullable Instant lastAt;
    private @Nullable Instant overAt;
    private boolean interrupted;
    private List<Target> targets = List.of();
    private int nextTarget;

    public BookFlight(Duration outOfReach) {
        this.outOfReach = outOfReach;
    }

    /** Whether a tick has come. */
    public boolean started() {
        return lastAt != null;
    }

    /** The multiplier of the newest tick in hundredths. */
    public int lastX100() {
        return lastX100;
    }

    /**
     * Takes a tick; answers the bets whose automatic target the flight has now reached, each once.
     *
     * @param burstsInMs ms from this tick to the burst; 0: not soon
     */
    public List<BetKey> tick(Book book, int multiplierX100, long elapsedMs, long burstsInMs, Instant now) {
        if (lastAt == null) {
            interrupted = elapsedMs > outOfReach.toMillis();
            targets = targets(book);
        } else {
            interrupted |= gap(now);
        }
        lastAt = now;
        overAt = burstsInMs == 0 ? null : now.plusMillis(burstsInMs);
        lastX100 = Math.max(lastX100, multiplierX100);
        List<BetKey> reached = new ArrayList<>();
        while (nextTarget < targets.size() && targets.get(nextTarget).multiplierX100 <= lastX100) {
            reached.add(targets.get(nextTarget++).bet);
        }
        return reached;
    }

    /**
     * Whether it has burst by now, though nobody has said so yet: that takes a write of the round. Who saw that a tick is overdue
     * would else know of the burst, and cash out before the book does.
     */
    public boolean over(Instant now) {
        return overAt != null && !now.isBefore(overAt);
    }

    /** The flight is over: was this book out of reach at any time, up to now? */
    public boolean interrupted(long elapsedMs, Instant now) {
        return lastAt == null ? elapsedMs > outOfReach.toMillis() : interrupted || gap(now);
    }

    private boolean gap(Instant now) {
        return lastAt != null && Duration.between(lastAt, now).compareTo(outOfReach) > 0;
    }

    /** What a cash-out is worth now: the last tick, but never beyond the bet's automatic target. */
    public int worthX100(Bet bet) {
        Integer target = targetOf(bet);
        return target == null ? lastX100 : Math.min(target, lastX100);
    }

    private static @Nullable Integer targetOf(Bet bet) {
        return bet.selection() instanceof Selection.Crash crash ? crash.autoCashOutX100() : null;
    }

    private static List<Target> targets(Book book) {
        List<Target> found = new ArrayList<>();
        for (Bet bet : book.bets().values()) {
            Integer target = targetOf(bet);
            if (target != null && bet.state() == Bet.State.ACCEPTED && bet.cashedOutX100() == 0) {
                found.add(new Target(target, bet.key()));
            }
        }
        found.sort(Comparator.comparingInt(Target::multiplierX100));
        return found;
    }
}
