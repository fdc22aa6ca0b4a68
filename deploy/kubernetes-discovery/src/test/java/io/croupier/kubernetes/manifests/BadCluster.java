package io.croupier.kubernetes.manifests;

import static io.croupier.kubernetes.manifests.Change.remove;
import static io.croupier.kubernetes.manifests.Change.set;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Clusters that would not form, would not roll safely, or would let somebody in. */
final class BadCluster {
    private static final String NODES = "StatefulSet/croupier";
    private static final String SPEC = "/spec/template/spec";
    private static final String NODE = SPEC + "/containers/0";
    private static final String ENVIRONMENT = "ConfigMap/croupier-environment";

    private final List<BadExample> examples = new ArrayList<>();

    private BadCluster() {}

    static List<BadExample> examples() {
        BadCluster bad = new BadCluster();
        bad.size();
        bad.surroundings();
        return bad.examples;
    }

    private void size() {
        bad(
                Rule.SHUTDOWN,
                "grace shorter than preStop and phases",
                NODES,
                set(SPEC + "/terminationGracePeriodSeconds", "90"),
                "is shorter");
        bad(Rule.SHUTDOWN, "no grace said", NODES, remove(SPEC + "/terminationGracePeriodSeconds"), "=30 is shorter");
        bad(Rule.SHUTDOWN, "no preStop", NODES, remove(NODE + "/lifecycle"), "preStop");

        bad(
                Rule.CLUSTER_SIZE,
                "contact points",
                ENVIRONMENT,
                set("/data/CROUPIER_CONTACT_POINTS", "\"3\""),
                "at the start");
        bad(
                Rule.CLUSTER_SIZE,
                "autoscaler's least",
                "HorizontalPodAutoscaler/croupier",
                set("/spec/minReplicas", "4"),
                "is below CROUPIER_CONTACT_POINTS");
        bad(
                Rule.CLUSTER_SIZE,
                "lag scaler's least",
                "ScaledObject/croupier",
                set("/spec/minReplicaCount", "1"),
                "is below CROUPIER_CONTACT_POINTS");
        bad(
                Rule.CLUSTER_SIZE,
                "more nodes than shards are good for",
                "HorizontalPodAutoscaler/croupier",
                set("/spec/maxReplicas", "30"),
                "a tenth of the shards");
        bad(Rule.CLUSTER_SIZE, "replicas beside an autoscaler", NODES, set("/spec/replicas", "5"), "at every apply");
        bad(
                Rule.CLUSTER_SIZE,
                "jobs with the nodes' label",
                "CronJob/croupier-audit",
                set("/spec/jobTemplate/spec/template/metadata/labels/app.kubernetes.io~1component", "\"node\""),
                "instead of the nodes alone");
        bad(
                Rule.CLUSTER_SIZE,
                "each a cluster of its own",
                ENVIRONMENT,
                set("/data/CROUPIER_CLUSTER_FORMATION", "\"single\""),
                "cluster of its own");
        bad(
                Rule.CLUSTER_SIZE,
                "CPU alone",
                "HorizontalPodAutoscaler/croupier",
                set(
                        "/spec/metrics",
                        "[{\"type\":\"Resource\",\"resource\":{\"name\":\"cpu\",\"target\":"
                                + "{\"type\":\"Utilization\",\"averageUtilization\":60}}}]"),
                "nothing of the program's own");

        bad(
                Rule.ROLLOUT,
                "one after the other",
                NODES,
                set("/spec/podManagementPolicy", "\"OrderedReady\""),
                "Parallel");
        bad(Rule.ROLLOUT, "oldest last", NODES, set("/spec/updateStrategy/type", "\"RollingUpdate\""), "OnDelete");
        bad(Rule.ROLLOUT, "two at once", "PodDisruptionBudget/croupier", set("/spec/maxUnavailable", "2"), "must be 1");
        bad(
                Rule.ROLLOUT,
                "unready pods that block a drain",
                "PodDisruptionBudget/croupier",
                remove("/spec/unhealthyPodEvictionPolicy"),
                "AlwaysAllow");
        bad(
                Rule.ROLLOUT,
                "peers that see ready pods only",
                "Service/croupier-nodes",
                remove("/spec/publishNotReadyAddresses"),
                "before they are ready");
        bad(
                Rule.ROLLOUT,
                "clients that see unready pods",
                "Service/croupier",
                set("/spec/publishNotReadyAddresses", "true"),
                "ready ones only");
        bad(
                Rule.ROLLOUT,
                "number that can't rise",
                NODES,
                set("/spec/template/metadata/labels/croupier.io~1rollout", "\"1.2-beta\""),
                "no whole number");
        bad(
                Rule.ROLLOUT,
                "quick scale-down",
                "HorizontalPodAutoscaler/croupier",
                set("/spec/behavior/scaleDown/policies/0/periodSeconds", "60"),
                "scaleDown");
        bad(
                Rule.ROLLOUT,
                "scale-down by two",
                "ScaledObject/croupier",
                set("/spec/advanced/horizontalPodAutoscalerConfig/behavior/scaleDown/policies/0/value", "2"),
                "scaleDown");
        bad(
                Rule.ROLLOUT,
                "an apply that ends what an operator has forbidden",
                "HorizontalPodAutoscaler/croupier",
                set("/spec/behavior/scaleDown/selectPolicy", "\"Max\""),
                "selectPolicy");
    }

