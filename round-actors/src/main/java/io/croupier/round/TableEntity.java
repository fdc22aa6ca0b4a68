package io.croupier.round;

import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import io.croupier.round.domain.RoundStatus;
import io.croupier.round.domain.TableTerms;
import io.croupier.wallet.ClusterMessage;
import java.time.Instant;

/** A table: runs one round after the other and numbers its stream; the entity id is the table id. {@link TableActor} is its life. */
public final class TableEntity {
    public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "Table");

    /** What a table can be told. */
    public sealed interface Command extends ClusterMessage {}

    /** Creates the table. The same terms again give the same answer, others {@code transaction_conflict}. */
    public record Create(TableTerms terms, ActorRef<RoundEntity.Reply> replyTo) implements Command {}

    /** Keep running: sent to every table at start and now and then, so that a house table runs wherever its shard is. */
    public record Wake() implements Command {}

    /** From a provider: open this round (public id). */
    public record OpenRound(String roundId, Instant bettingClosesAt, ActorRef<RoundEntity.Reply> replyTo)
            implements Command {}

    /**
     * A node follows the table from now on, until it has not repeated this for a while. Answered with
     * {@link TableFeed.Attached}, then every {@link TableFeed.Published} and {@link TableFeed.State}.
     */
    public record Attach(ActorRef<TableFeed> node) implements Command {}

    // From its rounds

    /** A round has reached this stage; repeated until {@link RoundEntity.ProgressSeen}. */
    public record Progress(RoundStatus status) implements Command {}

    /** A flight's multiplier now, for the stream. */
    public record FlightState(String roundId, int multiplierX100) implements Command {}

    /** All bets are sealed: what will the outcome be? For games in flight. Answered with {@link RoundEntity.Drawn}. */
    public record Draw(String roundId, String clientSeed) implements Command {}

    /** Persist the reveal of this round's seed, then answer {@link RoundEntity.Revealed}. */
    public record Reveal(String roundId, String clientSeed) implements Command {}

    /** What a table tells itself; never leaves its node. */
    non-sealed interface Internal extends Command {}

    /** Sharding wants the entity to stop. */
    record Stop() implements Internal {}

    private TableEntity() {}
}
