package io.croupier.kubernetes.manifests;

import static io.croupier.kubernetes.manifests.Change.remove;
import static io.croupier.kubernetes.manifests.Change.set;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Policies that keep out what must get through, limits that count the wrong requests, alarms that stay silent. */
final class BadSurroundings {
    private final List<BadExample> examples = new ArrayList<>();

    private BadSurroundings() {}

    static List<BadExample> examples() {
        BadSurroundings bad = new BadSurroundings();
        bad.network();
        bad.ingresses();
        bad.alarms();
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
        bad(
                Rule.INGRESSES,
                "no path of the live WebSocket",
                "ConfigMap/croupier-environment",
                set("/data/CROUPIER_LIVE_URL", "\"wss://croupier.example.com\""),
                "CROUPIER_LIVE_URL=wss://croupier.example.com");
        bad(
                Rule.INGRESSES,
                "another host than players are sent to",
                live,
                set("/spec/rules/0/host", "\"live.example.com\""),
                "players reach wss://live.example.com/live");
    }

    private void alarms() {
        String alarms = "PrometheusRule/croupier";
        String money = "/spec/groups/2/rules";
        bad(
                Rule.ALARMS,
                "evictions",
                alarms,
                set(money + "/1/expr", "\"kube_job_status_failed{job_name=~\\\"croupier-audit-.+\\\"} > 0\""),
                "counts pods");
        bad(
                Rule.ALARMS,
                "no condition",
                alarms,
                set(money + "/1/expr", "\"kube_job_failed{job_name=~\\\"croupier-audit-.+\\\"} > 0\""),
                "'true' is meant");
        bad(
                Rule.ALARMS,
                "never a first time",
                alarms,
                set(
                        money + "/4/expr",
                        "\"time() - kube_cronjob_status_last_successful_time{cronjob=\\\"croupier-export\\\"} > 1\""),
                "before the first one");
        bad(Rule.ALARMS, "none for a failure", alarms, remove(money + "/3"), "croupier-export may fail unseen");
        bad(Rule.ALARMS, "none for an absence", alarms, remove(money + "/2"), "croupier-audit may be missing unseen");
    }

    private void bad(Rule rule, String what, String id, UnaryOperator<ObjectNode> change, String told) {
        examples.add(new BadExample(rule, what, id, change, told));
    }
}