    private void surroundings() {
        String role = "Role/croupier-discovery";
        bad(Rule.ACCESS, "everything", role, set("/rules/0/verbs", "[\"*\"]"), "what no node needs");
        bad(Rule.ACCESS, "secrets", role, set("/rules/0/resources", "[\"pods\",\"secrets\"]"), "what no node needs");
        bad(Rule.ACCESS, "any budget", "Role/croupier-guard", remove("/rules/1/resourceNames"), "what no node needs");
        bad(Rule.ACCESS, "beyond the namespace", role, set("/kind", "\"ClusterRole\""), "beyond its namespace");
        bad(
                Rule.ACCESS,
                "another namespace's account",
                "RoleBinding/croupier-guard",
                set("/subjects/0/namespace", "\"default\""),
                "no account of this namespace");
        bad(
                Rule.ACCESS,
                "a ClusterRole for everything",
                "RoleBinding/croupier-guard",
                set("/roleRef", "{\"kind\":\"ClusterRole\",\"name\":\"admin\"}"),
                "no Role here");
        bad(Rule.ACCESS, "nobody's role", "RoleBinding/croupier-guard", set("/subjects", "[]"), "its account may not");
        bad(Rule.ACCESS, "one right less", "Role/croupier-guard", remove("/rules/0"), "its account may not");
        bad(
                Rule.ACCESS,
                "an account without a role",
                NODES,
                remove(SPEC + "/serviceAccountName"),
                "its account may not");
        bad(Rule.ACCESS, "no token", NODES, set(SPEC + "/automountServiceAccountToken", "false"), "without a token");

        bad(
                Rule.NETWORK,
                "a hole",
                "NetworkPolicy/default-deny",
                set("/spec/egress", "[{}]"),
                "lets something through");
        bad(
                Rule.NETWORK,
                "no denial",
                "NetworkPolicy/default-deny",
                set("/metadata/name", "\"x\""),
                "no NetworkPolicy");
        bad(Rule.NETWORK, "every port", "NetworkPolicy/database", remove("/spec/egress/0/ports"), "open to all");
        bad(
                Rule.NETWORK,
                "every address",
                "NetworkPolicy/database",
                set("/spec/egress/0/to/0/ipBlock/cidr", "\"0.0.0.0/0\""),
                "open to all addresses");

        String job = "/spec/jobTemplate/spec/template/spec";
        bad(
                Rule.REGION,
                "a job that leaves the region",
                "CronJob/croupier-export",
                remove(job + "/nodeSelector"),
                "CronJob/croupier-export: may run");
        bad(Rule.REGION, "a jurisdiction anywhere", NODES, remove(SPEC + "/nodeSelector"), "bound to no region");
        bad(
                Rule.JOBS,
                "important",
                "CronJob/croupier-audit",
                set(job + "/priorityClassName", "\"croupier-core\""),
                "its priority");
        bad(Rule.JOBS, "two at a time", "CronJob/croupier-audit", remove("/spec/concurrencyPolicy"), "two at a time");
        bad(
                Rule.JOBS,
                "for ever",
                "CronJob/croupier-audit",
                remove("/spec/jobTemplate/spec/activeDeadlineSeconds"),
                "for ever");
        bad(
                Rule.JOBS,
                "failed by an eviction",
                "CronJob/croupier-export",
                remove("/spec/jobTemplate/spec/podFailurePolicy"),
                "make room");
        bad(
                Rule.JOBS,
                "failed by any condition",
                "CronJob/croupier-audit",
                set("/spec/jobTemplate/spec/podFailurePolicy/rules/0/action", "\"Count\""),
                "make room");

        checkpoints(job);

        String conf = "/data/croupier.conf";
        bad(Rule.SETTINGS, "variable", ENVIRONMENT, set("/data/CROUPIER_BINDS", "\"x\""), "no variable CROUPIER_BINDS");
        bad(
                Rule.SETTINGS,
                "key",
                "ConfigMap/croupier-settings",
                set(conf, "\"croupier.edge.max-conections = 1\""),
                "max-conections");
        bad(
                Rule.SETTINGS,
                "file",
                "ConfigMap/croupier-settings",
                set(conf, "\"croupier.edge.auth.jwks-file = \\\"/etc/croupier/keys.jwks\\\"\""),
                "keys.jwks is mounted nowhere");
        bad(
                Rule.SETTINGS,
                "included file",
                "ConfigMap/croupier-settings",
                set(conf, "\"include required(file(\\\"/etc/croupier/x.conf\\\"))\""),
                "included and mounted nowhere");
        bad(Rule.SETTINGS, "malformed", "ConfigMap/croupier-settings", set(conf, "\"croupier {\""), "croupier.conf");
        bad(
                Rule.SETTINGS,
                "file of settings",
                ENVIRONMENT,
                set("/data/CROUPIER_CONFIG", "\"/etc/croupier.conf\""),
                "is mounted nowhere");
    }

