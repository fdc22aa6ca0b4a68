package io.croupier.kubernetes.guard;

import java.util.concurrent.CompletionStage;

/** Where the guard learns how the cluster is. */
@FunctionalInterface
interface ClusterView {
    /** Looks now, within a bounded time. What does not answer is missing from the facts; a failure is none of its answers. */
    CompletionStage<ClusterFacts> look();
}
