package io.croupier.kubernetes.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Whether secrets stand in files alone: an environment is shown by tools, inherited by children and dumped by crashes. */
final class Secrets {
    private static final Pattern TELLING = Pattern.compile("(PASSWORD|SECRET|MASTER_KEY|TOKEN)$");

    private Secrets() {}

    static List<String> problems(Manifests manifests) {
        List<String> problems = new ArrayList<>();
        for (PodTemplate template : manifests.pods()) {
            Map<String, String> environment = manifests.environment(template);
            environment.keySet().stream()
                    .filter(name -> TELLING.matcher(name).find())
                    .forEach(name -> problems.add(template + ": the variable " + name + " holds a secret"));
            for (JsonNode container : template.containers()) {
                if (container.path("env").toString().contains("secretKeyRef")
                        || container.path("envFrom").toString().contains("secretRef")) {
                    problems.add(template + ": a secret becomes a variable");
                }
            }
        }
        if (!manifests.forTrying()) {
            manifests.of("Secret").forEach(secret -> problems.add(secret.id() + " is in the open"));
        }
        return problems;
    }
}
