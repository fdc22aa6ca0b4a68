package io.croupier.kubernetes.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Whether a container that is broken into is of little use: no root, no way to write the image, nothing of the host. */
final class Hardening {
    private final List<String> problems = new ArrayList<>();

    private Hardening() {}

    static List<String> problems(Manifests manifests) {
        Hardening hardening = new Hardening();
        for (Manifest namespace : manifests.of("Namespace")) {
            hardening.namespace(namespace);
        }
        for (PodTemplate template : manifests.pods()) {
            hardening.pod(template);
            template.containers().forEach(container -> hardening.container(template, container));
        }
        return hardening.problems;
    }

    private void namespace(Manifest namespace) {
        for (String mode : List.of("enforce", "audit", "warn")) {
            String level = namespace
                    .labels()
                    .path("pod-security.kubernetes.io/" + mode)
                    .asText();
            require(level.equals("restricted"), namespace.id() + ": Pod Security is not restricted for " + mode);
        }
    }

    private void pod(PodTemplate template) {
        JsonNode spec = template.spec();
        require(spec.at("/securityContext/runAsNonRoot").asBoolean(), template + ": may run as root");
        require(
                spec.at("/securityContext/seccompProfile/type").asText().equals("RuntimeDefault"),
                template + ": no seccomp profile");
        require(
                !spec.path("hostNetwork").asBoolean()
                        && !spec.path("hostPID").asBoolean()
                        && !spec.path("hostIPC").asBoolean(),
                template + ": shares something with its host");
        for (JsonNode volume : spec.path("volumes")) {
            require(!volume.has("hostPath"), template + ": mounts a directory of its host");
        }
        require(
                spec.has("enableServiceLinks")
                        && !spec.path("enableServiceLinks").asBoolean(),
                template + ": a Service's variables would mix with the program's own (enableServiceLinks)");
    }

    private void container(PodTemplate template, JsonNode container) {
        String name = template + "/" + container.path("name").asText();
        JsonNode context = container.path("securityContext");
        require(
                context.has("privileged") && !context.path("privileged").asBoolean(),
                name + ": is privileged, or does not say that it is not");
        require(context.path("readOnlyRootFilesystem").asBoolean(), name + ": can write its root file system");
        require(
                context.has("allowPrivilegeEscalation")
                        && !context.path("allowPrivilegeEscalation").asBoolean(),
                name + ": can gain privileges");
        require(
                context.at("/capabilities/drop").toString().equals("[\"ALL\"]")
                        && !context.path("capabilities").has("add"),
                name + ": keeps capabilities");
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            problems.add(otherwise);
        }
    }
}
