package io.croupier.kubernetes.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One namespace with a StatefulSet, its pods and its disruption budget, and the controllers that act on them: the StatefulSet's
 * ({@code Parallel}, {@code OnDelete}), the budget's, and eviction. Every change has a version and is told to watches.
 */
public final class FakeCell {
    /** The namespace, and the name of StatefulSet and budget. */
    public static final String NAME = "croupier";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int MOST_EVENTS = 10_000;

    private final PodRuntime runtime;
    private final Map<String, Running> pods = new LinkedHashMap<>();
    private final List<Event> events = new ArrayList<>();
    private final List<String> history = new ArrayList<>();
    private final ObjectNode set;
    private final ObjectNode budget;
    private long version = 100;
    private long revision;
    private int mostAway;
    private boolean started;

    /** A change to a pod, as a watch tells it. */
    record Event(long version, String type, JsonNode pod) {}

    private static final class Running {
        final PodRuntime.Spec spec;
        final ObjectNode pod;

        Running(PodRuntime.Spec spec, ObjectNode pod) {
            this.spec = spec;
            this.pod = pod;
        }

        boolean ready() {
            return pod.at("/status/conditions/0/status").asText().equals("True");
        }

        boolean leaving() {
            return pod.at("/metadata").has("deletionTimestamp");
        }
    }

    /** All pods are made at once, of the first revision. */
    public FakeCell(int replicas, long rollout, PodRuntime runtime) {
        this.runtime = runtime;
        this.set = JSON.objectNode().put("apiVersion", "apps/v1").put("kind", "StatefulSet");
        set.putObject("metadata").put("name", NAME).put("namespace", NAME).put("generation", 1);
        ObjectNode spec = set.putObject("spec").put("replicas", replicas).put("podManagementPolicy", "Parallel");
        spec.putObject("updateStrategy").put("type", "OnDelete");
        set.putObject("status").put("observedGeneration", 0);
        this.budget = JSON.objectNode().put("apiVersion", "policy/v1").put("kind", "PodDisruptionBudget");
        budget.putObject("metadata").put("name", NAME).put("namespace", NAME).put("generation", 1);
        budget.putObject("spec").put("maxUnavailable", 1).put("unhealthyPodEvictionPolicy", "AlwaysAllow");
        budget.putObject("status");
        apply(rollout);
    }

    /** A new template, as by {@code kubectl apply}; its pods carry {@code rollout}. Returns its revision. */
    public synchronized String apply(long rollout) {
        revision++;
        ObjectNode spec = (ObjectNode) set.get("spec");
        spec.putObject("template").putObject("metadata").putObject("labels").put("croupier.io/rollout", "" + rollout);
        changed(set, true);
        ((ObjectNode) set.get("status")).put("updateRevision", NAME + "-r" + revision);
        reconcile();
        return NAME + "-r" + revision;
    }

    public synchronized void scale(int replicas) {
        ((ObjectNode) set.get("spec")).put("replicas", replicas);
        changed(set, true);
        reconcile();
    }

    /** Ends a pod without its leave, as where its machine is gone; it is made again at once. */
    public synchronized void lose(String name) {
        Running lost = pods.get(name);
        if (lost == null) {
            throw new IllegalArgumentException("there is no pod " + name);
        }
        history.add("lost " + name);
        gone(lost);
    }

    synchronized Answer list(Predicate<String> visible, String selector) {
        ObjectNode list = JSON.objectNode().put("kind", "PodList").put("apiVersion", "v1");
        list.putObject("metadata").put("resourceVersion", Long.toString(version));
        var items = list.putArray("items");
        pods.values().stream()
                .filter(pod -> visible.test(pod.spec.name()) && matches(pod.pod, selector))
                .forEach(pod -> items.add(pod.pod.deepCopy()));
        return Answer.ok(list);
    }

    static boolean matches(JsonNode pod, String selector) {
        for (String term : selector.split(",", -1)) {
            String[] parts = term.split("=", 2);
            if (!selector.isEmpty()
                    && !pod.at("/metadata/labels").path(parts[0]).asText().equals(parts[1])) {
                return false;
            }
        }
        return true;
    }

