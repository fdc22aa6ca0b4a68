package io.croupier.kubernetes.manifests;

import static io.croupier.kubernetes.manifests.Change.remove;
import static io.croupier.kubernetes.manifests.Change.set;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Policies that keep out what must get through, limits that count the wrong requests. */
final class BadSurroundings {
    private final List<BadExample> examples = new ArrayList<>();

    private BadSurroundings() {}

    static List<BadExample> examples() {
        BadSurroundings bad = new BadSurroundings();
        bad.network();
        bad.ingresses();
        return bad.examples;
    }

    private void network() {
        String peers = "NetworkPolicy/peers";
        bad(Rule.NETWORK, "nodes that may not call", peers, remove("/spec/egress"), "no egress among the nodes");
        bad(
                Rule.NETWORK,
                "calls that are not of the policy",
                peers,
                set("/spec/policyTypes", "[\"Ingress\"]"),
                "do not say the same of egress");
        bad(Rule.NETWORK, "no remoting", peers, remove("/spec/ingress/0/ports/0"), "at the port remoting");
        bad(
                Rule.NETWORK,
                "no lookup over UDP",
                "NetworkPolicy/dns",
                remove("/spec/egress/0/ports/0"),
                "cannot ask DNS over UDP");
        bad(
                Rule.NETWORK,
                "lookup for nodes alone",
                "NetworkPolicy/dns",
                set("/spec/podSelector", "{\"matchLabels\":{\"app.kubernetes.io/component\":\"node\"}}"),
                "CronJob/croupier-audit: cannot ask DNS");
        bad(
                Rule.NETWORK,
                "database for nodes alone",
                "NetworkPolicy/database",
                set("/spec/podSelector/matchLabels/app.kubernetes.io~1component", "\"node\""),
                "CronJob/croupier-export: database does not let it");
        bad(
                Rule.NETWORK,
                "API server that is no address",
                "NetworkPolicy/api-server",
                set("/spec/egress/0/to", "[{\"namespaceSelector\":{}}]"),
                "no address of the API server");
        bad(
                Rule.NETWORK,
                "no way to the sockets",
                "NetworkPolicy/ingress",
                remove("/spec/ingress/0/ports/1"),
                "gets to the port live");
        bad(
                Rule.NETWORK,
                "no way to the metrics",
                "NetworkPolicy/metrics",
                set("/spec/ingress/0/ports/0/port", "\"api\""),
                "gets to the port management");
    }

    private void ingresses() {
        String live = "Ingress/croupier-live";
        bad(
                Rule.INGRESSES,
                "one count for all",
                live,
                set("/metadata/annotations/haproxy.org~1rate-limit-period", "\"10s\""),
                "count against the limit of");
        bad(
                Rule.INGRESSES,
                "one count for all, in other words",
                live,
                set("/metadata/annotations/haproxy.org~1rate-limit-period", "\"10000ms\""),
                "count against the limit of");
        bad(
                Rule.INGRESSES,
                "the controller's own period",
                live,
                remove("/metadata/annotations/haproxy.org~1rate-limit-period"),
                "not in a period of its own");
        bad(
                Rule.INGRESSES,
                "of the controller's ConfigMap",
                live,
                set("/metadata/annotations/haproxy.org~1timeout-tunnel", "\"2m\""),
                "haproxy.org/timeout-tunnel is none");
    }

    private void bad(Rule rule, String what, String id, UnaryOperator<ObjectNode> change, String told) {
        examples.add(new BadExample(rule, what, id, change, told));
    }
}
