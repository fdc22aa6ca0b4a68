package io.croupier.simulations.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Joins template, style, scripts and data to one HTML text.
 *
 * <p>The scripts are files without imports, joined in the order of {@link #SCRIPTS} to one module, because a page that
 * is opened from a disk may not import. The policy names style and scripts by their hashes, so that nothing else can
 * run even if a text of the data should ever get into the markup.
 */
final class Page {
    private static final String TRAP = "trap.js";
    private static final List<String> SCRIPTS = List.of(
            "values.js",
            "dom.js",
            "scales.js",
            "faults.js",
            "figure.js",
            "time-chart.js",
            "histogram.js",
            "verdict.js",
            "setting.js",
            "measurements.js",
            "books.js",
            "comparison.js",
            "report.js");
    private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

    /** ASCII only: no text can hold what a browser, an editor or JavaScript takes for the end of something. */
    private static final JsonMapper ASCII =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /** The page of a run; the baseline is null where there is nothing to compare with. */
    static String of(ObjectNode run, @Nullable ObjectNode baseline) {
        String style = resource("report.css");
        String trap = resource(TRAP);
        String script = SCRIPTS.stream().map(Page::resource).collect(Collectors.joining("\n"));
        Map<String, String> filling = Map.of(
                "policy",
                policy(style, trap, script),
                "title",
                escaped(title(run)),
                "style",
                style,
                "trap",
                trap,
                "script",
                script,
                "seed",
                escaped(run.path("seed").asText()),
                "run",
                embedded(run),
                "baselineSeed",
                baseline == null ? "" : escaped(baseline.path("seed").asText()),
                "baseline",
                baseline == null ? "null" : embedded(baseline));
        // One pass over the template: what was filled in is not searched again, whatever a run's texts look like.
        return PLACE.matcher(resource("report.html"))
                .replaceAll(place -> Matcher.quoteReplacement(filled(filling, place.group(1))));
    }

    private static String filled(Map<String, String> filling, String name) {
        String text = filling.get(name);
        if (text == null) {
            throw new IllegalStateException("report.html has a place {{" + name + "}} that nothing fills");
        }
        return text;
    }

    private static String policy(String style, String... scripts) {
        return "default-src 'none'; img-src data:; style-src " + hash(style) + "; script-src "
                + Stream.of(scripts).map(Page::hash).collect(Collectors.joining(" "))
                + "; base-uri 'none'; form-action 'none'";
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Says the verdict too: it is all that a browser's tab, a list of files or a reader without scripts shows. */
    private static String title(ObjectNode run) {
        JsonNode passed = run.at("/verdict/passed");
        String verdict = passed.isMissingNode() ? "NO VERDICT" : passed.booleanValue() ? "PASSED" : "FAILED";
        String name = run.path("title").asText("");
        return verdict + ": " + (name.isBlank() ? run.path("scenario").asText() : name);
    }

    private static String embedded(JsonNode tree) {
        try {
            // These three stand in JSON only inside of texts, where the escape means the same.
            return ASCII.writeValueAsString(tree)
                    .replace("<", "\\u003c")
                    .replace(">", "\\u003e")
                    .replace("&", "\\u0026");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    /** On one line, too: a control character is no text, and some programs end a line at more than one of them. */
    private static String escaped(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", " ")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource " + name + " is not in this jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("resource " + name + " was not read", e);
        }
    }

    private Page() {}
}
