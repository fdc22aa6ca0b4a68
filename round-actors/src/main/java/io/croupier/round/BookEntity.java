package io.croupier.round;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.javadsl.EntityContext;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import io.croupier.round.domain.BetView;
import io.croupier.round.domain.PlanEffect;
import io.croupier.round.domain.RoundTerms;
import io.croupier.round.domain.WalletCall;
import io.croupier.round.game.Outcome;
import io.croupier.round.game.Selection;
import io.croupier.wallet.ClusterMessage;
import io.croupier.wallet.domain.Answer;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One partition of a round's bets; the entity id is {@link #id}. */
public final class BookEntity {
    public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "Book");

    /** The book that holds a player's bets of a round with so many books. */
    public static String id(String roundId, String playerId, int books) {
        return id(roundId, index(playerId, books));
    }

    /** Which of so many books holds a player's bets; for ever the same. */
    static int index(String playerId, int books) {
        return Math.floorMod(playerId.hashCode(), books);
    }

    /** The book of this number, from 0, of a round by its internal id. */
    public static String id(String roundId, int index) {
        return roundId + "~" + index;
    }

    /** What a book can be told. */
    public sealed interface Command extends ClusterMessage {}

    /**
     * Decide this bet. The answer is persisted before it is sent; no answer means: unknown, repeat with the same bet id.
     *
     * @param currency the table's
     * @param freeBetId the player's free bets that it is one of, null where it is none
     */
    public record PlaceBet(
            String playerId,
            String betId,
            String tableId,
            String roundId,
            Selection selection,
            long stakeMinor,
            String currency,
            @Nullable String freeBetId,
            ActorRef<PlayerNotice> replyTo)
            implements Command {
        public PlaceBet(
                String playerId,
                String betId,
                String tableId,
                String roundId,
                Selection selection,
                long stakeMinor,
                String currency,
                ActorRef<PlayerNotice> replyTo) {
            this(playerId, betId, tableId, roundId, selection, stakeMinor, currency, null, replyTo);
        }
    }

    /** Cash out at the last multiplier that this book received. Repeating it gives the same answer. */
    public record CashOut(String playerId, String betId, ActorRef<PlayerNotice> replyTo) implements Command {}

    /**
     * These bets of a player, without those that this book does not know; all of them where none is named. At most {@code
     * max-page}.
     */
    public record GetBets(String playerId, List<String> betIds, ActorRef<Bets> replyTo) implements Command {
        public GetBets {
            betIds = List.copyOf(betIds);
        }
    }

    /** All bets of the book in the order of (playerId, betId), after a cursor {@code <playerId>/<betId>} or from the start; at most {@code max-page}. */
    public record ListBets(@Nullable String after, int limit, ActorRef<Bets> replyTo) implements Command {}

    /** Answer to {@link GetBets} and {@link ListBets}. */
    public record Bets(List<BetView> bets) implements ClusterMessage {}

    // From the round

    /** The round's answer to a registration. */
    public record Registered(RoundTerms terms) implements Command {}

    /** The round takes no more books, or does not exist. */
    public record RegistrationRefused(String code) implements Command {}

    /** Take no bet from now on, resolve every open intent, then answer {@link RoundEntity.BookSealed}. */
    public record Seal(RoundTerms terms) implements Command {}

    /**
     * A flight's multiplier now, so long after the start of the flight. The first one starts the flight for this book.
     *
     * @param burstsInMs ms from this tick to the burst, where it is no more than two ticks away; else 0
     */
    public record Tick(int multiplierX100, long elapsedMs, long burstsInMs) implements Command {}

    /** The flight was over so long after its start; take no cash-out from now on, then answer {@link RoundEntity.BookLanded}. */
    public record Land(long elapsedMs) implements Command {}

    /** Does each of these name a bet of this book? Answered with {@link RoundEntity.PayoutsChecked} and the same {@code check}. */
    public record CheckPayouts(String check, List<Payout> payouts) implements Command {}

    /** What a provider says that a bet returns. */
    public record Payout(String playerId, String betId, long payoutMinor) implements ClusterMessage {}

    /**
     * Pay every bet by the outcome, or by the payouts where the outcome is null; then answer {@link RoundEntity.BookSettled}.
     *
     * @param payouts those of this book; empty where there is an outcome
     * @param closedAt bets that were received at or after it are voided; null: the deadline ruled
     */
    public record Settle(
            int resultVersion,
            @Nullable Outcome outcome,
            List<Payout> payouts,
            @Nullable Instant closedAt) implements Command {}

    /**
     * Give every accepted bet's stake back; then answer {@link RoundEntity.BookSettled} with this version.
     *
     * @param resultVersion 0 where no result stood before, else the one after it
     */
    public record VoidBets(String reason, int resultVersion) implements Command {}

    /** What would this do to your bets, as they stand? Nothing is stored. No answer where the plan could not be made now. */
    record PreviewSettle(Settle plan, ActorRef<Previewed> replyTo) implements Command {}

    /** As {@link PreviewSettle}, of giving the stakes back. */
    record PreviewVoid(VoidBets plan, ActorRef<Previewed> replyTo) implements Command {}

    /** What a plan would do to this book's bets; or {@code unknown}, a payout's bet that it does not have. */
    record Previewed(int book, PlanEffect effect, @Nullable Payout unknown) implements ClusterMessage {
        /** Not from any book: the time is up. */
        static final Previewed NONE = new Previewed(-1, PlanEffect.NONE, null);
    }

    // From itself; never between nodes

    /** Persist what has gathered. */
    enum Flush implements Command {
        INSTANCE
    }

    /** Look after calls and registrations that had no answer. */
    enum Resend implements Command {
        INSTANCE
    }

    /** The sealed book has waited long enough for its open intents. */
    enum ResolveTimeout implements Command {
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

    /** A wallet has answered a call. */
    record WalletAnswered(WalletCall call, Answer answer) implements Command {}

    static Behavior<Command> create(
            EntityContext<Command> entity, BookSettings settings, PlayerNotifier players, Clock clock) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new BookBehavior(context, timers, entity, settings, players, clock)));
    }

    private BookEntity() {}
}
