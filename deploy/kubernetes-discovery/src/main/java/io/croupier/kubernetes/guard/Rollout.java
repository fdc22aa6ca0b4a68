package io.croupier.kubernetes.guard;

import io.croupier.kubernetes.api.Pod;
import io.croupier.kubernetes.guard.Standing.Chosen;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The guard's rules: facts in, a decision out, and nothing else.
 *
 * <p>A pod goes in three looks. In the first all gates have been open for {@code settle}: the pod is chosen, and the budget is
 * closed in the same patch. In the second the budget is found closed and the choice written down, the gates are open still, and
 * nobody else's eviction has slipped in: the pod is deleted. From then on gates are closed until its successor serves. A guard
 * that takes over reads the choice and goes on with the same pod, so that two guards never take two.
 *
 * <p>Who is chosen: the youngest member first, because the oldest coordinates the shards, and the guard's own node last. Before
 * all others a pod that is not ready, if it is the only thing that is wrong: else a version that does not start could not be
 * rolled back.
 */
final class Rollout {
    private final Duration settle;
    private final Duration patience;

    /**
     * What it remembers between two looks; its successor on another node begins anew, which only makes it wait.
     *
     * @param soundSince since when all gates have been open, but for {@code excused}; null where one is closed
     * @param excused the uid of the pod whose own state does not count; empty for none
     * @param brokenSince since when the SLO has been broken; null where it is kept
     * @param pods the uids of all pods: one that left and is back between two looks has disturbed the others all the same
     */
    record Memory(
            @Nullable Instant soundSince,
            String excused,
            @Nullable Instant brokenSince,
            Set<String> pods) {
        static final Memory NONE = new Memory(null, "", null, Set.of());

        Memory {
            pods = Set.copyOf(pods);
        }

        /** Where what was seen came to nothing: waiting begins anew, and a pod that was replaced meanwhile is still found. */
        Memory forgotten() {
            return new Memory(null, "", null, pods);
        }
    }

    /**
     * @param settle how long all gates must have been open before a node may go
     * @param patience how long the SLO may be broken before a roll-out is paused
     */
    Rollout(Duration settle, Duration patience) {
        this.settle = settle;
        this.patience = patience;
    }

    Decision decide(Memory memory, Facts facts) {
        List<Pod> outdated = facts.outdated();
        Optional<Pod> excused = excused(facts, outdated);
        List<Trouble> troubles = new ArrayList<>(Trouble.of(facts, excused.orElse(null)));
        Set<String> pods = facts.pods().stream().map(Pod::uid).collect(Collectors.toSet());
        if (!memory.pods.isEmpty() && !memory.pods.equals(pods)) {
            troubles.add(new Trouble(Trouble.Gate.PODS, "a pod was replaced just now"));
        }
        Memory next = remember(memory, facts, troubles, excused, pods);
        boolean awaited = facts.standing().chosen() != null && !troubles.isEmpty();
        boolean unfinished = !outdated.isEmpty() || awaited;
        Standing standing = standing(next, facts, unfinished);
        Step step = step(next, facts, standing, troubles, outdated);
        // A roll-out may go on although the SLO is broken; a drain may not.
        boolean well =
                troubles.isEmpty() && excused.isEmpty() && facts.service().kept();
        boolean mayGo = standing.mode() != Mode.FROZEN && well && !unfinished;
        return new Decision(
                next,
                phase(standing, well, unfinished),
                mayGo && (facts.open() || settled(next, facts)),
                step.standing,
                step.delete,
                step.waitingFor);
    }

    private record Step(Standing standing, @Nullable Pod delete, List<String> waitingFor) {}

    /** The one pod of an old revision that is not ready, where that is all that is wrong. */
    private static Optional<Pod> excused(Facts facts, List<Pod> outdated) {
        List<Pod> unready =
                outdated.stream().filter(pod -> !pod.ready() && !pod.leaving()).toList();
        return unready.size() == 1 && Trouble.of(facts, unready.get(0)).isEmpty()
                ? Optional.of(unready.get(0))
                : Optional.empty();
    }

