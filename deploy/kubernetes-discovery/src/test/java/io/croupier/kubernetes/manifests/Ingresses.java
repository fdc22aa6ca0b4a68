package io.croupier.kubernetes.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether the ingress controller does what the annotations ask for: it ignores those that it reads elsewhere, and counts the
 * requests of all Ingresses of one period together, by caller. And whether nodes send players to where their Ingress is.
 */
final class Ingresses {
    private static final String PREFIX = "haproxy.org/";

    /** Those in use here of what HAProxy's controller reads at an Ingress, by its table of annotations. */
    private static final Set<String> READ = Set.of(
            "allow-list",
            "rate-limit-period",
            "rate-limit-requests",
            "rate-limit-status-code",
            "response-set-header",
            "ssl-redirect",
            "timeout-server");

    private static final Pattern TIME = Pattern.compile("(\\d+)(ms|s|m|h)");
    private static final Map<String, Long> MILLIS = Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L);

    private Ingresses() {}

    static List<String> problems(Manifests manifests) {
        List<String> problems = new ArrayList<>();
        Map<String, String> counted = new HashMap<>();
        for (Manifest ingress : manifests.of("Ingress")) {
            JsonNode annotations = ingress.at("/metadata/annotations");
            annotations.properties().stream()
                    .map(Map.Entry::getKey)
                    .filter(name -> name.startsWith(PREFIX) && !READ.contains(name.substring(PREFIX.length())))
                    .forEach(name -> problems.add(ingress.id() + ": " + name
                            + " is none that the controller is known to read at an Ingress"));
            long period = millis(annotations.path(PREFIX + "rate-limit-period").asText());
            if (!annotations.has(PREFIX + "rate-limit-requests") || period == 0) {
                problems.add(ingress.id() + ": limits no caller, or not in a period of its own");
            }
            for (JsonNode rule : ingress.at("/spec/rules")) {
                String host = rule.path("host").asText();
                String other = counted.put(host + " " + period, ingress.id());
                if (other != null) {
                    problems.add(ingress.id() + ": its requests count against the limit of " + other
                            + ", which has the same period");
                }
            }
        }
        problems.addAll(liveAddress(manifests));
        return problems;
    }

    private static List<String> liveAddress(Manifests manifests) {
        String told = manifests.environment(manifests.nodes()).getOrDefault("CROUPIER_LIVE_URL", "");
        List<String> problems = new ArrayList<>();
        for (Manifest ingress : manifests.of("Ingress")) {
            for (JsonNode rule : ingress.at("/spec/rules")) {
                for (JsonNode path : rule.at("/http/paths")) {
                    String reached = "wss://" + rule.path("host").asText()
                            + path.path("path").asText();
                    if (path.at("/backend/service/port/name").asText().equals("live") && !told.equals(reached)) {
                        problems.add(ingress.id() + ": players reach " + reached + ", and CROUPIER_LIVE_URL=" + told);
                    }
                }
            }
        }
        return problems;
    }

    /** 0: there is none, or it is not understood. */
    private static long millis(String time) {
        Matcher parts = TIME.matcher(time);
        return parts.matches() ? Long.parseLong(parts.group(1)) * MILLIS.getOrDefault(parts.group(2), 0L) : 0;
    }
}
