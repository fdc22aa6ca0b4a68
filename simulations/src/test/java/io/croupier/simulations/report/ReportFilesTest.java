package io.croupier.simulations.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportFilesTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String HOSTILE =
            "</script><img src=x onerror=alert(1)><!--<script>{{script}}\"'`&amp;\u2028\u2029\u0000\ud83d\ude00 ]]>";

    @TempDir
    Path folder;

    private String page(ObjectNode run) throws IOException {
        return Files.readString(ReportFiles.write(folder, run, null));
    }

    /** A small number is an int once it was read, whatever it was when it was put. */
    private static JsonNode asRead(ObjectNode run) throws IOException {
        return MAPPER.readTree(run.toString());
    }

    /** What stands in each element of this name, in order. */
    private static List<String> contents(String page, String element) {
        var found = new ArrayList<String>();
        var matcher = Pattern.compile("<" + element + "\\b[^>]*>(.*?)</" + element + ">", Pattern.DOTALL)
                .matcher(page);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    @Test
    void writesWhatItWasGiven() throws IOException {
        ObjectNode run = SampleRun.failed(60, 3, 1);
        Path page = ReportFiles.write(folder.resolve("new/folder"), run, null);
        assertThat(page).isEqualTo(folder.resolve("new/folder/report.html")).isNotEmptyFile();
        assertThat(MAPPER.readTree(Files.readAllBytes(page.resolveSibling("report.json"))))
                .isEqualTo(asRead(run));
    }

    @Test
    void embedsTheSameData() throws IOException {
        ObjectNode run = SampleRun.failed(60, 3, 1);
        List<String> scripts = contents(page(run), "script");
        assertThat(scripts).hasSize(4);
        assertThat(MAPPER.readTree(scripts.get(1))).isEqualTo(asRead(run));
        assertThat(scripts.get(2)).isEqualTo("null");
    }

    @Test
    void keepsEveryDigitOfTheSeed() throws IOException {
        assertThat(page(SampleRun.least())).contains("data-seed=\"9007199254740993\"");
    }

    @Test
    void saysTheVerdictInTheTitle() throws IOException {
        assertThat(page(SampleRun.failed(60, 1, 1))).contains("<title>FAILED: Steady evening, with kills</title>");
        assertThat(page(SampleRun.passed(60, 1))).contains("<title>PASSED: Steady evening, with kills</title>");
        assertThat(page(SampleRun.least())).contains("<title>NO VERDICT: quick</title>");
    }

    @Test
    void replacesAFormerReportThatIsItsBaseline() throws IOException {
        ReportFiles.write(folder, SampleRun.passed(60, 2), null);
        Path former = folder.resolve("report.json");
        ObjectNode run = SampleRun.failed(60, 2, 2);
        String page = Files.readString(ReportFiles.write(folder, run, former));
        assertThat(MAPPER.readTree(Files.readAllBytes(former))).isEqualTo(asRead(run));
        JsonNode baseline = MAPPER.readTree(contents(page, "script").get(2));
        assertThat(baseline.at("/verdict/passed").booleanValue()).isTrue();
        assertThat(baseline.at("/operations")).hasSize(2);
        assertThat(baseline.at("/operations/0/series").isMissingNode()).isTrue();
    }

    @Test
    void writesHalfASurrogatePair() throws IOException {
        ObjectNode run = SampleRun.least().put("title", "half \ud83d of a face");
        assertThat(page(run)).contains("half \\uD83D of a face");
        assertThat(MAPPER.readTree(Files.readAllBytes(folder.resolve("report.json")))
                        .path("title")
                        .textValue())
                .isEqualTo("half ? of a face");
    }

    @Nested
    class ThePage {
        @Test
        void takesHostileTextsForTexts() throws IOException {
            ObjectNode run = SampleRun.least().put("title", HOSTILE).put("scenario", HOSTILE);
            run.putObject("options").put(HOSTILE, HOSTILE);
            run.putArray("notes").add(HOSTILE);
            String page = page(run);
            assertThat(page).doesNotContain("<img").doesNotContain("\u2028").doesNotContain("\u2029");
            assertThat(contents(page, "script")).hasSize(4);
            assertThat(contents(page, "title").get(0))
                    .contains("&lt;/script&gt;&lt;img src=x")
                    .doesNotContain("<");
            assertThat(contents(page, "script").get(1)).doesNotContain("<").doesNotContain("&");
            assertThat(MAPPER.readTree(contents(page, "script").get(1))).isEqualTo(asRead(run));
        }

        @Test
        void needsNothingFromElsewhere() throws IOException {
            String page = page(SampleRun.least());
            assertThat(page)
                    .doesNotContainPattern("<[^>]+\\bsrc=")
                    .doesNotContainPattern("<link[^>]+href=\"(?!data:)")
                    .doesNotContain("@import")
                    .doesNotContain("url(")
                    .doesNotContain("fetch(")
                    .doesNotContain("XMLHttpRequest");
            assertThat(page.replace("http://www.w3.org/2000/svg", "")).doesNotContainPattern("https?://");
        }

        @Test
        void letsOnlyItsOwnStyleAndScriptsRun() throws Exception {
            String page = page(SampleRun.least());
            List<String> scripts = contents(page, "script");
            assertThat(page)
                    .contains("default-src 'none'; img-src data:; style-src "
                            + hash(contents(page, "style").get(0)) + "; script-src " + hash(scripts.get(0)) + " "
                            + hash(scripts.get(3)) + "; base-uri 'none'; form-action 'none'");
        }

        private static String hash(String text) throws Exception {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        }

        @Test
        void neverMakesMarkupOfTexts() throws IOException {
            assertThat(contents(page(SampleRun.least()), "script").get(3))
                    .doesNotContain("innerHTML")
                    .doesNotContain("outerHTML")
                    .doesNotContain("insertAdjacentHTML")
                    .doesNotContain("document.write")
                    .doesNotContain("DOMParser")
                    .doesNotContain("eval(")
                    .doesNotContain("Function(");
        }

        @Test
        void leavesNoPlaceUnfilled() throws IOException {
            assertThat(page(SampleRun.least())).doesNotContain("{{");
        }
    }

    @Nested
    class Refuses {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "`{}`|format=missing must be 1, the only one known",
                    "`{'format':2}`|format=2 must be 1, the only one known",
                    "`{'format':'1'}`|format=\"1\" must be 1, the only one known",
                    "`{'format':1}`|scenario=missing must be a text",
                    "`{'format':1,'scenario':'q'}`|seed=missing must be a whole number",
                    "`{'format':1,'scenario':'q','seed':1.5}`|seed=1.5 must be a whole number",
                    "`{'format':1,'scenario':'q','seed':1}`|startedAt=missing must be a text",
                    "`{'format':1,'scenario':'q','seed':1,'startedAt':'t'}`|durationS=missing must be a number of seconds",
                    "`{'format':1,'scenario':'q','seed':1,'startedAt':'t','durationS':1e400}`"
                            + "|durationS=\"Infinity\" must be a number of seconds",
                    "`{'format':1,'scenario':'q','seed':1,'startedAt':'t','durationS':1,'verdict':{}}`"
                            + "|verdict.passed=missing must be true or false",
                    "`{'format':1,'scenario':'q','seed':1,'startedAt':'t','durationS':1,"
                            + "'verdict':{'passed':true,'oracle':{'passed':'yes'}}}`"
                            + "|verdict.oracle.passed=\"yes\" must be true or false",
                })
        void anotherFormat(String json, String rule) throws IOException {
            String document = json.replace('\'', '"');
            Path former = Files.writeString(folder.resolve("former.json"), document);
            assertRefused(former, "is no run: " + rule);
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            ReportFiles.write(folder.resolve("out"), (ObjectNode) MAPPER.readTree(document), null))
                    .withMessage("run: " + rule);
        }

        @Test
        void aBaselineThatIsMissing() {
            assertRefused(folder.resolve("none.json"), "does not exist");
        }

        @Test
        void aBaselineThatIsAFolder() {
            assertRefused(folder, "is no file");
        }

        @Test
        void aBaselineThatIsNoJson() throws IOException {
            Path page = Files.writeString(folder.resolve("report.html"), "{\n  <!doctype html>");
            assertRefused(page, "is no JSON (line 2, column 3)");
        }

        @Test
        void aBaselineThatGoesOnAfterItsEnd() throws IOException {
            Path twice = Files.writeString(folder.resolve("twice.json"), "{}{}");
            assertRefused(twice, "is no JSON (line 1, column 3)");
        }

        @Test
        void aBaselineThatIsEmptyOrAList() throws IOException {
            assertRefused(Files.writeString(folder.resolve("empty.json"), ""), "is no run: must be a JSON object");
            assertRefused(Files.writeString(folder.resolve("list.json"), "[]"), "is no run: must be a JSON object");
        }

        @Test
        void withOneShortLine() throws IOException {
            Path odd = folder.resolve("two\nlines.json");
            Files.writeString(odd, "{\"format\":\"" + "x\\n".repeat(1_000) + "\"}");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ReportFiles.checkBaseline(odd))
                    .satisfies(refusal -> assertThat(refusal.getMessage())
                            .contains("two?lines.json")
                            .hasSizeLessThan(300)
                            .hasLineCount(1));
        }

        private void assertRefused(Path baseline, String rule) {
            String message = "baseline=" + baseline + " " + rule + "; give the report.json of a former run";
            Path out = folder.resolve("out");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ReportFiles.write(out, SampleRun.least(), baseline))
                    .withMessage(message);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ReportFiles.checkBaseline(baseline))
                    .withMessage(message);
            assertThat(out).doesNotExist();
        }
    }
}
