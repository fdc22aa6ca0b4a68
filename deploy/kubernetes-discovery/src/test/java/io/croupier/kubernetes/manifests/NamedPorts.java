package io.croupier.kubernetes.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/** Whether every port has a name, and every name of a port is one of the pods or the Service that it is about. */
final class NamedPorts {
    private final Manifests manifests;
    private final List<PodTemplate> pods;
    private final List<String> problems = new ArrayList<>();

    private NamedPorts(Manifests manifests) {
        this.manifests = manifests;
        this.pods = manifests.pods();
    }

    static List<String> problems(Manifests manifests) {
        NamedPorts ports = new NamedPorts(manifests);
        ports.pods.forEach(ports::template);
        manifests.of("Service").forEach(ports::service);
        manifests.of("NetworkPolicy").forEach(ports::network);
        manifests.of("Ingress").forEach(ports::ingress);
        manifests.of("ServiceMonitor").forEach(ports::monitor);
        return ports.problems;
    }

    private void template(PodTemplate template) {
        Set<String> names = new HashSet<>();
        for (JsonNode container : template.containers()) {
            for (JsonNode port : container.path("ports")) {
                String name = port.path("name").asText();
                if (name.isEmpty() || !names.add(name)) {
                    problems.add(template + ": port " + port + " has no name of its own");
                }
            }
            for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
                for (String handler : List.of("httpGet", "tcpSocket")) {
                    JsonNode port = container.path(probe).path(handler).path("port");
                    if (!port.isMissingNode() && !names.contains(port.asText())) {
                        problems.add(template + ": " + probe + " asks port " + port + ", which the container has not");
                    }
                }
            }
        }
    }

    private void service(Manifest service) {
        for (JsonNode port : service.at("/spec/ports")) {
            if (!port.hasNonNull("name")) {
                problems.add(service.id() + ": port " + port + " has no name");
            }
            mustBeOf(service, port.path("targetPort"), Selector.ofLabels(service.at("/spec/selector")));
        }
    }

    private void network(Manifest policy) {
        Selector subject = Selector.of(policy.at("/spec/podSelector"));
        for (JsonNode rule : policy.at("/spec/ingress")) {
            for (JsonNode port : rule.path("ports")) {
                mustBeOf(policy, port.path("port"), subject);
            }
        }
        for (JsonNode rule : policy.at("/spec/egress")) {
            for (JsonNode peer : rule.path("to")) {
                if (peer.has("podSelector") && !peer.has("namespaceSelector")) {
                    rule.path("ports")
                            .forEach(
                                    port -> mustBeOf(policy, port.path("port"), Selector.of(peer.path("podSelector"))));
                }
            }
        }
    }

    private void ingress(Manifest ingress) {
        for (JsonNode rule : ingress.at("/spec/rules")) {
            for (JsonNode path : rule.at("/http/paths")) {
                JsonNode backend = path.at("/backend/service");
                boolean there = manifests
                        .find("Service", backend.path("name").asText())
                        .filter(service -> has(service, backend.at("/port/name").asText()))
                        .isPresent();
                if (!there) {
                    problems.add(ingress.id() + " sends to " + backend + ", which is no named port of a Service here");
                }
            }
        }
    }

    private void monitor(Manifest monitor) {
        Selector selector = Selector.of(monitor.at("/spec/selector"));
        for (JsonNode endpoint : monitor.at("/spec/endpoints")) {
            String port = endpoint.path("port").asText();
            if (manifests.of("Service").stream()
                    .noneMatch(service -> selector.hits(service.labels()) && has(service, port))) {
                problems.add(monitor.id() + " asks port " + port + ", which its Service has not");
            }
        }
    }

    private static boolean has(Manifest service, String port) {
        return StreamSupport.stream(service.at("/spec/ports").spliterator(), false)
                .anyMatch(candidate -> candidate.path("name").asText().equals(port));
    }

    private void mustBeOf(Manifest manifest, JsonNode port, Selector selector) {
        boolean named = port.isTextual()
                && selector.among(pods).stream()
                        .anyMatch(template -> template.portNames().contains(port.asText()));
        if (!named) {
            problems.add(manifest.id() + ": port " + port + " is no named port of the pods that are meant");
        }
    }
}
