package io.croupier.simulations.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Documents as a run would write them: made up, yet the same for the same seed. */
final class SampleRun {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> OPERATIONS = List.of(
            "place_bet",
            "ping",
            "cash_out",
            "sign_in",
            "list_bets",
            "provider_open",
            "provider_settle",
            "provider_void",
            "wallet_debit",
            "operator_deposit");
    private static final long LARGE_SEED = 9_007_199_254_740_993L;
    private static final int WARM_UP_S = 10;

    private final SplittableRandom random;
    private final int seconds;
    private final double factor;

    private SampleRun(long seed, int seconds, double factor) {
        this.random = new SplittableRandom(seed);
        this.seconds = seconds;
        this.factor = factor;
    }

    /** The least that a document must have. */
    static ObjectNode least() {
        return MAPPER.createObjectNode()
                .put("format", 1)
                .put("scenario", "quick")
                .put("seed", LARGE_SEED)
                .put("startedAt", "2026-01-01T10:00:00Z")
                .put("durationS", 120.0);
    }

    /**
     * A run with everything in it, which failed.
     *
     * @param seconds how long, at least 60; an interval is a second
     * @param operations 1 to 10
     * @param factor of all response times
     */
    static ObjectNode failed(int seconds, int operations, double factor) {
        return new SampleRun(7, seconds, factor).document(operations);
    }

    /** The same run without what was wrong with it. */
    static ObjectNode passed(int seconds, int operations) {
        ObjectNode run = failed(seconds, operations, 1);
        ObjectNode verdict = run.withObject("/verdict").put("passed", true);
        verdict.withArray("levels")
                .forEach(level -> ((ObjectNode) level)
                        .put("passed", true)
                        .put("actual", 0.4 * level.path("limit").asDouble()));
        verdict.withObject("/oracle").put("passed", true).putArray("differences");
        return run;
    }

    private ObjectNode document(int operations) {
        ObjectNode run = least().put("title", "Steady evening, with kills")
                .put("durationS", (double) seconds)
                .put("warmUpS", WARM_UP_S)
                .put("countedS", (double) seconds - WARM_UP_S)
                .put("intervalS", 1.0)
                .put("command", "./croupier simulate evening --seed " + LARGE_SEED + " --rate 50 --players 40");
        run.putObject("target")
                .put("kind", "own")
                .put("url", "http://127.0.0.1:8080")
                .put("build", "0.1.0-SNAPSHOT")
                .put("java", "17.0.15")
                .put("database", "PostgreSQL 18.1")
                .put("os", "Linux 6.1")
                .put("cores", factor == 1 ? 2 : 4)
                .put("memoryMiB", 24_000)
                .putArray("jvmFlags")
                .add("-Xmx512m")
                .add("-XX:+UseSerialGC");
        run.putObject("options").put("rate", "50").put("players", "40").put("duration", seconds + "s");
        verdict(run.putObject("verdict"));
        faults(run.putArray("faults"));
        ArrayNode all = run.putArray("operations");
        OPERATIONS.stream().limit(operations).forEach(name -> operation(all.addObject(), name));
        resources(run.putArray("resources"));
        run.putArray("notes")
                .add("The machine was also used by others.")
                .add("Cash-outs are measured from the click of the player, not from the frame.");
        return run;
    }

    private void verdict(ObjectNode verdict) {
        verdict.put("passed", false);
        ArrayNode levels = verdict.putArray("levels");
        level(levels, "WebSocket round trip, p95", "ping", 120, 5.3 * factor, true);
        level(levels, "Bet placed, p99", "place_bet", 250, 812.4 * factor, false);
        level(levels, "Cash-out, p99", "cash_out", 200, 61.2 * factor, true);
        levels.addObject()
                .put("name", "Errors of all operations")
                .put("limit", 0.1)
                .put("unit", "%")
                .putNull("actual")
                .put("passed", false);
        ObjectNode oracle = verdict.putObject("oracle")
                .put("passed", false)
                .put("scope", "from outside and from the database")
                .put("resolved", 12);
        oracle.putObject("figures")
                .put("bets sent", "171,234")
                .put("bets accepted", "170,200")
                .put("paid out", "1,402,113.20 EUR")
                .put("in the house's account", "-20,113.20 EUR");
        ArrayNode differences = oracle.putArray("differences");
        for (String bet : List.of("ann/b17", "bert/b2034", "chloe-with-a-long-name-of-a-player/b99")) {
            differences
                    .addObject()
                    .put("rule", "payout was not paid once")
                    .put("about", bet)
                    .put("detail", "the book says 36.00 EUR, the wallet has no credit of round r-0193f2c7-11aa")
                    .put(
                            "story",
                            "10:12:01.120 sent place_bet 1.00 EUR on 17\n10:12:01.131 accepted, stake taken\n"
                                    + "10:12:09.000 kill node-1\n10:12:16.455 ready again\n10:12:16.460 outcome 17");
        }
    }