    private void checkpoints(String job) {
        bad(Rule.CHECKPOINTS, "nowhere", ENVIRONMENT, remove("/data/CROUPIER_CHECKPOINTS_DIR"), "say no");
        bad(
                Rule.CHECKPOINTS,
                "gone with the pod",
                NODES,
                set(SPEC + "/volumes/5", "{\"name\":\"checkpoints\",\"emptyDir\":{}}"),
                "no claimed volume");
        bad(
                Rule.CHECKPOINTS,
                "one machine's",
                "PersistentVolumeClaim/croupier-checkpoints",
                set("/spec/accessModes", "[\"ReadWriteOnce\"]"),
                "ReadWriteMany");
        bad(
                Rule.CHECKPOINTS,
                "audit of another volume",
                "CronJob/croupier-audit",
                set(job + "/volumes/4/persistentVolumeClaim/claimName", "\"croupier-exports\""),
                "not the nodes' own");
        bad(
                Rule.CHECKPOINTS,
                "audit that could write",
                "CronJob/croupier-audit",
                remove(job + "/containers/0/volumeMounts/4/readOnly"),
                "can change");
        bad(
                Rule.CHECKPOINTS,
                "audit with another key",
                "CronJob/croupier-audit",
                set(job + "/containers/0/env/1/value", "\"/etc/croupier/secrets/database.conf\""),
                "another key");
    }

    private void bad(Rule rule, String what, String id, UnaryOperator<ObjectNode> change, String told) {
        examples.add(new BadExample(rule, what, id, change, told));
    }
}
