package io.croupier.kubernetes.guard;

import io.croupier.kubernetes.api.Pod;
import io.croupier.kubernetes.guard.RolloutStatus.PodStatus;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the guard tells those who ask: what it saw and decided last. */
final class StatusBoard {
    private final String own;
    private Phase phase = Phase.BLIND;
    private Standing standing = Standing.FIRST;
    private boolean open;
    private List<String> waitingFor = List.of();
    private @Nullable Facts facts;
    private @Nullable String fault = "it has not looked yet";

    StatusBoard(String own) {
        this.own = own;
    }

    /** @param decision that is carried out, as far as the budget goes */
    void saw(Facts seen, Decision decision) {
        facts = seen;
        fault = null;
        phase = decision.phase();
        waitingFor = decision.waitingFor();
        standing = decision.standing();
        open = decision.open();
    }

    void told(Standing changed) {
        standing = changed;
        if (changed.mode() == Mode.FROZEN) {
            open = false;
        }
    }

    /** Whether that is news. */
    boolean blind(String reason) {
        boolean news = !reason.equals(fault);
        phase = Phase.BLIND;
        fault = reason;
        return news;
    }

    RolloutStatus status() {
        Facts seen = facts;
        return new RolloutStatus(
                phase,
                standing.mode(),
                standing.reason(),
                standing.by(),
                standing.since(),
                standing.ignoreSlo(),
                open,
                seen == null ? "" : seen.set().updateRevision(),
                seen == null ? 0 : seen.set().replicas(),
                seen == null ? List.of() : pods(seen),
                phase == Phase.BLIND ? List.of("to see again: " + fault) : waitingFor,
                own,
                seen == null ? null : seen.now(),
                fault);
    }

    private static List<PodStatus> pods(Facts seen) {
        Map<String, Member> members = seen.membersByAddress();
        return seen.pods().stream()
                .map(pod -> pod(pod, members.get(pod.address()), seen.set().updateRevision()))
                .toList();
    }

    private static PodStatus pod(Pod pod, @Nullable Member member, String revision) {
        String state = member == null ? "none" : !member.reachable() ? "unreachable" : member.up() ? "up" : "changing";
        return new PodStatus(
                pod.name(),
                pod.revision(),
                pod.revision().equals(revision),
                pod.ready(),
                pod.leaving(),
                state,
                member == null ? -1 : member.age());
    }
}
