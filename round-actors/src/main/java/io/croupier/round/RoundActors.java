package io.croupier.round;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.cluster.sharding.typed.ClusterShardingSettings;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityContext;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.cluster.typed.ClusterSingleton;
import akka.cluster.typed.SingletonActor;
import com.typesafe.config.Config;
import java.time.Clock;
import java.util.function.Function;

/** This module's actors on a node: tables, rounds, bet books and the directory of tables. */
public final class RoundActors {
    private final TableDirectory directory;

    private RoundActors(TableDirectory directory) {
        this.directory = directory;
    }

    /**
     * Registers the entities with sharding and starts what runs on every node; call it once per node, before it takes traffic.
     *
     * @param players is told what happens to the players' bets
     * @param seeds keeps the secrets of the house tables' chains
     */
    public static RoundActors init(
            ActorSystem<?> system, ClusterSharding sharding, PlayerNotifier players, SeedVault seeds, Clock clock) {
        initRounds(system, sharding, players, clock);
        return new RoundActors(initTables(system, sharding, seeds, clock));
    }

    /** All tables of the cluster, as this node knows them. */
    public TableDirectory directory() {
        return directory;
    }

    /** Rounds and books only. */
    static void initRounds(ActorSystem<?> system, ClusterSharding sharding, PlayerNotifier players, Clock clock) {
        RoundSettings rounds = RoundSettings.of(system.settings().config());
        BookSettings books = BookSettings.of(system.settings().config());
        sharding.init(entity(
                system,
                RoundEntity.KEY,
                RoundEntity.Stop.INSTANCE,
                entity -> RoundEntity.create(entity, rounds, clock)));
        sharding.init(entity(
                system,
                BookEntity.KEY,
                BookEntity.Stop.INSTANCE,
                entity -> BookEntity.create(entity, books, players, clock)));
    }

    private static TableDirectory initTables(
            ActorSystem<?> system, ClusterSharding sharding, SeedVault seeds, Clock clock) {
        Config config = system.settings().config();
        DirectorySettings settings = DirectorySettings.from(config);
        TableSettings tables = TableSettings.from(config);
        sharding.init(entity(
                system,
                TableEntity.KEY,
                new TableEntity.Stop(),
                entity -> TableActor.create(
                        entity.getEntityId(),
                        new TableActor.Surroundings(
                                roundId -> sharding.entityRefFor(RoundEntity.KEY, roundId),
                                seeds,
                                clock,
                                tables,
                                table -> entity.getShard().tell(new ClusterSharding.Passivate<>(table))))));
        sharding.init(entity(
                system,
                DirectoryEntity.KEY,
                new DirectoryEntity.Stop(),
                entity -> DirectoryEntity.create(clock, settings)));
        TableDirectory directory = new TableDirectory(sharding, settings);
        system.systemActorOf(DirectoryFollower.create(directory, settings), "table-directory", Props.empty());
        ClusterSingleton.get(system).init(SingletonActor.of(TableKeeper.create(directory, settings), "table-keeper"));
        return directory;
    }

    /** Unfinished entities keep timers and tables play for ever, so sharding must not stop the idle ones; the others passivate themselves. */
    static <C> Entity<C, ?> entity(
            ActorSystem<?> system, EntityTypeKey<C> key, C stop, Function<EntityContext<C>, Behavior<C>> create) {
        return Entity.of(key, create::apply)
                .withStopMessage(stop)
                .withSettings(ClusterShardingSettings.create(system).withNoPassivationStrategy());
    }
}
