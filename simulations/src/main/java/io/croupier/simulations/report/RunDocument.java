package io.croupier.simulations.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The rules of a run's document, format 1.
 *
 * <p>An object with {@code format} 1, {@code scenario}, {@code seed}, {@code startedAt} and {@code durationS}; where it
 * has a {@code verdict}, that says {@code passed}, and so does the {@code oracle} in it. All else may be missing or
 * null. Times are seconds since the start of the play, and {@code durationS} is the whole play, both with the warm-up of
 * {@code warmUpS} seconds; series and the values of resources begin with the play, one number per {@code intervalS}. The
 * counts, percentiles and histograms of the operations are of {@code countedS} seconds of it: without the warm-up, and
 * without those in which something was broken on purpose. Where it is missing, all but the warm-up were counted.
 *
 * <pre>{@code
 * format, scenario, title, seed, startedAt (ISO, UTC), durationS, warmUpS, countedS, intervalS, command
 * target      kind (own, url), url, build, java, jvmFlags, database, os, cores, memoryMiB, and any other
 * options     any names, each with a text, a number or a list of these
 * verdict     passed
 *   levels      name, operation, limit, unit, actual (null: not measured), passed; a limit in ms is drawn in the charts
 *               of the operation of that name
 *   oracle      passed, scope, resolved, figures (any names, texts), differences (rule, about, detail, story)
 * faults      atS, endS, fault, node, detail, state (done, refused, failed); only done and failed ones are drawn
 * operations  name, node (none: all nodes), about, count, ok, rejected, errors,
 *             p50Ms, p90Ms, p95Ms, p99Ms, p999Ms, maxMs,
 *             histogram ([upper bound in ms, count]; empty ones may be left out),
 *             series (ok and errors as counts, p50Ms, p99Ms; null: none in that interval)
 * resources   name, unit, node, values (null: not read in that interval); those of one name and unit share a chart
 * notes       texts
 * }</pre>
 */
final class RunDocument {
    static final int FORMAT = 1;
    private static final int SHOWN = 40;

    private record Rule(String at, String words, Predicate<JsonNode> holds) {
        Optional<String> broken(JsonNode run) {
            JsonNode value = run.at("/" + at.replace('.', '/'));
            return holds.test(value) ? Optional.empty() : Optional.of(at + "=" + shown(value) + " must be " + words);
        }
    }

    /** The first rule that it breaks, in words on one line; empty where it keeps them all. */
    static Optional<String> broken(JsonNode run) {
        if (!run.isObject()) {
            return Optional.of("must be a JSON object");
        }
        Stream<Rule> always = Stream.of(
                new Rule("format", FORMAT + ", the only one known", RunDocument::isFormat),
                new Rule("scenario", "a text", JsonNode::isTextual),
                new Rule("seed", "a whole number", JsonNode::isIntegralNumber),
                new Rule("startedAt", "a text", JsonNode::isTextual),
                new Rule("durationS", "a number of seconds", RunDocument::isFinite));
        Stream<Rule> verdicts = Stream.of("verdict", "verdict.oracle")
                .filter(at -> isThere(run.at("/" + at.replace('.', '/'))))
                .map(at -> new Rule(at + ".passed", "true or false", JsonNode::isBoolean));
        return Stream.concat(always, verdicts)
                .flatMap(rule -> rule.broken(run).stream())
                .findFirst();
    }

    private static boolean isThere(JsonNode value) {
        return !value.isMissingNode() && !value.isNull();
    }

    private static boolean isFormat(JsonNode value) {
        return value.isInt() && value.intValue() == FORMAT;
    }

    private static boolean isFinite(JsonNode value) {
        return value.isNumber() && Double.isFinite(value.doubleValue());
    }

    /** As JSON, cut: it comes from a file that anyone may have written. */
    private static String shown(JsonNode value) {
        String json = value.isMissingNode() ? "missing" : value.toString();
        return json.length() <= SHOWN ? json : json.substring(0, SHOWN) + "...";
    }

    private RunDocument() {}
}
