package io.croupier.kubernetes.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether the program knows what it is told: each variable and each key of its file is one of its own, and each file that is
 * named is mounted where it is looked for. A misspelled setting would be silently without effect.
 */
final class Settings {
    /** The JVM's own. */
    private static final Set<String> NOT_THE_PROGRAMS = Set.of("JDK_JAVA_OPTIONS");

    private static final Pattern INCLUDE = Pattern.compile("include (required\\()?file\\(\"([^\"]+)\"\\)+");
    /** A value that a store of secrets fills in. */
    private static final Pattern FILLED_IN = Pattern.compile("\\{\\{[^}]*}}");

    private final Manifests manifests;
    private final PodTemplate template;
    private final ProgramSettings program = ProgramSettings.read();
    private final Map<String, String> mounted = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    private Settings(Manifests manifests, PodTemplate template) {
        this.manifests = manifests;
        this.template = template;
    }

    static List<String> problems(Manifests manifests) {
        List<String> problems = new ArrayList<>();
        for (PodTemplate template : manifests.pods()) {
            if (template.labels().path("app.kubernetes.io/name").asText().equals("croupier")) {
                Settings settings = new Settings(manifests, template);
                settings.mount();
                settings.check();
                problems.addAll(settings.problems);
            }
        }
        return problems;
    }

    private void check() {
        Map<String, String> environment = new TreeMap<>(manifests.environment(template));
        environment.keySet().removeAll(NOT_THE_PROGRAMS);
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            if (!program.variables().contains(variable.getKey())) {
                problems.add(template + ": the program knows no variable " + variable.getKey());
            }
            path(variable.getKey(), variable.getValue());
        }
        String file = environment.getOrDefault("CROUPIER_CONFIG", "");
        String text = mounted.get(file);
        if (text == null) {
            problems.add(template + ": CROUPIER_CONFIG=" + file + " is mounted nowhere");
            return;
        }
        try {
            keys(ConfigFactory.parseString(included(text)));
        } catch (ConfigException malformed) {
            problems.add(template + ": " + file + ": " + malformed.getMessage());
        }
    }

    private void keys(Config told) {
        for (Map.Entry<String, ConfigValue> entry : told.entrySet()) {
            if (!program.config().hasPathOrNull(entry.getKey())) {
                problems.add(template + ": the program knows no setting " + entry.getKey());
            }
            path(entry.getKey(), entry.getValue().unwrapped().toString());
        }
    }

    /** A value that is a path must be one of a mounted file, or of a mounted directory. */
    private void path(String name, String value) {
        if (value.startsWith("/")
                && !mounted.containsKey(value)
                && mounts().values().stream().noneMatch(directory -> directory.equals(value))) {
            problems.add(template + ": " + name + "=" + value + " is mounted nowhere");
        }
    }

    private String included(String text) {
        Matcher include = INCLUDE.matcher(text);
        return include.replaceAll(found -> {
            String content = mounted.get(found.group(2));
            if (content == null && found.group(1) != null) {
                problems.add(template + ": " + found.group(2) + " is included and mounted nowhere");
            }
            return content == null ? "" : Matcher.quoteReplacement(content);
        });
    }

    /** Directories by the names of their volumes. */
    private Map<String, String> mounts() {
        Map<String, String> directories = new HashMap<>();
        for (JsonNode mount : template.spec().at("/containers/0/volumeMounts")) {
            directories.put(mount.path("name").asText(), mount.path("mountPath").asText());
        }
        return directories;
    }

    private void mount() {
        Map<String, String> mounts = mounts();
        for (JsonNode volume : template.spec().path("volumes")) {
            String directory = mounts.get(volume.path("name").asText());
            if (directory == null) {
                continue;
            }
            manifests
                    .find("ConfigMap", volume.at("/configMap/name").asText())
                    .ifPresent(map -> map.at("/data")
                            .properties()
                            .forEach(entry -> mounted.put(
                                    directory + "/" + entry.getKey(),
                                    entry.getValue().asText())));
            String secret = volume.at("/secret/secretName").asText();
            manifests
                    .find("Secret", secret)
                    .ifPresent(found -> found.at("/data")
                            .properties()
                            .forEach(entry -> mounted.put(
                                    directory + "/" + entry.getKey(),
                                    new String(
                                            Base64.getMimeDecoder()
                                                    .decode(entry.getValue().asText()),
                                            StandardCharsets.UTF_8))));
            manifests.of("ExternalSecret").stream()
                    .filter(found -> found.at("/spec/target/name").asText().equals(secret))
                    .forEach(found -> external(directory, found));
        }
    }

    private void external(String directory, Manifest secret) {
        for (JsonNode entry : secret.at("/spec/data")) {
            mounted.put(directory + "/" + entry.path("secretKey").asText(), "");
        }
        secret.at("/spec/target/template/data")
                .properties()
                .forEach(entry -> mounted.put(
                        directory + "/" + entry.getKey(),
                        FILLED_IN.matcher(entry.getValue().asText()).replaceAll("\"filled-in\"")));
    }
}
