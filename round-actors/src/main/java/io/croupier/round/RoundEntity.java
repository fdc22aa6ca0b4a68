package io.croupier.round;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.javadsl.EntityContext;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import io.croupier.round.domain.FairnessProof;
import io.croupier.round.domain.PlanEffect;
import io.croupier.round.domain.RoundStatus;
import io.croupier.round.domain.RoundTerms;
import io.croupier.round.game.Outcome;
import io.croupier.wallet.ClusterMessage;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One round of one table; the entity id is the internal round id, {@code <owner>~<roundId>}. */
public final class RoundEntity {
    public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "Round");

    /** What a round can be told. */
    public sealed interface Command extends ClusterMessage {}

    /** From the table: open with these terms. The same terms again give the same answer. */
    public record Open(RoundTerms terms, ActorRef<Reply> replyTo) implements Command {}

    /** From a provider: stop betting. */
    public record Close(@Nullable Instant closedAt, ActorRef<Reply> replyTo) implements Command {}

    /** From a provider: how it came out; exactly one of outcome and payouts is given. An open round is sealed first. */
    public record Result(
            String resultId,
            @Nullable Outcome outcome,
            @Nullable List<BookEntity.Payout> payouts,
            ActorRef<Reply> replyTo)
            implements Command {}

    /**
     * From a provider or an operator: this result in the place of {@code replaces}, which must be the one that stands. Waits its turn
     * behind a settlement that is under way.
     */
    public record Correct(
            String resultId,
            String replaces,
            @Nullable Outcome outcome,
            @Nullable List<BookEntity.Payout> payouts,
            ActorRef<Reply> replyTo)
            implements Command {}

    /** From a provider or an operator: give all stakes back, and take back what was paid where the round is settled. */
    public record VoidRound(String reason, ActorRef<Reply> replyTo) implements Command {}

    /** What would {@link Correct} do? Answered with {@link Previewed} or as it would be refused; nothing is stored. */
    public record PreviewCorrection(
            String resultId,
            String replaces,
            @Nullable Outcome outcome,
            @Nullable List<BookEntity.Payout> payouts,
            ActorRef<Reply> replyTo)
            implements Command {}

    /** What would {@link VoidRound} do? Answered with {@link Previewed} or as it would be refused; nothing is stored. */
    public record PreviewVoid(String reason, ActorRef<Reply> replyTo) implements Command {}

    /** How the round stands; empty where it was never opened. */
    public record GetRound(ActorRef<RoundFound> replyTo) implements Command {}

    /** Answer to {@link GetRound}. */
    public record RoundFound(Optional<RoundStatus> round) implements ClusterMessage {}

    /** To a command: stored, so that a repetition gets the same, with {@code replayed}. */
    public sealed interface Reply extends ClusterMessage {}

    /** The command is persisted; what follows from it happens by itself. */
    public record Receipt(
            String roundId, String command, @Nullable String resultId, boolean replayed) implements Reply {}

    /** What a command would do to the players' wallets, as the bets stand now. */
    public record Previewed(PlanEffect effect) implements Reply {}

    /** Refused with a stable code; {@code field} where one is to blame. */
    public record Refused(
            String code,
            String detail,
            boolean retryable,
            @Nullable String field) implements Reply {}

    // From the books

    /** A book had its first bet and asks for the terms. */
    public record Register(int book) implements Command {}

    /**
     * A book is sealed without an open intent.
     *
     * @param digest SHA-256 over its accepted bets, hex
     */
    public record BookSealed(int book, long bets, long stakedMinor, String digest) implements Command {}

    /** A book takes no more cash-outs. */
    public record BookLanded(int book) implements Command {}

    /** Answer to {@link BookEntity.CheckPayouts}: the first unknown bet, or null. */
    public record PayoutsChecked(int book, String check, BookEntity.@Nullable Payout unknown) implements Command {}

    /** How far a book's settlement is; the last one has {@code unsettled} 0. */
    public record BookSettled(int book, int resultVersion, long paidMinor, long unsettled) implements Command {}

    // From the table

    /** Are you alive? Go on with what you were doing. The answer is a {@link TableEntity.Progress}. */
    public record Wake() implements Command {}

    /** The table has seen this stage (and result version); stop repeating it. */
    public record ProgressSeen(RoundStatus.Stage stage, int resultVersion) implements Command {}

    /** Answer to {@link TableEntity.Draw}: the outcome, not to be persisted or shown before the reveal. */
    public record Drawn(Outcome outcome) implements Command {
        /** Without the outcome, which no log may show before its time. */
        @Override
        public String toString() {
            return "Drawn";
        }
    }

    /** Answer to {@link TableEntity.Reveal}: persisted by the table, free to publish. */
    public record Revealed(Outcome outcome, FairnessProof proof) implements Command {}

    // From itself; never between nodes

    /** Betting should be over. */
    enum Deadline implements Command {
        INSTANCE
    }

    /** Tell those again who have not answered. */
    enum Resend implements Command {
        INSTANCE
    }

    /** See whether the stage is complete. */
    enum Advance implements Command {
        INSTANCE
    }

    /** The multiplier has grown. */
    enum FlightTick implements Command {
        INSTANCE
    }

    /** Nothing has come for a while. */
    enum Idle implements Command {
        INSTANCE
    }

    /** Sharding wants the entity to stop. */
    enum Stop implements Command {
        INSTANCE
    }

    static Behavior<Command> create(EntityContext<Command> entity, RoundSettings settings, Clock clock) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new RoundBehavior(context, timers, entity, settings, clock)));
    }

    private RoundEntity() {}
}
