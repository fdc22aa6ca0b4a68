package io.croupier.kubernetes.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Whether nothing goes in or out of the namespace that no policy names, and what must go through does: nodes reach each other
 * and the API server, every pod DNS, whoever runs the program the database, and callers from outside what they call.
 */
final class Network {
    private static final Set<String> NEEDED = Set.of("default-deny", "peers", "dns", "api-server", "database");

    private enum Way {
        INGRESS("Ingress", "ingress", "from"),
        EGRESS("Egress", "egress", "to");

        private final String type;
        private final String rules;
        private final String peers;

        Way(String type, String rules, String peers) {
            this.type = type;
            this.rules = rules;
            this.peers = peers;
        }
    }

    private final Manifests manifests;
    private final PodTemplate nodes;
    private final List<String> problems = new ArrayList<>();

    private Network(Manifests manifests) {
        this.manifests = manifests;
        this.nodes = manifests.nodes();
    }

    static List<String> problems(Manifests manifests) {
        Network network = new Network(manifests);
        for (String name : NEEDED) {
            if (manifests.find("NetworkPolicy", name).isEmpty()) {
                network.problems.add("there is no NetworkPolicy " + name);
            }
        }
        for (Manifest policy : manifests.of("NetworkPolicy")) {
            if (policy.name().equals("default-deny")) {
                network.denyAll(policy);
            } else {
                network.openings(policy);
            }
        }
        network.amongThemselves();
        network.toOthers();
        network.fromOutside();
        return network.problems;
    }

    private void denyAll(Manifest policy) {
        boolean everything = Selector.of(policy.at("/spec/podSelector")).isForAll()
                && policy.at("/spec/policyTypes").toString().equals("[\"Ingress\",\"Egress\"]")
                && policy.at("/spec/ingress").isMissingNode()
                && policy.at("/spec/egress").isMissingNode();
        if (!everything) {
            problems.add(policy.id() + " lets something through");
        }
    }

    private void openings(Manifest policy) {
        for (Way way : Way.values()) {
            JsonNode rules = policy.at("/spec/" + way.rules);
            if (isOf(policy, way) == rules.isEmpty()) {
                problems.add(policy.id() + ": policyTypes " + policy.at("/spec/policyTypes")
                        + " and rules do not say the same of " + way.rules);
            }
            for (JsonNode rule : rules) {
                if (rule.path(way.peers).isEmpty() || rule.path("ports").isEmpty()) {
                    problems.add(policy.id() + ": " + way.rules + " without '" + way.peers
                            + "' or without ports is open to all");
                }
                for (JsonNode peer : rule.path(way.peers)) {
                    String cidr = peer.at("/ipBlock/cidr").asText();
                    if (cidr.endsWith("/0") || peer.isEmpty()) {
                        problems.add(policy.id() + ": " + way.rules + " is open to all addresses");
                    }
                }
            }
        }
    }

    private void amongThemselves() {
        for (String port : List.of("remoting", "management")) {
            for (Way way : Way.values()) {
                if (!allows(everyPolicy(), nodes, way, this::isNodes, isPort(port, "TCP"))) {
                    problems.add(nodes + ": no " + way.rules + " among the nodes at the port " + port);
                }
            }
        }
    }

    private void toOthers() {
        if (!allows(policy("api-server"), nodes, Way.EGRESS, peer -> peer.has("ipBlock"), Network::isOverTcp)) {
            problems.add(nodes + ": api-server lets them reach no address of the API server");
        }
        for (PodTemplate template : manifests.pods()) {
            for (String protocol : List.of("UDP", "TCP")) {
                if (!allows(
                        everyPolicy(),
                        template,
                        Way.EGRESS,
                        peer -> peer.has("namespaceSelector"),
                        isPort("53", protocol))) {
                    problems.add(template + ": cannot ask DNS over " + protocol);
                }
            }
        }
        for (PodTemplate template : manifests.ofTheProgram()) {
            if (!allows(policy("database"), template, Way.EGRESS, peer -> true, Network::isOverTcp)) {
                problems.add(template + ": database does not let it reach the database");
            }
        }
    }

    private void fromOutside() {
        for (Manifest ingress : manifests.of("Ingress")) {
            for (JsonNode rule : ingress.at("/spec/rules")) {
                for (JsonNode path : rule.at("/http/paths")) {
                    JsonNode service = path.at("/backend/service");
                    callers(
                            ingress,
                            manifests.find("Service", service.path("name").asText()).stream(),
                            service.at("/port/name").asText());
                }
            }
        }
        for (Manifest monitor : manifests.of("ServiceMonitor")) {
            Selector selector = Selector.of(monitor.at("/spec/selector"));
            for (JsonNode endpoint : monitor.at("/spec/endpoints")) {
                callers(
                        monitor,
                        manifests.of("Service").stream().filter(service -> selector.hits(service.labels())),
                        endpoint.path("port").asText());
            }
        }
    }

    /** Holds a call from another namespace, to this port of these Services, against the policies. */
    private void callers(Manifest asker, Stream<Manifest> services, String port) {
        services.flatMap(service -> each(service.at("/spec/ports")))
                .filter(candidate -> candidate.path("name").asText().equals(port))
                .map(found -> found.path("targetPort").asText())
                .filter(target -> !allows(
                        everyPolicy(),
                        nodes,
                        Way.INGRESS,
                        peer -> peer.has("namespaceSelector"),
                        isPort(target, "TCP")))
                .forEach(target -> problems.add(asker.id() + ": nobody from outside gets to the port " + target));
    }

    private static boolean allows(
            Stream<Manifest> policies, PodTemplate pods, Way way, Predicate<JsonNode> peer, Predicate<JsonNode> port) {
        return policies.filter(policy -> isOf(policy, way)
                        && Selector.of(policy.at("/spec/podSelector")).hits(pods.labels()))
                .flatMap(policy -> each(policy.at("/spec/" + way.rules)))
                .anyMatch(rule -> each(rule.path(way.peers)).anyMatch(peer)
                        && each(rule.path("ports")).anyMatch(port));
    }

    private Stream<Manifest> everyPolicy() {
        return manifests.of("NetworkPolicy").stream();
    }

    private Stream<Manifest> policy(String name) {
        return manifests.find("NetworkPolicy", name).stream();
    }

    private boolean isNodes(JsonNode peer) {
        return !peer.has("namespaceSelector")
                && peer.has("podSelector")
                && Selector.of(peer.path("podSelector")).hits(nodes.labels());
    }

    private static boolean isOf(Manifest policy, Way way) {
        return each(policy.at("/spec/policyTypes"))
                .anyMatch(type -> type.asText().equals(way.type));
    }

    private static boolean isOverTcp(JsonNode port) {
        return port.path("protocol").asText("TCP").equals("TCP");
    }

    private static Predicate<JsonNode> isPort(String name, String protocol) {
        return port -> port.path("port").asText().equals(name)
                && port.path("protocol").asText("TCP").equals(protocol);
    }

    private static Stream<JsonNode> each(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
