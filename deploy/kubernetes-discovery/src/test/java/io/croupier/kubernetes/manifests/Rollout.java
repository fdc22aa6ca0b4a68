package io.croupier.kubernetes.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Whether nodes go one at a time, whoever takes them away: a roll-out, a drain or the autoscaler. */
final class Rollout {
    private static final String NUMBER = "croupier.io/rollout";

    private final Manifests manifests;
    private final PodTemplate nodes;
    private final List<String> problems = new ArrayList<>();

    private Rollout(Manifests manifests) {
        this.manifests = manifests;
        this.nodes = manifests.nodes();
    }

    static List<String> problems(Manifests manifests) {
        Rollout rollout = new Rollout(manifests);
        rollout.strategy();
        rollout.budget();
        rollout.services();
        rollout.number();
        ClusterSize.scalers(manifests).forEach(rollout::steps);
        return rollout.problems;
    }

    private void strategy() {
        mustBe(nodes.owner(), "/spec/podManagementPolicy", "Parallel");
        mustBe(nodes.owner(), "/spec/updateStrategy/type", "OnDelete");
    }

    private void budget() {
        List<Manifest> budgets = manifests.of("PodDisruptionBudget").stream()
                .filter(budget -> Selector.of(budget.at("/spec/selector")).hits(nodes.labels()))
                .toList();
        if (budgets.size() != 1) {
            problems.add(nodes + " has " + budgets.size() + " disruption budgets; evictions fail unless it is one");
        }
        for (Manifest budget : budgets) {
            mustBe(budget, "/spec/maxUnavailable", "1");
            mustBe(budget, "/spec/unhealthyPodEvictionPolicy", "AlwaysAllow");
        }
    }

    private void services() {
        for (Manifest service : manifests.of("Service")) {
            boolean headless = service.at("/spec/clusterIP").asText().equals("None");
            boolean unready = service.at("/spec/publishNotReadyAddresses").asBoolean();
            if (Selector.ofLabels(service.at("/spec/selector")).hits(nodes.labels()) && headless != unready) {
                problems.add(
                        service.id() + ": nodes find each other before they are ready, clients find ready ones only");
            }
        }
    }

    private void number() {
        String number = nodes.labels().path(NUMBER).asText();
        if (!number.matches("[1-9][0-9]*")) {
            problems.add(nodes + ": " + NUMBER + "=" + number + " is no whole number that can rise");
        }
        if (!nodes.spec().toString().contains("metadata.labels['" + NUMBER + "']")) {
            problems.add(nodes + ": no variable takes " + NUMBER + " to the program");
        }
    }

    private void steps(Manifest scaler) {
        JsonNode down = scaler.is("ScaledObject")
                ? scaler.at("/spec/advanced/horizontalPodAutoscalerConfig/behavior/scaleDown")
                : scaler.at("/spec/behavior/scaleDown");
        JsonNode policy = down.at("/policies/0");
        boolean slow = down.path("stabilizationWindowSeconds").asInt() >= 900
                && down.path("policies").size() == 1
                && policy.path("type").asText().equals("Pods")
                && policy.path("value").asInt() == 1
                && policy.path("periodSeconds").asInt() >= 300;
        if (!slow) {
            problems.add(scaler.id() + ": scaleDown must be one pod in 300 s, after 900 s without need: " + down);
        }
        // docs/operations/roll-and-roll-back.md sets it by hand, before an apply.
        if (down.has("selectPolicy")) {
            problems.add(
                    scaler.id() + ": an apply in the middle of a roll-out would let nodes go again by selectPolicy");
        }
    }

    private void mustBe(Manifest manifest, String pointer, String value) {
        if (!manifest.at(pointer).asText().equals(value)) {
            problems.add(manifest.id() + ": " + pointer + " is " + manifest.at(pointer) + " and must be " + value);
        }
    }
}
