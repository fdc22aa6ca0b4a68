package io.croupier.kubernetes.manifests;

import static io.croupier.kubernetes.manifests.Change.remove;
import static io.croupier.kubernetes.manifests.Change.set;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Objects of a wrong form, or that name what is not there. */
final class BadRelations {
    private static final String NODES = "StatefulSet/croupier";
    private static final String SPEC = "/spec/template/spec";
    private static final String NODE = SPEC + "/containers/0";
    private static final String ENVIRONMENT = "ConfigMap/croupier-environment";

    private final List<BadExample> examples = new ArrayList<>();

    private BadRelations() {}

    static List<BadExample> examples() {
        BadRelations bad = new BadRelations();
        bad.form();
        bad.relations();
        return bad.examples;
    }

    private void form() {
        bad(Rule.FORM, "unknown field", NODES, set("/spec/replica", "5"), "replica");
        bad(Rule.FORM, "unknown field, deep", NODES, set(NODE + "/lifecycle/preStop/nap", "{}"), "nap");
        bad(Rule.FORM, "text for a number", NODES, set("/spec/replicas", "\"five\""), "replicas");
        bad(Rule.FORM, "quoted number", NODES, set("/spec/replicas", "\"5\""), "replicas");
        bad(Rule.FORM, "quoted truth", NODES, set(SPEC + "/enableServiceLinks", "\"false\""), "enableServiceLinks");
        bad(Rule.FORM, "number in a label", NODES, set("/metadata/labels/rollout", "1"), "rollout");
        bad(Rule.FORM, "number for a variable", NODES, set(NODE + "/env/0/value", "3"), "value");
        bad(Rule.FORM, "number among words", NODES, set(NODE + "/args/0", "1"), "args");
        bad(Rule.FORM, "truth in settings", ENVIRONMENT, set("/data/CROUPIER_DEV_MODE", "false"), "data");
        bad(Rule.FORM, "one for a list", NODES, set(NODE + "/args", "\"run\""), "args");
        bad(Rule.FORM, "unknown kind", NODES, set("/apiVersion", "\"apps/v1beta1\""), "apps/v1beta1/StatefulSet");
        bad(
                Rule.FORM,
                "misspelled in a secret",
                "ExternalSecret/croupier-secrets",
                set("/spec/data/0/remoteRef/field", "\"x\""),
                "field");
        bad(Rule.FORM, "no target", "ExternalSecret/croupier-secrets", remove("/spec/target"), "target");
        bad(Rule.FORM, "misspelled in a scaler", "ScaledObject/croupier", set("/spec/minReplicas", "5"), "minReplicas");
        bad(
                Rule.FORM,
                "number where KEDA wants text",
                "ScaledObject/croupier",
                set("/spec/triggers/0/metadata/lagThreshold", "500"),
                "triggers");
        bad(Rule.FORM, "no port", "ServiceMonitor/croupier", remove("/spec/endpoints/0/port"), "port");
        bad(
                Rule.FORM,
                "alarm without words",
                "PrometheusRule/croupier",
                remove("/spec/groups/0/rules/0/annotations/summary"),
                "summary");
    }

