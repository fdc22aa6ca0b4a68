package io.croupier.kubernetes.manifests;

import java.util.ArrayList;
import java.util.List;

/** Whether a cell whose data must not leave a region is there as a whole: jobs read the same players' data as nodes. */
final class Region {
    private static final String REGION = "topology.kubernetes.io/region";

    private Region() {}

    static List<String> problems(Manifests manifests) {
        List<String> problems = new ArrayList<>();
        PodTemplate nodes = manifests.nodes();
        String region = of(nodes);
        if (region.isEmpty() && nodes.labels().has("croupier.io/jurisdiction")) {
            problems.add(nodes + ": is of a jurisdiction and bound to no region");
        }
        for (PodTemplate template : manifests.pods()) {
            if (!of(template).equals(region)) {
                problems.add(
                        template + ": may run in the region '" + of(template) + "', its nodes in '" + region + "'");
            }
        }
        return problems;
    }

    private static String of(PodTemplate template) {
        return template.spec().path("nodeSelector").path(REGION).asText();
    }
}
