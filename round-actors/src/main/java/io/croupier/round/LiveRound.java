package io.croupier.round;

import akka.actor.typed.ActorRef;
import io.croupier.round.domain.RoundStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a table knows of an unsettled round beyond what it has persisted. Used by one actor only. */
final class LiveRound {
    private static final int MAX_OPENERS = 16;

    private final List<ActorRef<RoundEntity.Reply>> openers = new ArrayList<>();
    RoundStatus status;
    /** Its entity has answered Open, so it runs by itself. */
    boolean opened;
    /** An Open is under way. */
    boolean opening;

    Instant heardAt;

    LiveRound(RoundStatus status, Instant now) {
        this.status = status;
        this.heardAt = now;
    }

    /** Whether it takes bets, by what is known: before the deadline and not known to be closing. */
    boolean bettingOpen(Instant now) {
        return status.stage().compareTo(RoundStatus.Stage.CLOSING) < 0
                && now.isBefore(status.terms().bettingClosesAt());
    }

    /** Answers this caller when the round's entity has answered. Beyond a bound a caller gets nothing, and repeats. */
    void answerLater(ActorRef<RoundEntity.Reply> replyTo) {
        if (openers.size() < MAX_OPENERS && !openers.contains(replyTo)) {
            openers.add(replyTo);
        }
    }

    void answer(RoundEntity.Reply reply) {
        openers.forEach(opener -> opener.tell(reply));
        openers.clear();
    }
}
