package io.croupier.round;

import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import io.croupier.round.domain.BetView;
import io.croupier.round.domain.RoundTerms;
import io.croupier.round.game.Outcome;
import io.croupier.round.game.Selection;
import io.croupier.wallet.ClusterMessage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One partition of a round's bets; the entity id is {@link #id}. */
public final class BookEntity {
    public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "Book");

    /** The book that holds a player's bets of a round with so many books. */
    public static String id(String roundId, String playerId, int books) {
        return id(roundId, Math.floorMod(playerId.hashCode(), books));
    }

    public static String id(String roundId, int index) {
        return roundId + "~" + index;
    }

    /** What a book can be told. */
    public sealed interface Command extends ClusterMessage {}

    /**
     * Decide this bet. The answer is persisted before it is sent; no answer means: unknown, repeat with the same bet id.
     *
     * @param currency the table's
     */
    public record PlaceBet(
            String playerId,
            String betId,
            String tableId,
            String roundId,
            Selection selection,
            long stakeMinor,
            String currency,
            ActorRef<PlayerNotice> replyTo)
            implements Command {}

    /** Cash out at the last multiplier that this book received. Repeating it gives the same answer. */
    public record CashOut(String playerId, String betId, ActorRef<PlayerNotice> replyTo) implements Command {}

    /** One bet, or all of a player's bets of this book where {@code betId} is null. */
    public record GetBets(String playerId, @Nullable String betId, ActorRef<Bets> replyTo) implements Command {}

    /** All bets of the book in the order of (playerId, betId), after a cursor {@code <playerId>/<betId>} or from the start. */
    public record ListBets(@Nullable String after, int limit, ActorRef<Bets> replyTo) implements Command {}

    /** Answer to {@link GetBets} and {@link ListBets}. */
    public record Bets(List<BetView> bets) implements ClusterMessage {}

    // From the round

    /** The round's answer to a registration. */
    public record Registered(RoundTerms terms) implements Command {}

    /** The round takes no more books, or does not exist. */
    public record RegistrationRefused(String code) implements Command {}

    /**
     * Take no bet from now on, resolve every open intent, then answer {@link RoundEntity.BookSealed}.
     *
     * @param closedAt bets that were received at or after it are to be refunded; null: the deadline rules
     */
    public record Seal(RoundTerms terms, @Nullable Instant closedAt) implements Command {}

    /** A flight's multiplier now. The first one starts the flight. */
    public record Tick(int multiplierX100) implements Command {}

    /** The flight is over; take no cash-out from now on, then answer {@link RoundEntity.BookLanded}. */
    public record Land() implements Command {}

    /** Does each of these name a bet of this book? Answered with {@link RoundEntity.PayoutsChecked}. */
    public record CheckPayouts(String resultId, List<Payout> payouts) implements Command {}

    /** What a provider says that a bet returns. */
    public record Payout(String playerId, String betId, long payoutMinor) implements ClusterMessage {}

    /** Pay every bet by the outcome, or by the payouts where the outcome is null; then answer {@link RoundEntity.BookSettled}. */
    public record Settle(int resultVersion, @Nullable Outcome outcome, List<Payout> payouts) implements Command {}

    /** Give every accepted bet's stake back; then answer {@link RoundEntity.BookSettled} with version 0. */
    public record VoidBets(String reason) implements Command {}

    private BookEntity() {}
}
