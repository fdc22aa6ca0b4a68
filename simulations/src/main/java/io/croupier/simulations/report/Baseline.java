package io.croupier.simulations.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A former run's {@code report.json}, without what a comparison does not need. */
final class Baseline {
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** A day with an interval of a second and twelve operations is about 20 MiB. */
    private static final long MAX_BYTES = 128L << 20;

    private static final String REMEDY = "; give the report.json of a former run";

    /** The document here; an IllegalArgumentException of one line names the file and the rule that it breaks. */
    static ObjectNode read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw refused(file, Files.exists(file) ? "is no file" : "does not exist");
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw refused(file, "has " + Files.size(file) + " bytes, must have at most " + MAX_BYTES);
            }
            JsonNode tree = MAPPER.readTree(Files.readAllBytes(file));
            RunDocument.broken(tree).ifPresent(rule -> {
                throw refused(file, "is no run: " + rule);
            });
            return withoutSeries((ObjectNode) tree);
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " (line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ")";
            throw new IllegalArgumentException(
                    refused(file, "is no JSON" + where).getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("baseline=" + file + " was not read", e);
        }
    }

    private static ObjectNode withoutSeries(ObjectNode run) {
        run.remove(List.of("resources", "faults", "notes"));
        for (JsonNode operation : run.path("operations")) {
            if (operation instanceof ObjectNode each) {
                each.remove(List.of("histogram", "series"));
            }
        }
        if (run.at("/verdict/oracle") instanceof ObjectNode oracle) {
            oracle.remove("differences");
        }
        return run;
    }

    /** Control characters in a file's name would make two lines of one. */
    private static IllegalArgumentException refused(Path file, String rule) {
        String name = file.toString().replaceAll("\\p{Cntrl}", "?");
        return new IllegalArgumentException("baseline=" + name + " " + rule + REMEDY);
    }

    private Baseline() {}
}
