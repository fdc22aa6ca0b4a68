package io.croupier.round;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import io.croupier.round.domain.Directory;
import io.croupier.round.domain.DirectoryEvent;
import io.croupier.round.domain.DirectoryEvent.TableListed;
import io.croupier.round.domain.TableTerms;
import io.croupier.wallet.ClusterMessage;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The list of all tables; there is one entity, {@link #ID}. Every node keeps a copy: {@link TableDirectory}. */
final class DirectoryEntity extends EventSourcedBehavior<DirectoryEntity.Command, DirectoryEvent, Directory> {
    static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "Directory");
    static final String ID = "tables";

    sealed interface Command extends ClusterMessage {}

    /** Lists a table that was created. The same terms again give the same answer. */
    record Enter(TableTerms terms, ActorRef<RoundEntity.Reply> replyTo) implements Command {}

    /** The tables behind the first {@code after}, one page. */
    record GetTables(int after, ActorRef<Page> replyTo) implements Command {}

    /** Answer to {@link GetTables}; {@code total} is how many there are in all. */
    record Page(int after, List<TableTerms> tables, int total) implements ClusterMessage {}

    /** Sharding wants the entity to stop. */
    record Stop() implements Command {}

    private final Clock clock;
    private final DirectorySettings settings;

    static Behavior<Command> create(Clock clock, DirectorySettings settings) {
        return new DirectoryEntity(clock, settings);
    }

    private DirectoryEntity(Clock clock, DirectorySettings settings) {
        super(
                PersistenceId.of(KEY.name(), ID),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
        this.clock = clock;
        this.settings = settings;
    }

    @Override
    public Directory emptyState() {
        return Directory.EMPTY;
    }

    @Override
    public EventHandler<Directory, DirectoryEvent> eventHandler() {
        return Directory::apply;
    }

    @Override
    public CommandHandler<Command, DirectoryEvent, Directory> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(Enter.class, this::onEnter)
                .onCommand(GetTables.class, this::onGetTables)
                .onCommand(Stop.class, (directory, command) -> Effect().stop())
                .build();
    }

    private Effect<DirectoryEvent, Directory> onEnter(Directory directory, Enter command) {
        TableTerms listed = directory.byId().get(command.terms().tableId());
        if (listed != null) {
            command.replyTo()
                    .tell(
                            listed.equals(command.terms())
                                    ? receipt(listed, true)
                                    : new RoundEntity.Refused(
                                            "transaction_conflict",
                                            "this table is listed with other terms",
                                            false,
                                            null));
            return Effect().none();
        }
        if (directory.tables().size() >= settings.maxTables()) {
            command.replyTo()
                    .tell(new RoundEntity.Refused(
                            "too_many_tables", "there are " + settings.maxTables() + " tables", true, null));
            return Effect().none();
        }
        return Effect()
                .persist(new TableListed(command.terms(), clock.instant().truncatedTo(ChronoUnit.MILLIS)))
                .thenRun((Directory after) -> command.replyTo().tell(receipt(command.terms(), false)));
    }

    private static RoundEntity.Receipt receipt(TableTerms terms, boolean replayed) {
        return new RoundEntity.Receipt(terms.tableId(), "create_table", null, replayed);
    }

    private Effect<DirectoryEvent, Directory> onGetTables(Directory directory, GetTables command) {
        command.replyTo()
                .tell(new Page(
                        command.after(),
                        directory.page(command.after(), settings.page()),
                        directory.tables().size()));
        return Effect().none();
    }
}
