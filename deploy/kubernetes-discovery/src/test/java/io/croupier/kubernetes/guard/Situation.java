package io.croupier.kubernetes.guard;

import io.croupier.kubernetes.api.Pod;
import io.croupier.kubernetes.api.StatefulSet;
import io.croupier.kubernetes.guard.Standing.Chosen;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Facts, put together step by step: three nodes that are well, of revision {@code r1}, and budget and guard at work. */
final class Situation {
    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    static final Vitals WELL = new Vitals(1000, 0, 20, null);

    private final List<Pod> pods = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();
    private final Map<String, Vitals> vitals = new HashMap<>();
    private StatefulSet set;
    private Instant now = BEGIN;
    private boolean open;
    private Standing standing = Standing.FIRST;
    private String shards = "";
    private String own = "10.0.0.0";
    private Service service = Service.KEPT;

    /** Pod n has the n-th address and is the n-th oldest member; the guard is on the oldest. */
    Situation(int nodes) {
        set = new StatefulSet("croupier", nodes, "r1", 1, true, true);
        for (int i = 0; i < nodes; i++) {
            pods.add(new Pod("croupier-" + i, "uid-" + i, "10.0.0." + i, "r1", 1, true, false));
            members.add(new Member("10.0.0." + i, true, true, i));
            vitals.put("10.0.0." + i, WELL);
        }
    }

    Situation applied(String revision, long rollout) {
        return set(before -> new StatefulSet("croupier", before.replicas(), revision, rollout, true, true));
    }

    Situation set(UnaryOperator<StatefulSet> change) {
        set = change.apply(set);
        return this;
    }

    Situation pod(int number, UnaryOperator<Pod> change) {
        pods.set(number, change.apply(pods.get(number)));
        return this;
    }

    Situation member(int number, UnaryOperator<Member> change) {
        members.set(number, change.apply(members.get(number)));
        return this;
    }

    Situation withoutMember(int number) {
        members.remove(number);
        vitals.remove("10.0.0." + number);
        return this;
    }

    Situation withoutPod(int number) {
        pods.remove(number);
        return this;
    }

    Situation vitals(int number, @Nullable Vitals given) {
        if (given == null) {
            vitals.remove("10.0.0." + number);
        } else {
            vitals.put("10.0.0." + number, given);
        }
        return this;
    }

    Situation after(long seconds) {
        now = now.plusSeconds(seconds);
        return this;
    }

    Situation open(boolean is) {
        open = is;
        return this;
    }

    Situation standing(Standing given) {
        standing = given;
        return this;
    }

    Situation mode(Mode mode) {
        return standing(new Standing(mode, "because", "olga", BEGIN, false, null, List.of()));
    }

    Situation chosen(int number) {
        return standing(standing.choosing(new Chosen("croupier-" + number, "uid-" + number)));
    }

    Situation shards(String detail) {
        shards = detail;
        return this;
    }

    Situation guardOn(int number) {
        own = "10.0.0." + number;
        return this;
    }

    Situation service(Service given) {
        service = given;
        return this;
    }

    Facts facts() {
        return new Facts(now, set, open, standing, pods, new ClusterFacts(own, members, shards, vitals), service);
    }

    static Pod unready(Pod pod) {
        return new Pod(pod.name(), pod.uid(), pod.address(), pod.revision(), pod.rollout(), false, pod.leaving());
    }

    static Pod leaving(Pod pod) {
        return new Pod(pod.name(), pod.uid(), pod.address(), pod.revision(), pod.rollout(), pod.ready(), true);
    }

    static UnaryOperator<Pod> of(String revision, long rollout) {
        return pod -> new Pod(pod.name(), pod.uid(), pod.address(), revision, rollout, pod.ready(), pod.leaving());
    }
}
