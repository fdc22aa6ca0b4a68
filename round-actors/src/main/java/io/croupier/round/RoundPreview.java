package io.croupier.round;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import io.croupier.round.BookEntity.Previewed;
import io.croupier.round.RoundEntity.Refused;
import io.croupier.round.RoundEntity.Reply;
import io.croupier.round.domain.PlanEffect;
import io.croupier.round.domain.Round;
import io.croupier.round.domain.RoundEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One dry run: asks every book of a round what an event would do to its bets, and adds the answers up. Lives as long as that
 * takes, and stores nothing.
 */
final class RoundPreview {
    private final Map<Integer, Previewed> answers = new HashMap<>();
    private final int books;
    private final ActorRef<Reply> replyTo;

    private RoundPreview(int books, ActorRef<Reply> replyTo) {
        this.books = books;
        this.replyTo = replyTo;
    }

    /** @param events what the round would persist; of them the result or the void concerns the books */
    static Behavior<Previewed> create(
            Round round, List<RoundEvent> events, Duration timeout, RoundMail mail, ActorRef<Reply> replyTo) {
        return Behaviors.setup(context -> {
            int asked = 0;
            for (RoundEvent event : events) {
                asked += ask(round, event, mail, context.getSelf());
            }
            if (asked == 0) {
                replyTo.tell(new RoundEntity.Previewed(PlanEffect.NONE));
                return Behaviors.stopped();
            }
            context.setReceiveTimeout(timeout, Previewed.NONE);
            var preview = new RoundPreview(asked, replyTo);
            return Behaviors.receiveMessage(preview::answered);
        });
    }

    private static int ask(Round round, RoundEvent event, RoundMail mail, ActorRef<Previewed> self) {
        if (event instanceof RoundEvent.ResultRecorded result) {
            RoundMail.settles(round, result)
                    .forEach((book, plan) -> mail.tell(book, new BookEntity.PreviewSettle(plan, self)));
            return round.books().size();
        }
        if (event instanceof RoundEvent.VoidAccepted taken) {
            var plan = new BookEntity.VoidBets(taken.reason(), taken.resultVersion());
            round.books().forEach(book -> mail.tell(book, new BookEntity.PreviewVoid(plan, self)));
            return round.books().size();
        }
        return 0;
    }

    private Behavior<Previewed> answered(Previewed answer) {
        if (answer.equals(Previewed.NONE)) {
            replyTo.tell(new Refused("unavailable", "not every book of the round has answered", true, null));
            return Behaviors.stopped();
        }
        BookEntity.Payout unknown = answer.unknown();
        if (unknown != null) {
            replyTo.tell(betNotFound(unknown.playerId(), unknown.betId()));
            return Behaviors.stopped();
        }
        answers.put(answer.book(), answer);
        if (answers.size() < books) {
            return Behaviors.same();
        }
        PlanEffect all = answers.values().stream().map(Previewed::effect).reduce(PlanEffect.NONE, PlanEffect::plus);
        replyTo.tell(new RoundEntity.Previewed(all));
        return Behaviors.stopped();
    }

    /** A payout names a bet that the round does not have. */
    static Refused betNotFound(String playerId, String betId) {
        return new Refused("bet_not_found", "no accepted bet " + betId + " of player " + playerId, false, "payouts");
    }
}
