package io.croupier.simulations.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opens reports in a real browser and reads what its scripts have made of them. */
class ReportPageTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String HOSTILE = "</script><img src=x onerror=\"document.title='gone'\"><b>bold</b>";
    private static final String HOSTILE_SHOWN = "&lt;/script&gt;&lt;img src=x onerror=";
    private static final int OPERATIONS = 3;

    @TempDir
    static Path folder;

    private static Browser browser = new Browser(Path.of("none"));
    private static String failed = "";

    @BeforeAll
    static void drawTheRunOfMostTests() throws Exception {
        browser = Browser.installedOrSkip();
        failed = drawn(SampleRun.failed(3_600, OPERATIONS, 1), null);
    }

    /** The page as drawn, without its scripts and data. */
    private static String drawn(ObjectNode run, @Nullable Path baseline) throws IOException, InterruptedException {
        String dom = browser.dumpDom(ReportFiles.write(folder.resolve("report"), run, baseline));
        assertThat(dom)
                .as("scripts ran to their end, and none failed")
                .contains("<html lang=\"en\" data-drawn=\"true\">");
        return dom.replaceAll("(?s)<script\\b.*?</script>|<style\\b.*?</style>", "");
    }

    private static String element(String page, String tag, String id) {
        Matcher matcher = Pattern.compile("<" + tag + "\\b[^>]*\\bid=\"" + id + "\".*?</" + tag + ">", Pattern.DOTALL)
                .matcher(page);
        assertThat(matcher.find()).as("a %s with id=%s", tag, id).isTrue();
        return matcher.group();
    }

    private static long count(String page, String pattern) {
        return Pattern.compile(pattern).matcher(page).results().count();
    }

    /** As it is read: tags gone, every space a plain one. */
    private static String text(String html) {
        return html.replaceAll("<[^>]*>", "").replace("&nbsp;", " ").replace('\u00a0', ' ');
    }

    @Test
    void showsAFailedRun() {
        String page = failed;
        assertThat(text(element(page, "section", "verdict")))
                .contains("FAILED")
                .contains("2 of 4 service levels were missed (Bet placed, p99: 812 ms, limit 250 ms; "
                        + "Errors of all operations: not measured, limit 0.10 %)")
                .contains("the audit of the books found 3 differences");
        assertThat(count(element(page, "section", "levels"), "<tr>")).isEqualTo(1 + 4);
        assertThat(count(element(page, "table", "faults"), "<tr>")).isEqualTo(1 + 8);
        assertThat(count(element(page, "section", "operations"), "<tr>")).isEqualTo(1 + OPERATIONS);
        assertThat(count(element(page, "section", "operations"), "<figure class=\"chart histogram\">"))
                .isEqualTo(OPERATIONS);
        assertThat(count(element(page, "section", "time"), "<svg role=\"img\"")).isEqualTo(1 + OPERATIONS);
        assertThat(count(element(page, "section", "resources"), "<svg role=\"img\""))
                .isEqualTo(7);
        assertThat(count(element(page, "section", "books"), "<article class=\"difference\">"))
                .isEqualTo(3);
        assertThat(text(element(page, "section", "setting")))
                .contains("9007199254740993")
                .contains("-Xmx512m");
        assertThat(page).contains("download=\"croupier-quick-2026-01-01T100000.json\"");
    }

    @Test
    void drawsFaultsThatHappenedAndOnlyListsTheRefused() {
        String time = element(failed, "section", "time");
        int charts = 1 + OPERATIONS;
        assertThat(count(time, "<rect class=\"band done\"")).isEqualTo(6L * charts);
        assertThat(count(time, "<rect class=\"band failed\"")).isEqualTo(charts);
        assertThat(count(time, "<rect class=\"band")).isEqualTo(7L * charts);
        assertThat(text(element(failed, "table", "faults"))).contains("refused");
    }

    @Test
    void showsAPassedRun() throws Exception {
        String page = drawn(SampleRun.passed(60, 1), null);
        assertThat(text(element(page, "section", "verdict")))
                .contains("PASSED")
                .doesNotContain("contradicted")
                .contains("All 4 service levels were met and the audit of the books found no difference "
                        + "(from outside and from the database).");
        assertThat(page).doesNotContain("id=\"comparison\"");
    }

    @Test
    void doesNotHideThatAVerdictIsContradicted() throws Exception {
        ObjectNode run = SampleRun.failed(60, 1, 1);
        run.withObject("/verdict").put("passed", true);
        assertThat(text(element(drawn(run, null), "section", "verdict")))
                .contains("PASSED, but contradicted")
                .contains("The run says passed, although 2 of 4 service levels were missed");
    }

    @Test
    void comparesWithABaseline() throws Exception {
        Path former = ReportFiles.write(folder.resolve("former"), SampleRun.passed(60, OPERATIONS), null)
                .resolveSibling("report.json");
        String comparison = element(drawn(SampleRun.failed(60, OPERATIONS - 1, 2), former), "section", "comparison");
        assertThat(text(comparison))
                .contains("\u00d72.00 worse")
                .contains("\u00d71.00 same")
                .contains("Only in the former run: cash_out.")
                .contains("not made under the same conditions")
                .contains("target cores42")
                .contains("Bet placed, p99FAILED 1,625 ms, limit 250 mspassed 100 ms, limit 250 ms");
    }

    @Test
    void ratesAreOfTheSecondsThatAreCounted() throws Exception {
        ObjectNode now = SampleRun.passed(60, 1).put("countedS", 20.0);
        ((ObjectNode) now.withArray("operations").get(0)).put("ok", 1_000);
        ObjectNode before = SampleRun.passed(60, 1);
        before.remove("countedS");
        ((ObjectNode) before.withArray("operations").get(0)).put("ok", 1_000);
        Path former = ReportFiles.write(folder.resolve("counted"), before, null).resolveSibling("report.json");
        String page = drawn(now, former);
        assertThat(text(element(page, "section", "operations"))).contains("counted over 20");
        assertThat(text(element(page, "section", "setting"))).contains("Counted20");
        assertThat(text(element(page, "section", "comparison")))
                .as("a thousand in 20 s, and in the 50 s after the warm-up of a document without countedS")
                .contains("50.0/s, was 20.0/s")
                .contains("\u00d72.50 better");
    }

    @Test
    void drawsALongRunWithAsManyPointsAsThereIsRoom() {
        Matcher line = Pattern.compile("<path class=\"stroke tone-1\" d=\"([^\"]{1000,})\"")
                .matcher(failed);
        assertThat(line.find()).isTrue();
        assertThat(count(line.group(1), "[ML]")).isLessThan(2 * 1_200);
    }

    @Test
    void showsTheLeastThatADocumentCanHave() throws Exception {
        String page = drawn(SampleRun.least(), null);
        assertThat(text(element(page, "section", "verdict"))).contains("NO VERDICT");
        assertThat(page).doesNotContain("<svg role=\"img\"");
    }

    @Test
    void takesHostileTextsForTexts() throws Exception {
        ObjectNode run = SampleRun.failed(60, 1, 1).put("title", HOSTILE).put("command", HOSTILE);
        run.withObject("/options").put(HOSTILE, HOSTILE).put("__proto__", "x");
        run.withArray("notes").add(HOSTILE);
        ObjectNode verdict = run.withObject("/verdict");
        verdict.withArray("levels")
                .addObject()
                .put("name", HOSTILE)
                .put("unit", HOSTILE)
                .put("passed", false);
        verdict.withObject("/oracle")
                .withArray("differences")
                .addObject()
                .put("rule", HOSTILE)
                .put("story", HOSTILE);
        run.withArray("operations")
                .addObject()
                .put("name", HOSTILE)
                .put("node", HOSTILE)
                .put("about", HOSTILE);
        run.withArray("resources")
                .addObject()
                .put("name", HOSTILE)
                .putArray("values")
                .add(1);
        run.withArray("faults").addObject().put("fault", HOSTILE).put("atS", 5).put("state", "done");
        String page = drawn(run, null);
        assertThat(page).doesNotContain("<img").doesNotContain("<b>").contains("<h1>" + HOSTILE_SHOWN);
        assertThat(count(page, Pattern.quote(HOSTILE_SHOWN))).isGreaterThan(12);
        assertThat(element(page, "section", "notes")).contains("<li>" + HOSTILE_SHOWN);
    }

    @Test
    void survivesADocumentOfWrongShapes() throws Exception {
        ObjectNode run = SampleRun.least();
        run.setAll((ObjectNode) MAPPER.readTree("""
                {"title": 7, "target": [1, {"a": 1}], "options": "none", "notes": [null, {}, 3], "intervalS": 0,
                 "warmUpS": -5, "command": null,
                 "verdict": {"passed": false, "levels": [null, 5, {"limit": "x"},
                                                     {"operation": "a", "unit": "ms", "limit": -1}],
                             "oracle": {"passed": true, "differences": {"0": 1}, "figures": [1], "resolved": "many"}},
                 "faults": [null, {"atS": "x", "state": "done"}, {"atS": -3, "endS": -9, "state": "done"},
                            {"atS": 1, "state": "odd"}],
                 "operations": [null, "x", {"name": "a", "count": "9",
                                "histogram": [[0, 1], [1], [-1, 5], null, ["2", 3], [3, 2]],
                                "series": {"ok": [null, "x", {}], "errors": 5, "p50Ms": [0, -1, null],
                                           "p99Ms": [null]}}],
                 "resources": [7, {"values": "x"}, {"name": "odd", "values": [null, -4, 1e400, 1e308, "7"]}]}
                """));
        String page = drawn(run, null);
        assertThat(text(element(page, "section", "verdict"))).contains("FAILED");
        assertThat(page)
                .doesNotContain("This part could not be drawn")
                .doesNotContain("NaN")
                .doesNotContain("Infinity");
    }
}