    private static Memory remember(
            Memory memory, Facts facts, List<Trouble> troubles, Optional<Pod> excused, Set<String> pods) {
        String uid = excused.map(Pod::uid).orElse("");
        Instant sound = memory.soundSince != null && memory.excused.equals(uid) ? memory.soundSince : facts.now();
        Instant broken = memory.brokenSince != null ? memory.brokenSince : facts.now();
        return new Memory(
                troubles.isEmpty() ? sound : null, uid, facts.service().kept() ? null : broken, pods);
    }

    /** Pauses where the SLO has been broken for too long; forgets a choice that is carried out, or void. */
    private Standing standing(Memory memory, Facts facts, boolean unfinished) {
        Standing standing = facts.standing();
        if (!unfinished) {
            return standing.chosen() != null || standing.ignoreSlo() ? standing.rolled() : standing;
        }
        Instant broken = memory.brokenSince;
        if (standing.mode() == Mode.RUNNING
                && !standing.ignoreSlo()
                && broken != null
                && !facts.now().isBefore(broken.plus(patience))) {
            return standing.paused("the SLO is broken: " + facts.service().detail(), facts.now());
        }
        return standing;
    }

    private Step step(Memory memory, Facts facts, Standing standing, List<Trouble> troubles, List<Pod> outdated) {
        List<String> waitingFor = new ArrayList<>();
        troubles.forEach(trouble -> waitingFor.add(trouble.toString()));
        if (standing.mode() != Mode.RUNNING) {
            waitingFor.add("an operator's resume: it is " + standing.mode().code() + " by " + standing.by() + ", "
                    + standing.reason());
            return new Step(standing, null, waitingFor);
        }
        if (!troubles.isEmpty() || outdated.isEmpty()) {
            return new Step(standing, null, waitingFor);
        }
        refusal(facts, outdated).ifPresent(waitingFor::add);
        if (!settled(memory, facts)) {
            waitingFor.add("all this to hold for " + settle.toSeconds() + " s");
        }
        if (!waitingFor.isEmpty()) {
            return new Step(standing, null, waitingFor);
        }
        Pod pod = next(memory, facts, standing, outdated);
        Chosen chosen = new Chosen(pod.name(), pod.uid());
        return chosen.equals(facts.standing().chosen()) && !facts.open()
                ? new Step(standing, pod, List.of(pod.name() + " to leave"))
                : new Step(standing.choosing(chosen), null, List.of("the budget to be closed"));
    }

    /** Why what is applied is not rolled, however well all is. */
    private static Optional<String> refusal(Facts facts, List<Pod> outdated) {
        if (!facts.set().onDelete()) {
            return Optional.of("the StatefulSet's updateStrategy to be OnDelete: Kubernetes rolls it by itself");
        }
        return outdated.stream()
                .filter(pod -> pod.rollout() > facts.set().rollout())
                .findFirst()
                .map(pod -> Pod.ROLLOUT + "=" + facts.set().rollout() + " to be no lower than " + pod.rollout() + " of "
                        + pod.name() + ": new shards would go to the nodes that are about to stop");
    }

    private static Pod next(Memory memory, Facts facts, Standing standing, List<Pod> outdated) {
        Chosen chosen = standing.chosen();
        Optional<Pod> before =
                chosen == null ? Optional.empty() : facts.pod(chosen).filter(outdated::contains);
        if (before.isPresent() && memory.excused.isEmpty()) {
            return before.get();
        }
        Map<String, Member> members = facts.membersByAddress();
        return outdated.stream()
                .min(Comparator.<Pod, Boolean>comparing(pod -> !pod.uid().equals(memory.excused))
                        .thenComparing(
                                pod -> pod.address().equals(facts.cluster().own()))
                        .thenComparing(pod -> -age(members.get(pod.address())))
                        .thenComparing(Pod::name))
                .orElseThrow();
    }

    private static int age(@Nullable Member member) {
        return member == null ? Integer.MAX_VALUE : member.age();
    }

    private boolean settled(Memory memory, Facts facts) {
        Instant since = memory.soundSince;
        return since != null && !facts.now().isBefore(since.plus(settle));
    }

    private static Phase phase(Standing standing, boolean well, boolean unfinished) {
        if (standing.mode() == Mode.FROZEN) {
            return Phase.FROZEN;
        }
        if (unfinished) {
            return standing.mode() == Mode.PAUSED ? Phase.PAUSED : Phase.ROLLING;
        }
        return well ? Phase.STEADY : Phase.UNWELL;
    }
}
