package io.croupier.kubernetes.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether one cluster forms out of the pods, and out of those only: as many contact points as pods at the start, by a label
 * that nobody else has, and an autoscaler that never goes below.
 */
final class ClusterSize {
    private static final int LEAST = 3;

    private final Manifests manifests;
    private final PodTemplate nodes;
    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    private ClusterSize(Manifests manifests) {
        this.manifests = manifests;
        this.nodes = manifests.nodes();
        this.environment = manifests.environment(nodes);
    }

    static List<String> problems(Manifests manifests) {
        ClusterSize size = new ClusterSize(manifests);
        size.contactPoints();
        size.label();
        size.scalers();
        return size.problems;
    }

    private void contactPoints() {
        int contactPoints = contactPointsOf(environment);
        JsonNode replicas = nodes.owner().at("/spec/replicas");
        List<Manifest> scalers = scalers(manifests);
        if (replicas.isMissingNode() && scalers.isEmpty()) {
            problems.add(nodes + ": neither replicas nor an autoscaler say how many");
            return;
        }
        int first = replicas.isMissingNode() ? leastOf(scalers.get(0)) : replicas.asInt();
        if (first != contactPoints) {
            problems.add(nodes + ": CROUPIER_CONTACT_POINTS=" + contactPoints
                    + " is not the number of pods at the start, " + first);
        }
        if (first < LEAST) {
            problems.add(nodes + ": " + first + " pods have no majority when one is lost; " + LEAST + " at least");
        }
        if (!environment.getOrDefault("CROUPIER_CLUSTER_FORMATION", "").equals("kubernetes")) {
            problems.add(
                    nodes + ": CROUPIER_CLUSTER_FORMATION is not kubernetes: each pod would be a cluster of its own");
        }
    }

    private void label() {
        String text = environment.getOrDefault("CROUPIER_POD_LABEL_SELECTOR", "");
        Map<String, String> labels = Arrays.stream(text.split(",", -1))
                .map(pair -> pair.split("=", 2))
                .filter(pair -> pair.length == 2)
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        List<PodTemplate> hit = manifests.pods().stream()
                .filter(pod -> labels.entrySet().stream()
                        .allMatch(l -> pod.labels().path(l.getKey()).asText().equals(l.getValue())))
                .toList();
        if (labels.isEmpty() || !hit.equals(List.of(nodes))) {
            problems.add(
                    nodes + ": CROUPIER_POD_LABEL_SELECTOR=" + text + " finds " + hit + " instead of the nodes alone");
        }
    }

    private void scalers() {
        List<Manifest> scalers = scalers(manifests);
        if (scalers.size() > 1) {
            problems.add(scalers.get(0).id() + " and " + scalers.get(1).id() + " both scale; one of them");
        }
        int shards = ProgramSettings.read().config().getInt("akka.cluster.sharding.number-of-shards");
        for (Manifest scaler : scalers) {
            if (leastOf(scaler) < contactPointsOf(environment)) {
                problems.add(scaler.id() + ": its least, " + leastOf(scaler)
                        + ", is below CROUPIER_CONTACT_POINTS: no cluster could begin again");
            }
            if (mostOf(scaler) * 10 > shards) {
                problems.add(scaler.id() + ": its most, " + mostOf(scaler) + ", is more than a tenth of the shards");
            }
            if (!nodes.owner().at("/spec/replicas").isMissingNode()) {
                problems.add(nodes + ": replicas beside " + scaler.id() + " would take its nodes away at every apply");
            }
            if (scaler.is("HorizontalPodAutoscaler")
                    && Stream.of(scaler.at("/spec/metrics"))
                            .noneMatch(metrics -> metrics.toString().contains("\"Pods\""))) {
                problems.add(scaler.id() + ": scales by nothing of the program's own");
            }
        }
    }

    static List<Manifest> scalers(Manifests manifests) {
        return Stream.concat(manifests.of("HorizontalPodAutoscaler").stream(), manifests.of("ScaledObject").stream())
                .toList();
    }

    static int mostOf(Manifest scaler) {
        return scaler.is("ScaledObject")
                ? scaler.at("/spec/maxReplicaCount").asInt()
                : scaler.at("/spec/maxReplicas").asInt();
    }

    private static int leastOf(Manifest scaler) {
        return scaler.is("ScaledObject")
                ? scaler.at("/spec/minReplicaCount").asInt()
                : scaler.at("/spec/minReplicas").asInt();
    }

    private static int contactPointsOf(Map<String, String> environment) {
        return Integer.parseInt(environment.getOrDefault("CROUPIER_CONTACT_POINTS", "0"));
    }
}
