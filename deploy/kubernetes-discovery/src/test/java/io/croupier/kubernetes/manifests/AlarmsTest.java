package io.croupier.kubernetes.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who is woken up by an alarm can read what it means, and reads of none that there isn't. */
@ExtendWith(KubectlInstalled.class)
class AlarmsTest {
    @Test
    void eachHasItsParagraph() throws IOException {
        List<String> alarms = Alarms.of(Renderings.alarms().of("PrometheusRule").get(0))
                .map(rule -> rule.path("alert").asText())
                .toList();
        List<String> paragraphs = Files.readAllLines(Renderings.ROOT.resolve("docs/operations/alarms.md")).stream()
                .filter(line -> line.startsWith("## Croupier"))
                .map(line -> line.substring(3))
                .toList();

        assertThat(paragraphs).containsExactlyElementsOf(alarms);
    }
}
