package io.croupier.simulations.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a run found: {@code report.json} for programs and for later comparisons, {@code report.html} for people.
 *
 * <p>The page is one file: style, script and data are inside, a content security policy allows nothing else, and the
 * data is shown as text only. A run is a document of {@link RunDocument format 1}.
 */
public final class ReportFiles {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * Writes both files into the folder, which is made where it is missing; files of a former run are replaced.
     *
     * @param run a document of format 1
     * @param baseline the {@code report.json} of a former run to compare with, or null; may lie in the same folder
     * @return the path of {@code report.html}
     * @throws IllegalArgumentException where the run or the baseline is no document of format 1; the message is one
     *     line that names the file and the rule, and nothing was written
     * @throws UncheckedIOException where the files cannot be written or the baseline cannot be read
     */
    public static Path write(Path folder, ObjectNode run, @Nullable Path baseline) {
        RunDocument.broken(run).ifPresent(rule -> {
            throw new IllegalArgumentException("run: " + rule);
        });
        // Read before anything is written: it may be the very file that is replaced.
        ObjectNode former = baseline == null ? null : Baseline.read(baseline);
        try {
            Files.createDirectories(folder);
            String json = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(run);
            // getBytes, not writeString: half a surrogate pair becomes a question mark instead of an error.
            Files.write(folder.resolve("report.json"), (json + "\n").getBytes(StandardCharsets.UTF_8));
            Path page = folder.resolve("report.html");
            Files.write(page, Page.of(run, former).getBytes(StandardCharsets.UTF_8));
            return page;
        } catch (IOException e) {
            throw new UncheckedIOException("report=" + folder + " was not written", e);
        }
    }

    /**
     * Refuses a baseline that {@link #write} would refuse, for a check before the run instead of after it.
     *
     * @throws IllegalArgumentException with the same message
     */
    public static void checkBaseline(Path baseline) {
        Baseline.read(baseline);
    }

    private ReportFiles() {}
}
