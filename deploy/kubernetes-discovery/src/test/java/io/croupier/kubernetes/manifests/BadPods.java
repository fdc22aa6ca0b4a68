package io.croupier.kubernetes.manifests;

import static io.croupier.kubernetes.manifests.Change.remove;
import static io.croupier.kubernetes.manifests.Change.set;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Pods that do not say what they need, or may do what they need not. */
final class BadPods {
    private static final String NODES = "StatefulSet/croupier";
    private static final String SPEC = "/spec/template/spec";
    private static final String NODE = SPEC + "/containers/0";
    private static final String ENVIRONMENT = "ConfigMap/croupier-environment";

    private final List<BadExample> examples = new ArrayList<>();

    private BadPods() {}

    static List<BadExample> examples() {
        BadPods bad = new BadPods();
        bad.pods();
        return bad.examples;
    }

    private void pods() {
        bad(
                Rule.RESOURCES,
                "no memory limit",
                NODES,
                remove(NODE + "/resources/limits/memory"),
                "memory needs a limit");
        bad(
                Rule.RESOURCES,
                "less memory requested than allowed",
                NODES,
                set(NODE + "/resources/requests/memory", "\"1Gi\""),
                "the same as a request");
        bad(Rule.RESOURCES, "no CPU requested", NODES, remove(NODE + "/resources/requests/cpu"), "requests no CPU");
        bad(Rule.RESOURCES, "throttled", NODES, set(NODE + "/resources/limits/cpu", "\"1500m\""), "throttles");
        bad(
                Rule.RESOURCES,
                "more processors than requested",
                NODES,
                set(NODE + "/env/2/value", "\"-XX:ActiveProcessorCount=8 -XX:MaxRAMPercentage=65\""),
                "ActiveProcessorCount");
        bad(
                Rule.RESOURCES,
                "heap without room beside it",
                NODES,
                set(NODE + "/env/2/value", "\"-XX:ActiveProcessorCount=2 -XX:MaxRAMPercentage=90\""),
                "MaxRAMPercentage");
        bad(
                Rule.RESOURCES,
                "a thread for each stage",
                NODES,
                set(NODE + "/env/2/value", "\"-XX:ActiveProcessorCount=2 -XX:MaxRAMPercentage=65\""),
                "parallelism");
        bad(
                Rule.RESOURCES,
                "a job whose JVM knows no size",
                "CronJob/croupier-audit",
                remove("/spec/jobTemplate/spec/template/spec/containers/0/env/4"),
                "does not tell the JVM");
        bad(
                Rule.RESOURCES,
                "defaults",
                "LimitRange/croupier",
                set("/spec/limits/0/type", "\"Container\""),
                "defaults would hide");
        bad(
                Rule.RESOURCES,
                "no room for all nodes",
                "ResourceQuota/croupier",
                set("/spec/hard/requests.cpu", "\"16\""),
                "has room for 16");

        bad(Rule.PROBES, "no readiness", NODES, remove(NODE + "/readinessProbe"), "has not both");
        bad(Rule.PROBES, "no liveness", NODES, remove(NODE + "/livenessProbe"), "has not both");
        bad(Rule.PROBES, "no startup", NODES, remove(NODE + "/startupProbe"), "startupProbe must ask");
        bad(
                Rule.PROBES,
                "liveness by readiness",
                NODES,
                set(NODE + "/livenessProbe/httpGet/path", "\"/ready\""),
                "liveness asks what readiness asks");
        bad(Rule.PROBES, "impatient", NODES, set(NODE + "/readinessProbe/timeoutSeconds", "1"), "gives up before");
        bad(Rule.PROBES, "hasty", NODES, set(NODE + "/startupProbe/failureThreshold", "3"), "startupProbe must ask");
        bad(
                Rule.PROBES,
                "awaited longer than it tries",
                NODES,
                set(NODE + "/startupProbe/failureThreshold", "61"),
                "gives up joining by itself");

        String context = NODE + "/securityContext";
        bad(Rule.HARDENING, "privileged", NODES, set(context + "/privileged", "true"), "is privileged");
        bad(Rule.HARDENING, "writable root", NODES, set(context + "/readOnlyRootFilesystem", "false"), "can write");
        bad(Rule.HARDENING, "gains privileges", NODES, remove(context + "/allowPrivilegeEscalation"), "can gain");
        bad(Rule.HARDENING, "keeps capabilities", NODES, set(context + "/capabilities/drop", "[]"), "keeps");
        bad(Rule.HARDENING, "root", NODES, remove(SPEC + "/securityContext/runAsNonRoot"), "as root");
        bad(Rule.HARDENING, "any system call", NODES, remove(SPEC + "/securityContext/seccompProfile"), "seccomp");
        bad(Rule.HARDENING, "host's network", NODES, set(SPEC + "/hostNetwork", "true"), "with its host");
        bad(
                Rule.HARDENING,
                "host's files",
                NODES,
                set(SPEC + "/volumes/-", "{\"name\":\"host\",\"hostPath\":{\"path\":\"/\"}}"),
                "directory of its host");
        bad(Rule.HARDENING, "service links", NODES, remove(SPEC + "/enableServiceLinks"), "enableServiceLinks");
        bad(
                Rule.HARDENING,
                "lax namespace",
                "Namespace/croupier-production",
                set("/metadata/labels/pod-security.kubernetes.io~1enforce", "\"baseline\""),
                "not restricted");

        bad(Rule.IMAGES, "tag", NODES, set(NODE + "/image", "\"croupier:1.0\""), "croupier:1.0");
        bad(Rule.IMAGES, "nothing", NODES, set(NODE + "/image", "\"croupier\""), "not named by its digest");
        bad(Rule.DEV_MODE, "on", ENVIRONMENT, set("/data/CROUPIER_DEV_MODE", "\"on\""), "must be off");
        bad(Rule.DEV_MODE, "not said", ENVIRONMENT, remove("/data/CROUPIER_DEV_MODE"), "must be off");
        bad(
                Rule.DEV_MODE,
                "by the back door",
                "ConfigMap/croupier-settings",
                set("/data/croupier.conf", "\"croupier.dev-mode = on\""),
                "dev-mode");
        bad(
                Rule.SECRETS,
                "in the environment",
                ENVIRONMENT,
                set("/data/CROUPIER_DB_PASSWORD", "\"x\""),
                "CROUPIER_DB_PASSWORD");
        bad(
                Rule.SECRETS,
                "as a variable",
                NODES,
                set(
                        NODE + "/env/-",
                        "{\"name\":\"X\",\"valueFrom\":{\"secretKeyRef\":{\"name\":\"a\",\"key\":\"b\"}}}"),
                "becomes a variable");
        bad(Rule.SECRETS, "in the open", "ConfigMap/croupier-settings", set("/kind", "\"Secret\""), "in the open");
    }

    private void bad(Rule rule, String what, String id, UnaryOperator<ObjectNode> change, String told) {
        examples.add(new BadExample(rule, what, id, change, told));
    }
}
