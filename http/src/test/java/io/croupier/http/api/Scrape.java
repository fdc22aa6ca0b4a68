package io.croupier.http.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a node's {@code /metrics} said at one time, read by the rules of Prometheus' text format. */
final class Scrape {
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"([^\"]*)\"");
    /** What the format itself adds to a family's name, and the labels that it adds. */
    private static final Pattern PART = Pattern.compile("_(bucket|count|sum)$");

    private static final List<String> OF_THE_FORMAT = List.of("le", "quantile");

    private final Map<String, String> types = new TreeMap<>();
    private final Map<String, TreeSet<String>> labels = new TreeMap<>();
    private final Map<String, Double> values = new LinkedHashMap<>();
    private final HttpResponse<String> response;

    private Scrape(HttpResponse<String> response) {
        this.response = response;
        response.body().lines().forEach(this::read);
    }

    static Scrape of(URI management) {
        try {
            return new Scrape(HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(management.resolve("/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void read(String line) {
        if (line.startsWith("# TYPE ")) {
            String[] words = line.split(" ", -1);
            types.put(words[2], words[3]);
            labels.put(words[2], new TreeSet<>());
        } else if (!line.startsWith("#")) {
            Matcher sample = SAMPLE.matcher(line);
            if (!sample.matches()) {
                throw new AssertionError("no sample: " + line);
            }
            List<String> pairs = new ArrayList<>();
            String name = sample.group(1);
            String family = types.containsKey(name) ? name : PART.matcher(name).replaceFirst("");
            Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
            while (label.find()) {
                pairs.add(label.group(2));
                if (!OF_THE_FORMAT.contains(label.group(1))) {
                    labels.computeIfAbsent(family, any -> new TreeSet<>()).add(label.group(1));
                }
            }
            values.put(name + pairs, Double.valueOf(sample.group(3)));
        }
    }

    int status() {
        return response.statusCode();
    }

    String contentType() {
        return response.headers().firstValue("Content-Type").orElse("");
    }

    /** Types of all families by their names. */
    Map<String, String> types() {
        return types;
    }

    /** Names of a family's labels, in their order. */
    List<String> labels(String family) {
        return List.copyOf(labels.getOrDefault(family, new TreeSet<>()));
    }

    /** A sample's value, by its name and its labels' values in the order in which they are written. */
    double value(String name, String... labelValues) {
        Double value = values.get(name + List.of(labelValues));
        if (value == null) {
            throw new AssertionError("no sample " + name + List.of(labelValues) + " in\n" + response.body());
        }
        return value;
    }

    /** Whether there is a sample of this name at all. */
    boolean has(String name) {
        return values.keySet().stream().anyMatch(key -> key.startsWith(name + "["));
    }
}
