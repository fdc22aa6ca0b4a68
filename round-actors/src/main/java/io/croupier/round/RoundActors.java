package io.croupier.round;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.cluster.sharding.typed.ClusterShardingSettings;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityContext;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import java.time.Clock;
import java.util.function.Function;

/** Puts this module's entities on a node. */
public final class RoundActors {
    /** Registers rounds and books with sharding; call it once per node, on every node that shall host them. */
    public static void init(ActorSystem<?> system, PlayerNotifier players, Clock clock) {
        ClusterSharding sharding = ClusterSharding.get(system);
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

    /** Unfinished entities keep timers, so sharding must not stop the idle ones; they passivate themselves when finished. */
    static <C> Entity<C, ?> entity(
            ActorSystem<?> system, EntityTypeKey<C> key, C stop, Function<EntityContext<C>, Behavior<C>> create) {
        return Entity.of(key, create::apply)
                .withStopMessage(stop)
                .withSettings(ClusterShardingSettings.create(system).withNoPassivationStrategy());
    }

    private RoundActors() {}
}
