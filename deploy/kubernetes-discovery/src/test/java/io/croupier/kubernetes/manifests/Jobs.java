package io.croupier.kubernetes.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Whether jobs stay out of the nodes' way: behind them in the queue for machines, one at a time, and not for ever. */
final class Jobs {
    private Jobs() {}

    static List<String> problems(Manifests manifests) {
        List<String> problems = new ArrayList<>();
        int nodes = priority(manifests.nodes());
        for (PodTemplate template : manifests.pods()) {
            if (template.owner().is("CronJob")) {
                if (priority(template) >= nodes || priority(template) >= 0) {
                    problems.add(template + ": its priority is not below that of nodes, and of everything else");
                }
                if (!template.owner().at("/spec/concurrencyPolicy").asText().equals("Forbid")) {
                    problems.add(template + ": two at a time read the database twice");
                }
                JsonNode job = template.owner().at("/spec/jobTemplate/spec");
                if (!job.has("activeDeadlineSeconds")) {
                    problems.add(template + ": may run for ever");
                }
                if (!template.spec().path("restartPolicy").asText().equals("Never") || !madeAgain(job)) {
                    problems.add(template + ": a pod that had to make room counts as a failure of the job");
                }
            }
        }
        return problems;
    }

    /** Whether the first rule lets a disruption pass: a failure policy's rules are gone through until one fits. */
    private static boolean madeAgain(JsonNode job) {
        JsonNode first = job.at("/podFailurePolicy/rules/0");
        return first.path("action").asText().equals("Ignore")
                && first.at("/onPodConditions/0/type").asText().equals("DisruptionTarget");
    }

    private static int priority(PodTemplate template) {
        return Renderings.cluster()
                .find("PriorityClass", template.spec().path("priorityClassName").asText())
                .map(found -> found.at("/value").asInt())
                .orElse(0);
    }
}
