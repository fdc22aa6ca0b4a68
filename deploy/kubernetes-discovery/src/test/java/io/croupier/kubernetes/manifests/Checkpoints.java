package io.croupier.kubernetes.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Whether checkpoints outlive the pod that made them: on one volume that every node reaches, and that the audit reads, with the
 * key that signed them, and cannot change.
 */
final class Checkpoints {
    private static final String DIRECTORY = "CROUPIER_CHECKPOINTS_DIR";
    private static final String MASTER_KEY = "/master-key.conf";

    private Checkpoints() {}

    static List<String> problems(Manifests manifests) {
        List<String> problems = new ArrayList<>();
        PodTemplate nodes = manifests.nodes();
        if (!manifests.environment(nodes).containsKey(DIRECTORY)) {
            return List.of(nodes + ": the nodes say no " + DIRECTORY + ", and keep checkpoints in their own pods");
        }
        String claim = claim(manifests, nodes);
        if (claim.isEmpty()) {
            return List.of(nodes + ": " + DIRECTORY + " is on no claimed volume, and goes with the pod");
        }
        boolean shared = manifests
                .find("PersistentVolumeClaim", claim)
                .filter(found -> found.at("/spec/accessModes").toString().contains("\"ReadWriteMany\""))
                .isPresent();
        if (!shared && !manifests.forTrying()) {
            problems.add(claim + ": must be ReadWriteMany, since no two nodes share a machine");
        }
        manifests.pods().stream()
                .filter(Checkpoints::isAudit)
                .forEach(audit -> audit(manifests, audit, claim, problems));
        return problems;
    }

    private static boolean isAudit(PodTemplate template) {
        return template.containers().stream()
                .anyMatch(c -> c.at("/args/0").asText().equals("audit"));
    }

    private static void audit(Manifests manifests, PodTemplate audit, String claim, List<String> problems) {
        if (!claim(manifests, audit).equals(claim)) {
            problems.add(audit + ": its checkpoints are not the nodes' own, in " + claim);
        }
        if (!mount(manifests, audit).path("readOnly").asBoolean()) {
            problems.add(audit + ": can change the checkpoints that it judges by");
        }
        if (!settings(manifests, audit).contains(MASTER_KEY)) {
            problems.add(audit + ": reads no master key, and would take every checkpoint for signed with another key");
        }
    }

    /** The text of the file that the program is told to read; empty: it is in no mounted ConfigMap. */
    private static String settings(Manifests manifests, PodTemplate template) {
        String file = manifests.environment(template).getOrDefault("CROUPIER_CONFIG", "");
        String name = file.substring(file.lastIndexOf('/') + 1);
        return StreamSupport.stream(template.spec().path("volumes").spliterator(), false)
                .map(volume -> volume.at("/configMap/name").asText())
                .flatMap(map -> manifests.find("ConfigMap", map).stream())
                .map(map -> map.at("/data").path(name).asText())
                .collect(Collectors.joining());
    }

    /** The mount of the directory that the first container names. */
    private static JsonNode mount(Manifests manifests, PodTemplate template) {
        String directory = manifests.environment(template).getOrDefault(DIRECTORY, "");
        return with(template.spec().at("/containers/0/volumeMounts"), "mountPath", directory);
    }

    /** The name of the claim behind it; empty: none. */
    private static String claim(Manifests manifests, PodTemplate template) {
        String volume = mount(manifests, template).path("name").asText();
        return with(template.spec().path("volumes"), "name", volume)
                .at("/persistentVolumeClaim/claimName")
                .asText();
    }

    private static JsonNode with(JsonNode list, String key, String value) {
        return StreamSupport.stream(list.spliterator(), false)
                .filter(each -> each.path(key).asText().equals(value))
                .findFirst()
                .orElseGet(MissingNode::getInstance);
    }
}
