package io.croupier.kubernetes.guard;

import io.croupier.kubernetes.api.Pod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the guard is to do now, in this order: make the budget and what it has to remember so, if they are not; then delete.
 * Never both in one decision: what is deleted was chosen, and the budget closed, before these facts were read.
 *
 * @param memory to be handed in with the next facts
 * @param open whether the budget is to let evictions through
 * @param standing what is to be remembered
 * @param delete the pod that is to be deleted; null for none
 * @param waitingFor what the next step waits for, for people
 */
record Decision(
        Rollout.Memory memory,
        Phase phase,
        boolean open,
        Standing standing,
        @Nullable Pod delete,
        List<String> waitingFor) {
    Decision {
        waitingFor = List.copyOf(waitingFor);
    }

    /** Whether the budget's object must be changed. */
    boolean changes(Facts facts) {
        return open != facts.open() || !standing.equals(facts.standing());
    }
}