    /** The events after {@code from}, as soon as there is one, or none after {@code limitMs}; null where they are too old. */
    synchronized @Nullable List<Event> after(long from, long limitMs) throws InterruptedException {
        if (!events.isEmpty() && events.size() == MOST_EVENTS && events.get(0).version > from + 1) {
            return null;
        }
        long deadline = System.nanoTime() + limitMs * 1_000_000;
        while (events.isEmpty() || events.get(events.size() - 1).version <= from) {
            long leftMs = (deadline - System.nanoTime()) / 1_000_000;
            if (leftMs <= 0) {
                return List.of();
            }
            wait(leftMs);
        }
        return events.stream().filter(event -> event.version > from).toList();
    }

    synchronized Answer set() {
        return Answer.ok(set.deepCopy());
    }

    synchronized Answer patchBudget(boolean merge, JsonNode patch) {
        ObjectNode changed = budget.deepCopy();
        try {
            if (merge) {
                Patches.merge(changed, patch);
            } else {
                Patches.steps(changed, patch);
            }
        } catch (Patches.Impossible impossible) {
            return Answer.refused(422, "Invalid", String.valueOf(impossible.getMessage()));
        }
        String current = budget.at("/metadata/resourceVersion").asText();
        if (!changed.at("/metadata/resourceVersion").asText().equals(current)) {
            return Answer.refused(409, "Conflict", "the object has been modified");
        }
        if (!changed.equals(budget)) {
            boolean spec = !changed.get("spec").equals(budget.get("spec"));
            if (spec) {
                history.add("budget " + changed.at("/spec/maxUnavailable").asText());
            }
            budget.setAll(changed);
            changed(budget, spec);
            guardBudget();
        }
        return Answer.ok(budget.deepCopy());
    }

    synchronized Answer delete(String name, String uid) {
        Running pod = pods.get(name);
        if (pod == null) {
            return Answer.refused(404, "NotFound", "pods \"" + name + "\" not found");
        }
        if (!uid.isEmpty() && !uid.equals(pod.spec.uid())) {
            return Answer.refused(
                    409, "Conflict", "the UID in the precondition (" + uid + ") does not match " + pod.spec.uid());
        }
        if (!pod.leaving()) {
            history.add("deleted " + name + " " + pod.spec.revision());
            leave(pod);
        }
        return Answer.ok(pod.pod.deepCopy());
    }

