package io.croupier.http.handover;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.ShardCoordinator.ShardAllocationStrategy;
import akka.cluster.sharding.typed.ClusterShardingQuery;
import akka.cluster.sharding.typed.ClusterShardingSettings;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;

/** Akka's sharding, with {@link HandOverStrategy} around the strategy of each type: it has no setting for that. */
final class HandOverSharding extends ClusterSharding {
    private final ActorSystem<?> system;
    private final ClusterSharding sharding;
    private final NodeStates nodes;
    private final HandOverSettings settings;
    private final Moves moves;

    HandOverSharding(ActorSystem<?> system, NodeStates nodes, HandOverSettings settings) {
        this.system = system;
        this.sharding = ClusterSharding.get(system);
        this.nodes = nodes;
        this.settings = settings;
        this.moves = new Moves(settings.batch());
    }

    @Override
    public <M, E> ActorRef<E> init(Entity<M, E> entity) {
        ClusterShardingSettings given = entity.settings().orElseGet(() -> ClusterShardingSettings.create(system));
        ShardAllocationStrategy usual =
                entity.allocationStrategy().orElseGet(() -> sharding.defaultShardAllocationStrategy(given));
        return sharding.init(entity.withAllocationStrategy(
                HandOverStrategy.of(entity.typeKey().name(), usual, nodes, moves, settings, system.classicSystem())));
    }

    @Override
    public <M> EntityRef<M> entityRefFor(EntityTypeKey<M> key, String entityId) {
        return sharding.entityRefFor(key, entityId);
    }

    @Override
    public <M> EntityRef<M> entityRefFor(EntityTypeKey<M> key, String entityId, String dataCenter) {
        return sharding.entityRefFor(key, entityId, dataCenter);
    }

    @Override
    public ActorRef<ClusterShardingQuery> shardState() {
        return sharding.shardState();
    }

    @Override
    public ShardAllocationStrategy defaultShardAllocationStrategy(ClusterShardingSettings given) {
        return sharding.defaultShardAllocationStrategy(given);
    }
}