    private void relations() {
        String other = "{\"app.kubernetes.io/name\":\"croupiers\"}";
        bad(Rule.SELECTORS, "clients' service", "Service/croupier", set("/spec/selector", other), "Service/croupier");
        bad(
                Rule.SELECTORS,
                "disruption budget",
                "PodDisruptionBudget/croupier",
                set("/spec/selector/matchLabels", other),
                "PodDisruptionBudget");
        bad(
                Rule.SELECTORS,
                "network policy",
                "NetworkPolicy/peers",
                set("/spec/podSelector/matchLabels", other),
                "NetworkPolicy/peers");
        bad(
                Rule.SELECTORS,
                "network policy's peers",
                "NetworkPolicy/peers",
                set("/spec/ingress/0/from/0/podSelector/matchLabels", other),
                "NetworkPolicy/peers");
        bad(Rule.SELECTORS, "own pods", NODES, set("/spec/selector/matchLabels", other), "its own pods");
        bad(
                Rule.SELECTORS,
                "own zone",
                NODES,
                set(SPEC + "/topologySpreadConstraints/0/labelSelector/matchLabels", other),
                "topologySpread");
        bad(Rule.SELECTORS, "own service", NODES, set("/spec/serviceName", "\"croupier\""), "headless");
        bad(
                Rule.SELECTORS,
                "scaled",
                "HorizontalPodAutoscaler/croupier",
                set("/spec/scaleTargetRef/kind", "\"Deployment\""),
                "is not here");
        bad(
                Rule.SELECTORS,
                "scaled by lag",
                "ScaledObject/croupier",
                set("/spec/scaleTargetRef/name", "\"croupiers\""),
                "is not here");
        bad(
                Rule.SELECTORS,
                "monitored",
                "ServiceMonitor/croupier",
                set("/spec/selector/matchLabels", other),
                "ServiceMonitor");

        bad(Rule.NAMED_PORTS, "service, unnamed", "Service/croupier", remove("/spec/ports/0/name"), "has no name");
        bad(
                Rule.NAMED_PORTS,
                "service, mistyped",
                "Service/croupier",
                set("/spec/ports/0/targetPort", "\"apis\""),
                "apis");
        bad(Rule.NAMED_PORTS, "service, number", "Service/croupier", set("/spec/ports/0/targetPort", "8080"), "8080");
        bad(Rule.NAMED_PORTS, "container, unnamed", NODES, remove(NODE + "/ports/0/name"), "has no name");
        bad(Rule.NAMED_PORTS, "probe", NODES, set(NODE + "/livenessProbe/httpGet/port", "\"managment\""), "managment");
        bad(
                Rule.NAMED_PORTS,
                "network policy",
                "NetworkPolicy/peers",
                set("/spec/egress/0/ports/0/port", "\"remote\""),
                "remote");
        bad(
                Rule.NAMED_PORTS,
                "ingress",
                "Ingress/croupier-live",
                set("/spec/rules/0/http/paths/0/backend/service/port/name", "\"lives\""),
                "lives");
        bad(Rule.NAMED_PORTS, "metrics", "ServiceMonitor/croupier", set("/spec/endpoints/0/port", "\"api\""), "api");

        bad(
                Rule.REFERENCES,
                "settings",
                NODES,
                set(NODE + "/envFrom/0/configMapRef/name", "\"croupier-environment\""),
                "no ConfigMap");
        bad(
                Rule.REFERENCES,
                "secret",
                NODES,
                set(SPEC + "/volumes/1/secret/secretName", "\"croupier\""),
                "no Secret croupier");
        bad(Rule.REFERENCES, "volume", NODES, set(NODE + "/volumeMounts/0/name", "\"conf\""), "conf");
        bad(Rule.REFERENCES, "account", NODES, set(SPEC + "/serviceAccountName", "\"x\""), "no ServiceAccount x");
        bad(Rule.REFERENCES, "priority", NODES, set(SPEC + "/priorityClassName", "\"x\""), "no PriorityClass x");
        bad(
                Rule.REFERENCES,
                "claim",
                "CronJob/croupier-export",
                set("/spec/jobTemplate/spec/template/spec/volumes/3/persistentVolumeClaim/claimName", "\"x\""),
                "no PersistentVolumeClaim x");
        bad(
                Rule.REFERENCES,
                "certificate",
                "Ingress/croupier-api",
                set("/spec/tls/0/secretName", "\"x\""),
                "no Secret x");
    }

    private void bad(Rule rule, String what, String id, UnaryOperator<ObjectNode> change, String told) {
        examples.add(new BadExample(rule, what, id, change, told));
    }
}
