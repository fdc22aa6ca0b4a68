package io.croupier.kubernetes.manifests;

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
                if (!template.owner().at("/spec/jobTemplate/spec").has("activeDeadlineSeconds")) {
                    problems.add(template + ": may run for ever");
                }
            }
        }
        return problems;
    }

    private static int priority(PodTemplate template) {
        return Renderings.cluster()
                .find("PriorityClass", template.spec().path("priorityClassName").asText())
                .map(found -> found.at("/value").asInt())
                .orElse(0);
    }
}
