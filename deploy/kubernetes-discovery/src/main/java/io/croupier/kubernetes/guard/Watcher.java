package io.croupier.kubernetes.guard;

import io.croupier.kubernetes.api.ApiResult;
import io.croupier.kubernetes.api.ApiResult.Failure;
import io.croupier.kubernetes.api.ApiResult.Ok;
import io.croupier.kubernetes.api.Budget;
import io.croupier.kubernetes.api.KubernetesApi;
import io.croupier.kubernetes.api.PodList;
import io.croupier.kubernetes.api.StatefulSet;
import java.time.Clock;
import java.util.concurrent.CompletionStage;

/** Puts the facts together from the API server and the cluster. */
final class Watcher {
    private final KubernetesApi api;
    private final ClusterView view;
    private final GuardSettings settings;
    private final Clock clock;

    /**
     * All that was seen.
     *
     * @param budget as it was read, with the version that a change needs
     * @param podsVersion to watch the pods from
     */
    record Sight(Facts facts, Budget budget, String podsVersion) {}

    Watcher(KubernetesApi api, ClusterView view, GuardSettings settings, Clock clock) {
        this.api = api;
        this.view = view;
        this.settings = settings;
        this.clock = clock;
    }

    /** First the budget, then everything else: an eviction that it let through is among the pods that leave. */
    CompletionStage<ApiResult<Sight>> look() {
        return api.budget(settings.budget()).thenCompose(read -> read.then(this::look));
    }

    private CompletionStage<ApiResult<Sight>> look(Budget budget) {
        CompletionStage<ApiResult<Found>> found = api.statefulSet(settings.statefulSet())
                .thenCombine(api.pods(settings.selector()), (set, pods) -> set.with(pods, Found::new));
        CompletionStage<ApiResult<ClusterFacts>> cluster = view.look()
                .handle((facts, failure) -> failure == null
                        ? new Ok<>(facts)
                        : ApiResult.failed(Failure.UNAVAILABLE, "the cluster does not say how it is: " + failure));
        return found.thenCombine(
                cluster, (objects, facts) -> objects.with(facts, (all, own) -> sight(budget, all, own)));
    }

    private record Found(StatefulSet set, PodList pods) {}

    private Sight sight(Budget budget, Found found, ClusterFacts cluster) {
        Facts facts = new Facts(
                clock.instant(),
                found.set,
                !budget.maxUnavailable().equals("0"),
                standing(budget),
                found.pods.pods(),
                cluster,
                settings.serviceLevel().judge(cluster.vitals()));
        return new Sight(facts, budget, found.pods.resourceVersion());
    }

    Standing standing(Budget budget) {
        return Standing.of(budget.annotations().get(Standing.ANNOTATION), clock.instant());
    }
}