    private static void level(
            ArrayNode levels, String name, String operation, double limit, double actual, boolean passed) {
        levels.addObject()
                .put("name", name)
                .put("operation", operation)
                .put("limit", limit)
                .put("unit", "ms")
                .put("actual", actual)
                .put("passed", passed);
    }

    private void faults(ArrayNode faults) {
        List<String> names =
                List.of("kill", "kill", "pause", "kill", "database restart", "network cut", "kill", "kill");
        List<String> states = List.of("done", "done", "done", "done", "done", "failed", "refused", "done");
        double[] at = {0.15, 0.24, 0.25, 0.40, 0.55, 0.70, 0.80, 0.93};
        for (int i = 0; i < at.length; i++) {
            double from = at[i] * seconds;
            faults.addObject()
                    .put("atS", from)
                    .put("endS", from + 7 + i * seconds / 400.0)
                    .put("fault", names.get(i))
                    .put("node", "node-" + (1 + i % 3))
                    .put("detail", "SIGKILL to pid " + (4000 + i) + "; ready again after " + (7 + i) + ".1 s")
                    .put("state", states.get(i));
        }
    }

    private boolean disturbed(int second) {
        double share = (double) second / seconds;
        return (share > 0.15 && share < 0.16) || (share > 0.40 && share < 0.415) || (share > 0.93 && share < 0.95);
    }

    private void operation(ObjectNode operation, String name) {
        double middle = (1 + random.nextDouble() * 8) * factor;
        double rate = 4 + random.nextDouble() * 40;
        long ok = Math.round(rate * (seconds - WARM_UP_S));
        operation
                .put("name", name)
                .put("about", "from when it should have been sent to the answer")
                .put("count", ok + ok / 90 + ok / 400)
                .put("ok", ok)
                .put("rejected", ok / 90)
                .put("errors", ok / 400)
                .put("p50Ms", middle)
                .put("p90Ms", middle * 2.1)
                .put("p95Ms", middle * 3.2)
                .put("p99Ms", middle * 8)
                .put("p999Ms", middle * 90)
                .put("maxMs", middle * 400);
        histogram(operation.putArray("histogram"), middle, ok);
        ObjectNode series = operation.putObject("series");
        ArrayNode oks = series.putArray("ok");
        ArrayNode errors = series.putArray("errors");
        ArrayNode p50 = series.putArray("p50Ms");
        ArrayNode p99 = series.putArray("p99Ms");
        for (int second = 0; second < seconds; second++) {
            boolean down = disturbed(second);
            oks.add(down ? 0 : Math.round(rate * (0.8 + 0.4 * random.nextDouble())));
            errors.add(down ? Math.round(rate * 0.3) : 0);
            if (down && random.nextInt(3) > 0) {
                p50.addNull();
                p99.addNull();
            } else {
                double slow = down ? 60 : 1;
                p50.add(middle * slow * (0.8 + 0.4 * random.nextDouble()));
                p99.add(middle * slow * (4 + 9 * random.nextDouble() * random.nextDouble()));
            }
        }
    }

    private static void histogram(ArrayNode histogram, double middle, long ok) {
        for (int i = -20; i <= 90; i++) {
            double bound = middle * Math.pow(1.07, i);
            long count = Math.round(
                    ok * 0.031 * Math.exp(-i * i / (i < 0 ? 120.0 : 500.0)) + ok * 0.0002 / (1 + i * i / 900.0));
            if (count > 0) {
                histogram.addArray().add(bound).add(count);
            }
        }
    }

    private void resources(ArrayNode resources) {
        for (String node : List.of("node-1", "node-2", "node-3")) {
            resource(resources, "CPU", "cores", node, 0.7, 0.5);
            resource(resources, "heap used", "MiB", node, 240, 200);
        }
        resource(resources, "GC pauses", "ms/s", "node-1", 3, 4);
        resource(resources, "sockets", "", "node-1", 40, 1);
        resource(resources, "database commits", "1/s", null, 320, 80);
        resource(resources, "WAL", "MiB/s", null, 1.9, 0.6);
        resource(resources, "money in flight", "EUR", null, 2_300, 900);
    }

    private void resource(
            ArrayNode resources, String name, String unit, @Nullable String node, double base, double swing) {
        ObjectNode resource = resources.addObject().put("name", name).put("unit", unit);
        if (node != null) {
            resource.put("node", node);
        }
        ArrayNode values = resource.putArray("values");
        double phase = random.nextDouble() * 9;
        double level = Math.abs(base) * 0.2 * random.nextDouble();
        for (int second = 0; second < seconds; second++) {
            if (disturbed(second)) {
                values.addNull();
            } else {
                double wave = 0.4 * Math.sin(second / 90.0 + phase);
                values.add(base + level + swing * (wave + 0.15 * random.nextDouble()));
            }
        }
    }
}
