package io.croupier.kubernetes.guard;

import akka.actor.Address;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.receptionist.Receptionist;
import akka.cluster.ClusterEvent.CurrentClusterState;
import akka.cluster.MemberStatus;
import akka.cluster.sharding.ClusterSharding;
import akka.cluster.sharding.ShardRegion;
import akka.cluster.typed.Cluster;
import akka.pattern.Patterns;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import scala.concurrent.duration.FiniteDuration;

/** The cluster as this node sees it, and what the others say of themselves. Its shards are watched from one look to the next. */
final class AkkaClusterView implements ClusterView {
    private final ActorSystem<?> system;
    private final Duration timeout;
    private final Clock clock;
    private final ShardWatch shards;

    /**
     * @param timeout of each question to other nodes
     * @param shardPatience how long without movement until missing shards are not waited for
     */
    AkkaClusterView(ActorSystem<?> system, Duration timeout, Duration shardPatience, Clock clock) {
        this.system = system;
        this.timeout = timeout;
        this.clock = clock;
        this.shards = new ShardWatch(shardPatience);
    }

    /** As pods are known: by host alone. */
    static String own(ActorSystem<?> system) {
        return host(Cluster.get(system).selfMember().address());
    }

    private static String host(Address address) {
        return address.getHost().orElse("");
    }

    @Override
    public CompletionStage<ClusterFacts> look() {
        return vitals().thenCombine(
                        regions(), (vitals, seen) -> new ClusterFacts(own(system), members(), observe(seen), vitals));
    }

    private synchronized String observe(Map<String, ShardWatch.Seen> seen) {
        return shards.observe(seen, clock.instant());
    }

    private List<Member> members() {
        CurrentClusterState state = Cluster.get(system).state();
        Set<akka.cluster.Member> unreachable = state.getUnreachable();
        List<akka.cluster.Member> oldestFirst = StreamSupport.stream(
                        state.getMembers().spliterator(), false)
                .sorted(Comparator.comparingInt(akka.cluster.Member::upNumber))
                .toList();
        List<Member> members = new ArrayList<>();
        for (akka.cluster.Member member : oldestFirst) {
            members.add(new Member(
                    host(member.address()),
                    member.status().equals(MemberStatus.up()),
                    !unreachable.contains(member),
                    members.size()));
        }
        return members;
    }

    /** Of all nodes that answer. */
    private CompletionStage<Map<String, Vitals>> vitals() {
        return AskPattern.<Receptionist.Command, Receptionist.Listing>ask(
                        system.receptionist(),
                        replyTo -> Receptionist.find(VitalsActor.KEY, replyTo),
                        timeout,
                        system.scheduler())
                .thenCompose(listing -> all(listing.getServiceInstances(VitalsActor.KEY).stream()
                        .map(this::vitals)
                        .toList()))
                .thenApply(told -> told.stream()
                        .flatMap(List::stream)
                        .collect(Collectors.toMap(
                                VitalsActor.Told::address, VitalsActor.Told::vitals, (one, other) -> other)));
    }

    private CompletionStage<List<VitalsActor.Told>> vitals(ActorRef<VitalsActor.Ask> node) {
        return AskPattern.<VitalsActor.Ask, VitalsActor.Told>ask(
                        node, VitalsActor.Ask::new, timeout, system.scheduler())
                .handle((told, failure) -> failure == null ? List.of(told) : List.of());
    }

    private CompletionStage<Map<String, ShardWatch.Seen>> regions() {
        ClusterSharding sharding = ClusterSharding.get(Adapter.toClassic(system));
        Map<String, CompletionStage<ShardWatch.Seen>> asked = new HashMap<>();
        sharding.getShardTypeNames().forEach(type -> asked.put(type, regions(sharding, type)));
        return all(List.copyOf(asked.values())).thenApply(answers -> {
            Map<String, ShardWatch.Seen> seen = new HashMap<>();
            asked.forEach((type, answer) ->
                    seen.put(type, answer.toCompletableFuture().join()));
            return seen;
        });
    }

    private CompletionStage<ShardWatch.Seen> regions(ClusterSharding sharding, String type) {
        var question = new ShardRegion.GetClusterShardingStats(FiniteDuration.fromNanos(timeout.toNanos()));
        // Its own time-out counts; ours is only there so that nothing waits for ever.
        return Patterns.ask(sharding.shardRegion(type), question, timeout.multipliedBy(2))
                .handle((answer, failure) -> failure == null && answer instanceof ShardRegion.ClusterShardingStats stats
                        ? seen(stats)
                        : ShardWatch.Seen.NOTHING);
    }

    private static ShardWatch.Seen seen(ShardRegion.ClusterShardingStats stats) {
        Map<String, Set<String>> homes = new HashMap<>();
        int silent = 0;
        for (Map.Entry<Address, ShardRegion.ShardRegionStats> region :
                stats.getRegions().entrySet()) {
            homes.put(region.getKey().toString(), region.getValue().getStats().keySet());
            silent += region.getValue().getFailed().size();
        }
        return new ShardWatch.Seen(homes, silent);
    }

    private static <T> CompletionStage<List<T>> all(List<CompletionStage<T>> stages) {
        CompletableFuture<?>[] futures =
                stages.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(futures)
                .thenApply(done -> stages.stream()
                        .map(stage -> stage.toCompletableFuture().join())
                        .toList());
    }
}
