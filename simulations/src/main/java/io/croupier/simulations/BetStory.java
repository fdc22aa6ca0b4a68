package io.croupier.simulations;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A bet and everything that its player saw of it, in order. */
record BetStory(Placed placed, List<Line> lines) {
    /** When something was seen. */
    record Line(Instant at, Seen seen) {}

    BetStory {
        lines = List.copyOf(lines);
    }

    private <S extends Seen> Stream<S> all(Class<S> kind) {
        return lines.stream().map(Line::seen).filter(kind::isInstance).map(kind::cast);
    }

    List<Seen.Accepted> acceptances() {
        return all(Seen.Accepted.class).toList();
    }

    List<Seen.Rejected> rejections() {
        return all(Seen.Rejected.class).toList();
    }

    List<Seen.CashedOut> cashOuts() {
        return all(Seen.CashedOut.class).toList();
    }

    /** When the bet first went out. */
    Instant sentAt() {
        return lines.get(0).at();
    }

    /** When the player was first told of the cash-out; an exception where there was none. */
    Instant cashedOutAt() {
        return lines.stream()
                .filter(line -> line.seen() instanceof Seen.CashedOut)
                .findFirst()
                .orElseThrow()
                .at();
    }

    List<Seen.Settled> settlements() {
        return all(Seen.Settled.class).toList();
    }

    boolean accepted() {
        return !acceptances().isEmpty();
    }

    boolean rejected() {
        return !rejections().isEmpty();
    }

    /** Whether the player knows how the bet was decided. */
    boolean answered() {
        return accepted() || rejected();
    }

    /** Whether the last answer to the bet, or where it is accepted to its cash-out, was to send it again. */
    boolean toBeSentAgain() {
        boolean again = false;
        for (Line line : lines) {
            if (line.seen() instanceof Seen.Sent || line.seen() instanceof Seen.CashOutSent) {
                again = false;
            } else if (line.seen() instanceof Seen.Undecided
                    || (line.seen() instanceof Seen.CashOutRefused refused && refused.retryable())) {
                again = true;
            }
        }
        return again;
    }

    /** Whether a cash-out went out and its answer is not known. */
    boolean cashOutOpen() {
        boolean open = false;
        for (Line line : lines) {
            if (line.seen() instanceof Seen.CashOutSent) {
                open = true;
            } else if (line.seen() instanceof Seen.CashedOut
                    || (line.seen() instanceof Seen.CashOutRefused refused && !refused.retryable())) {
                return false;
            }
        }
        return open;
    }

    /** Whether a cash-out was asked for and refused for good. */
    boolean cashOutRefused() {
        return cashOuts().isEmpty() && all(Seen.CashOutRefused.class).anyMatch(refused -> !refused.retryable());
    }

    /** From sending it to its acceptance where that took one attempt. */
    Optional<Duration> timeToAcceptance() {
        return lines.size() == 2 && lines.get(1).seen() instanceof Seen.Accepted
                ? Optional.of(Duration.between(lines.get(0).at(), lines.get(1).at()))
                : Optional.empty();
    }

    /** The story as text, one line each. */
    List<String> print() {
        return Stream.concat(Stream.of(placed.toString()), lines.stream().map(line -> line.at() + " " + line.seen()))
                .toList();
    }
}
