package io.croupier.kubernetes.guard;

import io.croupier.kubernetes.api.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why a node must not go now.
 *
 * @param gate which of the gates it closes
 * @param detail one line for people
 */
record Trouble(Gate gate, String detail) {
    /** What must hold before a node may go. */
    enum Gate {
        /** The StatefulSet's controller has seen what was applied. */
        STATEFUL_SET,
        /** As many pods as wanted, all ready and none leaving. */
        PODS,
        /** As many members as pods wanted, each of them up, each in a pod; nothing is unreachable. */
        MEMBERS,
        /** Each shard is on one node, and none moves. */
        SHARDS,
        /** Each node says how it serves, and the SLO is kept. */
        SERVICE
    }

    @Override
    public String toString() {
        return gate.name().toLowerCase(Locale.ROOT) + ": " + detail;
    }

    /**
     * Every gate that is closed.
     *
     * @param without a pod whose own state is left out, and which nobody counts on; null for none
     */
    static List<Trouble> of(Facts facts, @Nullable Pod without) {
        List<Trouble> found = new ArrayList<>();
        if (!facts.set().observed()) {
            found.add(new Trouble(Gate.STATEFUL_SET, "its controller has not seen yet what was applied"));
        }
        pods(facts, without, found);
        members(facts, without, found);
        if (!facts.cluster().shards().isEmpty()) {
            found.add(new Trouble(Gate.SHARDS, facts.cluster().shards()));
        }
        service(facts, without, found);
        return found;
    }

    private static void pods(Facts facts, @Nullable Pod without, List<Trouble> found) {
        int wanted = facts.set().replicas();
        if (facts.pods().size() != wanted) {
            found.add(new Trouble(Gate.PODS, facts.pods().size() + " where " + wanted + " are wanted"));
        }
        for (Pod pod : facts.pods()) {
            if (pod.leaving()) {
                found.add(new Trouble(Gate.PODS, pod.name() + " is leaving"));
            } else if (!pod.ready() && !pod.equals(without)) {
                found.add(new Trouble(Gate.PODS, pod.name() + " is not ready"));
            }
        }
    }

    private static void members(Facts facts, @Nullable Pod without, List<Trouble> found) {
        List<Member> members = facts.cluster().members();
        for (Member member : members) {
            boolean excused = without != null && member.address().equals(without.address());
            if (!member.reachable()) {
                found.add(new Trouble(Gate.MEMBERS, member.address() + " is unreachable"));
            } else if (!member.up() && !excused) {
                found.add(new Trouble(Gate.MEMBERS, member.address() + " is arriving or leaving"));
            }
        }
        long up = members.stream().filter(Member::up).count();
        int wanted = facts.set().replicas();
        if (up > wanted || up < wanted - (without == null ? 0 : 1)) {
            found.add(new Trouble(Gate.MEMBERS, up + " are up where " + wanted + " are wanted"));
        }
        Map<String, Member> byAddress = facts.membersByAddress();
        for (Pod pod : facts.pods()) {
            Member member = byAddress.get(pod.address());
            if ((member == null || !member.up()) && !pod.equals(without)) {
                found.add(new Trouble(Gate.MEMBERS, pod.name() + " is no member"));
            }
        }
    }

    private static void service(Facts facts, @Nullable Pod without, List<Trouble> found) {
        for (Member member : facts.cluster().members()) {
            boolean excused = without != null && member.address().equals(without.address());
            if (member.up() && !excused && !facts.cluster().vitals().containsKey(member.address())) {
                found.add(new Trouble(Gate.SERVICE, member.address() + " does not say how it serves"));
            }
        }
        if (!facts.service().kept() && !facts.standing().ignoreSlo()) {
            found.add(new Trouble(Gate.SERVICE, facts.service().detail()));
        }
    }
}
