package io.croupier.simulations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.croupier.simulations.load.Measurements;
import io.croupier.simulations.load.Operation;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.jspecify.annotations.Nullable;

/** Gathers what a run was and found, as the document that reports are made of. */
final class RunReport {
    private static final double BUCKET_GROWTH = 1.25;
    private static final double MIB = 1024.0 * 1024;

    /** The service levels: an operation's percentile must not be above a limit. */
    private static final List<Level> LEVELS = List.of(
            new Level("WebSocket round trip, p95", "ping", 95, 120),
            new Level("bet, p95", "place_bet", 95, 250),
            new Level("cash-out, p95", "cash_out", 95, 250),
            new Level("provider's call, p95", "provider call", 95, 250),
            new Level("wallet read, p95", "wallet read", 95, 250),
            // A wallet in memory must not notice how many others rest. One at rest is read from the journal before it
            // answers:
            // a player waits for that once in an evening, so it may take twice as long, but as long at a million as at
            // a
            // thousand.
            new Level("bet on a warm wallet, p95", "warm bet", 95, 250),
            new Level("bet on a wallet at rest, p95", "cold bet", 95, 500),
            new Level("result to settled bet, p95", "settle", 95, 2_000));

    private static final Set<String> OBSERVED = Set.of("settle", "delivery", "crowd lag");
    private static final double MOST_ERRORS_PERCENT = 0.1;
    private static final double MOST_BROKEN_PERCENT = 90;

    /** @param operation one of this name, or several that are told apart by what follows a comma */
    private record Level(String name, String operation, double percentile, double limitMs) {
        boolean covers(String operationName) {
            return operationName.equals(operation) || operationName.startsWith(operation + ", ");
        }

        String nameFor(String operationName) {
            return name + operationName.substring(operation.length());
        }
    }

    private final ObjectNode document = Json.object();
    private final ObjectNode verdict = Json.object();
    private final ArrayNode notes = document.putArray("notes");
    private final List<String> levelLines = new ArrayList<>();

    /** @param counted how much of the play is in the totals */
    RunReport(SimulationOptions options, Instant startedAt, double durationS, Duration counted) {
        document.put("format", 1)
                .put("scenario", options.scenario().name())
                .put("title", options.scenario().about())
                .put("seed", options.seed())
                .put("startedAt", startedAt.toString())
                .put("durationS", durationS)
                .put("warmUpS", options.warmUp().toMillis() / 1e3)
                .put("countedS", counted.toMillis() / 1e3)
                .put("intervalS", Simulation.INTERVAL.toMillis() / 1e3)
                .put("command", command(options));
        ObjectNode chosen = document.putObject("options");
        chosen.put("preset", options.preset().name().toLowerCase(Locale.ROOT))
                .put("bets per second", options.scale().perSecond())
                .put("duration", Texts.duration(options.scale().duration()))
                .put("players", options.scale().players());
        options.given().forEach(chosen::put);
    }

    private static String command(SimulationOptions options) {
        var command = new StringBuilder("./croupier simulate ")
                .append(options.scenario().name());
        options.given()
                .forEach(
                        (name, value) -> command.append(" --").append(name).append(value.isEmpty() ? "" : " " + value));
        return options.given().containsKey("seed")
                ? command.toString()
                : command.append(" --seed ").append(options.seed()).toString();
    }

    void target(Target target, Api api) {
        JsonNode config = api.get("/v1/config", null).body();
        var machine = ManagementFactory.getOperatingSystemMXBean();
        ObjectNode about = document.putObject("target")
                .put("kind", target.own() ? "own" : "url")
                .put("url", target.api().toString())
                .put("build", Json.text(config, "build"))
                .put("os", machine.getName() + " " + machine.getVersion() + " " + machine.getArch())
                .put("cores", machine.getAvailableProcessors());
        if (machine instanceof com.sun.management.OperatingSystemMXBean more) {
            about.put("memoryMiB", (long) (more.getTotalMemorySize() / MIB));
        }
        if (target.program() != null) {
            about.put("java", System.getProperty("java.version"));
            ArrayNode flags = about.putArray("jvmFlags");
            target.program().jvmFlags().forEach(flags::add);
        }
    }

    /** Adds the operations that were used at all. */
    void operations(Measurements measurements) {
        ArrayNode all = document.putArray("operations");
        for (Operation operation : measurements.operations()) {
            Histogram total = operation.total();
            List<Operation.Interval> series = operation.series();
            if (series.stream().allMatch(point -> point.count() == 0)) {
                continue;
            }
            long rejected = operation.totalRejected();
            ObjectNode entry = all.addObject()
                    .put("name", operation.name())
                    .put("about", operation.about())
                    .put("count", total.getTotalCount() + operation.totalErrors())
                    .put("ok", Math.max(0, total.getTotalCount() - rejected))
                    .put("rejected", rejected)
                    .put("errors", operation.totalErrors());
            percentiles(entry, total);
            histogram(entry.putArray("histogram"), total);
            ObjectNode points = entry.putObject("series");
            ArrayNode ok = points.putArray("ok");
            ArrayNode errors = points.putArray("errors");
            ArrayNode p50 = points.putArray("p50Ms");
            ArrayNode p99 = points.putArray("p99Ms");
            for (Operation.Interval point : series) {
                ok.add(point.ok() + point.rejected());
                errors.add(point.errors());
                p50.add(point.p50Ms());
                p99.add(point.p99Ms());
            }
        }
    }

