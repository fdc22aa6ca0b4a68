package io.croupier.kubernetes.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether nothing goes in or out of the namespace that no policy names, and nodes reach each other, DNS and the database. */
final class Network {
    private static final Set<String> NEEDED = Set.of("default-deny", "peers", "dns", "api-server", "database");

    private Network() {}

    static List<String> problems(Manifests manifests) {
        List<String> problems = new ArrayList<>();
        for (String name : NEEDED) {
            if (manifests.find("NetworkPolicy", name).isEmpty()) {
                problems.add("there is no NetworkPolicy " + name);
            }
        }
        for (Manifest policy : manifests.of("NetworkPolicy")) {
            if (policy.name().equals("default-deny")) {
                denyAll(policy, problems);
            } else {
                rules(policy, "ingress", "from", problems);
                rules(policy, "egress", "to", problems);
            }
        }
        return problems;
    }

    private static void denyAll(Manifest policy, List<String> problems) {
        boolean everything = Selector.of(policy.at("/spec/podSelector")).isForAll()
                && policy.at("/spec/policyTypes").toString().equals("[\"Ingress\",\"Egress\"]")
                && policy.at("/spec/ingress").isMissingNode()
                && policy.at("/spec/egress").isMissingNode();
        if (!everything) {
            problems.add(policy.id() + " lets something through");
        }
    }

    private static void rules(Manifest policy, String direction, String peers, List<String> problems) {
        for (JsonNode rule : policy.at("/spec/" + direction)) {
            if (rule.path(peers).isEmpty() || rule.path("ports").isEmpty()) {
                problems.add(
                        policy.id() + ": " + direction + " without '" + peers + "' or without ports is open to all");
            }
            for (JsonNode peer : rule.path(peers)) {
                String cidr = peer.at("/ipBlock/cidr").asText();
                if (cidr.endsWith("/0") || peer.isEmpty()) {
                    problems.add(policy.id() + ": " + direction + " is open to all addresses");
                }
            }
        }
    }
}
