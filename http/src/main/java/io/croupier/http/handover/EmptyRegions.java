package io.croupier.http.handover;

import akka.Done;
import akka.actor.ActorSystem;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Ends the regions without shards of a node that leaves, before they would hand over. Such a region tells its coordinator that it
 * hands over, and stops at once (Akka 2.8.5). Where the coordinator has just given it a shard, it then asks all regions to let go
 * of that shard, takes the end of this one for its consent, and waits for it to hand over until {@code handoff-timeout}: nobody
 * reaches the shard meanwhile. A region that only ends is one whose shards are given to others.
 */
final class EmptyRegions {
    private EmptyRegions() {}

    /** @param patience that regions have to say which shards they have; one that does not say so goes on */
    static CompletionStage<Done> end(ActorSystem system, Duration patience) {
        CompletableFuture<?>[] ended = Regions.all(system).stream()
                .map(region -> Regions.shards(region, patience).thenAccept(shards -> {
                    if (shards == 0) {
                        system.stop(region);
                    }
                }))
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(ended).thenApply(all -> Done.getInstance());
    }
}
