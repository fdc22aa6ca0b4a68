package io.croupier.kubernetes.guard;

import io.croupier.kubernetes.api.Pod;
import io.croupier.kubernetes.api.StatefulSet;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * All that a decision is made from. The budget was read before the pods: an eviction that an open budget let through is
 * among the pods that leave.
 *
 * @param open whether the budget lets evictions through
 */
record Facts(
        Instant now,
        StatefulSet set,
        boolean open,
        Standing standing,
        List<Pod> pods,
        ClusterFacts cluster,
        Service service) {
    Facts {
        pods = List.copyOf(pods);
    }

    /** Pods that were made from another template than the one that stands. */
    List<Pod> outdated() {
        return pods.stream()
                .filter(pod -> !pod.revision().equals(set.updateRevision()))
                .toList();
    }

    Optional<Pod> pod(Standing.Chosen chosen) {
        return pods.stream().filter(pod -> pod.uid().equals(chosen.uid())).findFirst();
    }

    Map<String, Member> membersByAddress() {
        return cluster.members().stream()
                .collect(
                        Collectors.toMap(Member::address, Function.identity(), (one, other) -> one.up() ? other : one));
    }
}