    /** As {@code kubectl drain} asks for it. */
    synchronized Answer evict(String name) {
        Running pod = pods.get(name);
        if (pod == null) {
            return Answer.refused(404, "NotFound", "pods \"" + name + "\" not found");
        }
        if (pod.ready() && budget.at("/status/disruptionsAllowed").asInt() < 1) {
            return Answer.refused(
                    429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.");
        }
        if (!pod.leaving()) {
            history.add("evicted " + name);
            leave(pod);
        }
        return new Answer(201, JSON.objectNode().put("kind", "Status").put("status", "Success"));
    }

    private void leave(Running pod) {
        ((ObjectNode) pod.pod.get("metadata")).put("deletionTimestamp", "2026-01-01T00:00:00Z");
        told(pod, "MODIFIED");
        runtime.stop(pod.spec, () -> gone(pod));
    }

    private synchronized void gone(Running pod) {
        if (pods.remove(pod.spec.name(), pod)) {
            told(pod, "DELETED");
            reconcile();
        }
    }

    /** What the StatefulSet's controller does: all that is too much goes at once, all that is missing comes at once. */
    private synchronized void reconcile() {
        int replicas = set.at("/spec/replicas").asInt();
        ObjectNode status = (ObjectNode) set.get("status");
        status.put("observedGeneration", set.at("/metadata/generation").asLong());
        for (Running pod : List.copyOf(pods.values())) {
            int ordinal = Integer.parseInt(pod.spec.name().substring(NAME.length() + 1));
            if (ordinal >= replicas && !pod.leaving()) {
                history.add("scaled " + pod.spec.name());
                leave(pod);
            }
        }
        for (int ordinal = 0; ordinal < replicas; ordinal++) {
            String name = NAME + "-" + ordinal;
            if (!pods.containsKey(name)) {
                make(name);
            }
        }
        guardBudget();
    }

    private void make(String name) {
        long rollout =
                set.at("/spec/template/metadata/labels/croupier.io~1rollout").asLong();
        String current = set.at("/status/updateRevision").asText();
        var spec = new PodRuntime.Spec(name, UUID.randomUUID().toString(), current, rollout);
        ObjectNode pod = JSON.objectNode().put("apiVersion", "v1").put("kind", "Pod");
        ObjectNode meta = pod.putObject("metadata")
                .put("name", name)
                .put("namespace", NAME)
                .put("uid", spec.uid());
        meta.putObject("labels")
                .put("app.kubernetes.io/name", NAME)
                .put("app.kubernetes.io/component", "node")
                .put("controller-revision-hash", current)
                .put("croupier.io/rollout", Long.toString(rollout));
        ObjectNode container =
                pod.putObject("spec").putArray("containers").addObject().put("name", "node");
        container.putArray("ports").addObject().put("name", "management").put("containerPort", 8558);
        ObjectNode status = pod.putObject("status").put("phase", "Running");
        status.putArray("conditions").addObject().put("type", "Ready").put("status", "False");
        Running running = new Running(spec, pod);
        pods.put(name, running);
        history.add("made " + name + " " + current);
        status.put("podIP", runtime.start(spec, ready -> ready(running, ready)));
        told(running, "ADDED");
    }

    private synchronized void ready(Running pod, boolean ready) {
        if (pods.get(pod.spec.name()) == pod && pod.ready() != ready) {
            ((ObjectNode) pod.pod.at("/status/conditions/0")).put("status", ready ? "True" : "False");
            history.add((ready ? "ready " : "unready ") + pod.spec.name());
            told(pod, "MODIFIED");
            guardBudget();
        }
    }

    private void told(Running pod, String type) {
        changed(pod.pod, false);
        events.add(new Event(version, type, pod.pod.deepCopy()));
        if (events.size() > MOST_EVENTS) {
            events.remove(0);
        }
        int replicas = set.at("/spec/replicas").asInt();
        int here = healthy();
        started |= here == replicas;
        if (started) {
            mostAway = Math.max(mostAway, replicas - here);
        }
        notifyAll();
    }

    private int healthy() {
        return (int) pods.values().stream()
                .filter(pod -> pod.ready() && !pod.leaving())
                .count();
    }

    /** What the budget's controller does; its status is a part of the object, so that its version changes. */
    private void guardBudget() {
        int allowed = Math.max(
                0,
                budget.at("/spec/maxUnavailable").asInt()
                        - set.at("/spec/replicas").asInt()
                        + healthy());
        ObjectNode status = (ObjectNode) budget.get("status");
        if (!status.has("disruptionsAllowed")
                || status.get("disruptionsAllowed").asInt() != allowed) {
            status.put("disruptionsAllowed", allowed);
            changed(budget, false);
        }
    }

    private void changed(ObjectNode object, boolean spec) {
        version++;
        ObjectNode meta = (ObjectNode) object.get("metadata");
        meta.put("resourceVersion", Long.toString(version));
        if (spec) {
            meta.put("generation", meta.path("generation").asLong() + 1);
        }
    }

    /** What has happened, in order, as in {@code deleted croupier-2 croupier-r1}. */
    public synchronized List<String> history() {
        return List.copyOf(history);
    }

    /** The names of the pods that somebody deleted, in order. */
    public synchronized List<String> deleted() {
        return history.stream()
                .filter(line -> line.startsWith("deleted "))
                .map(line -> line.split(" ", -1)[1])
                .toList();
    }

    /** The most pods that were away or not ready at one moment, since all were ready first. */
    public synchronized int mostAway() {
        return mostAway;
    }

    /** Whether there are as many pods as wanted, all ready and of the revision that was applied last. */
    public synchronized boolean rolled() {
        String current = set.at("/status/updateRevision").asText();
        return healthy() == set.at("/spec/replicas").asInt()
                && pods.values().stream().allMatch(pod -> pod.spec.revision().equals(current));
    }

    public synchronized int maxUnavailable() {
        return budget.at("/spec/maxUnavailable").asInt();
    }

    /** The budget as it is. */
    public synchronized JsonNode budget() {
        return budget.deepCopy();
    }
}