    private static void percentiles(ObjectNode entry, Histogram total) {
        String[] names = {"p50Ms", "p90Ms", "p95Ms", "p99Ms", "p999Ms", "maxMs"};
        double[] percentiles = {50, 90, 95, 99, 99.9, 100};
        for (int i = 0; i < names.length; i++) {
            entry.put(
                    names[i],
                    total.getTotalCount() == 0
                            ? null
                            : (Double) Operation.millis(total.getValueAtPercentile(percentiles[i])));
        }
    }

    private static void histogram(ArrayNode buckets, Histogram total) {
        if (total.getTotalCount() == 0) {
            return;
        }
        for (HistogramIterationValue value : total.logarithmicBucketValues(100, BUCKET_GROWTH)) {
            if (value.getCountAddedInThisIterationStep() > 0) {
                buckets.addArray()
                        .add(Operation.millis(value.getValueIteratedTo()))
                        .add(value.getCountAddedInThisIterationStep());
            }
        }
    }

    void resources(Monitor monitor) {
        ArrayNode all = document.putArray("resources");
        for (Monitor.Resource resource : monitor.resources()) {
            ArrayNode values = all.addObject()
                    .put("name", resource.name())
                    .put("unit", resource.unit())
                    .putArray("values");
            resource.values().forEach(values::add);
        }
    }

    /** What was broken on purpose. */
    void faults(List<FaultLog.Entry> entries) {
        ArrayNode all = document.putArray("faults");
        for (FaultLog.Entry entry : entries) {
            all.addObject()
                    .put("atS", entry.beganS())
                    .put("endS", entry.endedS())
                    .put("fault", entry.fault())
                    .put("node", "")
                    .put("detail", entry.words())
                    .put("state", entry.state().name().toLowerCase(Locale.ROOT));
        }
    }

    /** Holds the service levels against what was measured; true where all hold. */
    boolean levels(Measurements measurements) {
        ArrayNode levels = verdict.putArray("levels");
        boolean hold = true;
        long requests = 0;
        long errors = 0;
        for (Operation operation : measurements.operations()) {
            Histogram total = operation.total();
            if (isRequest(operation.name())) {
                requests += total.getTotalCount() + operation.totalErrors();
                errors += operation.totalErrors();
            }
            for (Level level : LEVELS) {
                if (level.covers(operation.name()) && total.getTotalCount() > 0) {
                    double actual = Operation.millis(total.getValueAtPercentile(level.percentile));
                    boolean holds = level(
                            levels, level.nameFor(operation.name()), operation.name(), level.limitMs, "ms", actual);
                    hold = hold && holds;
                }
            }
        }
        double share = requests == 0 ? 0 : 100.0 * errors / requests;
        boolean answered = level(levels, "requests without an answer", null, MOST_ERRORS_PERCENT, "%", share);
        // Levels that were measured in a few seconds between faults say nothing.
        double broken = 100.0 * measurements.leftOut() / Math.max(1, measurements.intervals());
        boolean measured = measurements.leftOut() == 0
                || level(levels, "time left out for faults", null, MOST_BROKEN_PERCENT, "%", broken);
        return hold && answered && measured;
    }

    private boolean level(
            ArrayNode levels, String name, @Nullable String operation, double limit, String unit, double actual) {
        boolean passed = actual <= limit;
        levels.addObject()
                .put("name", name)
                .put("operation", operation)
                .put("limit", limit)
                .put("unit", unit)
                .put("actual", actual)
                .put("passed", passed);
        levelLines.add(String.format(
                Locale.ROOT,
                "%-28s %.1f %s, at most %.1f: %s",
                name,
                actual,
                unit,
                limit,
                passed ? "holds" : "FAILED"));
        return passed;
    }

    /** Whether somebody asked and was answered, or not; others are only seen. */
    static boolean isRequest(String operation) {
        return !OBSERVED.contains(operation);
    }

    /** What {@link #levels} found, a line each. */
    List<String> levelLines() {
        return List.copyOf(levelLines);
    }

    void oracle(List<Difference> differences, int resolved, Map<String, String> figures, boolean readEvents) {
        ObjectNode oracle = verdict.putObject("oracle")
                .put("passed", differences.isEmpty())
                .put("scope", readEvents ? "from outside and from the database" : "from outside only")
                .put("resolved", resolved);
        ObjectNode told = oracle.putObject("figures");
        figures.forEach(told::put);
        ArrayNode all = oracle.putArray("differences");
        for (Difference difference : differences) {
            all.addObject()
                    .put("rule", difference.rule())
                    .put("about", difference.about())
                    .put("detail", difference.detail())
                    .put("story", String.join("\n", difference.story()));
        }
    }

    void note(String text) {
        notes.add(text);
    }

    ObjectNode document(boolean passed) {
        verdict.put("passed", passed);
        document.set("verdict", verdict);
        return document;
    }
}
