package io.croupier.http.door;

import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import io.croupier.round.BookEntity;
import io.croupier.round.RoundEntity;
import io.croupier.round.TableEntity;
import io.croupier.round.domain.BetView;
import io.croupier.round.domain.RoundStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** All tables, rounds and books of the cluster, for the doors. A stage fails where no answer comes in time. */
public final class Rounds {
    private final ClusterSharding sharding;
    private final Duration askTimeout;

    /** @param askTimeout longer than the journal's own time-outs usually take */
    public Rounds(ClusterSharding sharding, Duration askTimeout) {
        this.sharding = sharding;
        this.askTimeout = askTimeout;
    }

    public CompletionStage<RoundEntity.Reply> open(String tableId, String roundId, Instant bettingClosesAt) {
        return sharding.entityRefFor(TableEntity.KEY, tableId)
                .<RoundEntity.Reply>ask(
                        replyTo -> new TableEntity.OpenRound(roundId, bettingClosesAt, replyTo), askTimeout);
    }

    /** Sends a command to a round by its internal id. */
    public CompletionStage<RoundEntity.Reply> command(
            String internalRoundId, Function<ActorRef<RoundEntity.Reply>, RoundEntity.Command> command) {
        return sharding.entityRefFor(RoundEntity.KEY, internalRoundId)
                .<RoundEntity.Reply>ask(command::apply, askTimeout);
    }

    public CompletionStage<Optional<RoundStatus>> find(String internalRoundId) {
        return sharding.entityRefFor(RoundEntity.KEY, internalRoundId)
                .<RoundEntity.RoundFound>ask(RoundEntity.GetRound::new, askTimeout)
                .thenApply(RoundEntity.RoundFound::round);
    }

    /** These bets of a player, or all where none is named; at most a book's page. */
    public CompletionStage<List<BetView>> betsOf(
            String playerId, List<String> betIds, String internalRoundId, int books) {
        return sharding.entityRefFor(BookEntity.KEY, BookEntity.id(internalRoundId, playerId, books))
                .<BookEntity.Bets>ask(replyTo -> new BookEntity.GetBets(playerId, betIds, replyTo), askTimeout)
                .thenApply(BookEntity.Bets::bets);
    }

    /** A page of one book, in the order of (playerId, betId). */
    public CompletionStage<List<BetView>> page(String internalRoundId, int book, @Nullable String after, int limit) {
        return sharding.entityRefFor(BookEntity.KEY, BookEntity.id(internalRoundId, book))
                .<BookEntity.Bets>ask(replyTo -> new BookEntity.ListBets(after, limit, replyTo), askTimeout)
                .thenApply(BookEntity.Bets::bets);
    }
}
