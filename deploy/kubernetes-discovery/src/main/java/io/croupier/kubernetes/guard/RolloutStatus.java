package io.croupier.kubernetes.guard;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a roll-out stands, and what the next step waits for.
 *
 * @param mode what an operator, or the guard itself, has said, with {@code reason}, {@code by} and {@code since}
 * @param open whether the disruption budget lets a drain take a node
 * @param revision that pods are rolled to; empty before the first look
 * @param guardOn the address of the node that the guard runs on
 * @param asOf when it looked last with success; null before that
 * @param fault why it cannot look now; null where it can
 */
public record RolloutStatus(
        Phase phase,
        Mode mode,
        String reason,
        String by,
        Instant since,
        boolean ignoreSlo,
        boolean open,
        String revision,
        int replicas,
        List<PodStatus> pods,
        List<String> waitingFor,
        String guardOn,
        @Nullable Instant asOf,
        @Nullable String fault)
        implements ClusterMessage {

    public RolloutStatus {
        pods = List.copyOf(pods);
        waitingFor = List.copyOf(waitingFor);
    }

    /**
     * A pod.
     *
     * @param current whether it is of the revision that pods are rolled to
     * @param member {@code up}, {@code unreachable}, {@code changing} or {@code none}
     * @param age its place among the members by age, 0 the oldest; -1 for none
     */
    public record PodStatus(
            String name, String revision, boolean current, boolean ready, boolean leaving, String member, int age) {}
}
