package io.croupier.kubernetes.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Whether what pods name is there: settings, secrets, volumes, accounts, priorities. A pod without them never starts. */
final class References {
    private final Manifests manifests;
    private final List<String> problems = new ArrayList<>();

    private References(Manifests manifests) {
        this.manifests = manifests;
    }

    static List<String> problems(Manifests manifests) {
        References references = new References(manifests);
        manifests.pods().forEach(references::check);
        for (Manifest ingress : manifests.of("Ingress")) {
            for (JsonNode tls : ingress.at("/spec/tls")) {
                references.mustExist(
                        ingress.id(), "Secret", tls.path("secretName").asText());
            }
        }
        return references.problems;
    }

    private void check(PodTemplate template) {
        String owner = template.toString();
        for (JsonNode container : template.containers()) {
            for (JsonNode from : container.path("envFrom")) {
                mustExist(owner, "ConfigMap", from.at("/configMapRef/name").asText());
            }
            mounts(owner, container, template.spec().path("volumes"));
        }
        for (JsonNode volume : template.spec().path("volumes")) {
            if (volume.has("configMap")) {
                mustExist(owner, "ConfigMap", volume.at("/configMap/name").asText());
            } else if (volume.has("secret")) {
                mustExist(owner, "Secret", volume.at("/secret/secretName").asText());
            } else if (volume.has("persistentVolumeClaim")) {
                mustExist(
                        owner,
                        "PersistentVolumeClaim",
                        volume.at("/persistentVolumeClaim/claimName").asText());
            }
        }
        String account = template.spec().path("serviceAccountName").asText();
        if (!account.isEmpty()) {
            mustExist(owner, "ServiceAccount", account);
        }
        String priority = template.spec().path("priorityClassName").asText();
        if (!priority.isEmpty()
                && Renderings.cluster().find("PriorityClass", priority).isEmpty()) {
            problems.add(owner + ": there is no PriorityClass " + priority);
        }
    }

    private void mounts(String owner, JsonNode container, JsonNode volumes) {
        Set<String> names = new HashSet<>();
        volumes.forEach(volume -> names.add(volume.path("name").asText()));
        for (JsonNode mount : container.path("volumeMounts")) {
            if (!names.contains(mount.path("name").asText())) {
                problems.add(owner + ": mounts " + mount.path("name") + ", which is no volume of its pod");
            }
        }
    }

    private void mustExist(String owner, String kind, String name) {
        Stream<String> there = manifests.of(kind).stream().map(Manifest::name);
        if (kind.equals("Secret")) {
            there = Stream.concat(
                    there,
                    manifests.of("ExternalSecret").stream()
                            .map(secret -> secret.at("/spec/target/name").asText()));
        }
        if (there.noneMatch(name::equals)) {
            problems.add(owner + ": there is no " + kind + " " + name);
        }
    }
}
