package io.croupier.kubernetes.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whoever stands in a folder of manifests is told what it is for, in which order it goes, whether it worked and how it goes back. */
class ReadmesTest {
    private static final Path MANIFESTS = Renderings.ROOT.resolve("deploy/k8s");
    private static final String WHOLE = "# X\n\n**When.** Now.\n\n## Apply\nIt.\n\n**Check.** It.\n\n**Back.** It.\n";

    @Test
    void areInEveryFolderAndWhole() throws IOException {
        assertThat(Readmes.problems(MANIFESTS)).isEmpty();
    }

    @Test
    void areMissedWhereThereAreNone(@TempDir Path root) throws IOException {
        Path inner = Files.createDirectories(root.resolve("overlays/dev"));
        Files.writeString(inner.resolve("kustomization.yaml"), "");
        Files.writeString(root.resolve("README.md"), WHOLE);

        assertThat(Readmes.problems(root))
                .containsExactly("overlays/README.md is missing", "overlays/dev/README.md is missing");
    }

    @Test
    void areNotWholeWithoutAWayBack(@TempDir Path root) throws IOException {
        Files.writeString(root.resolve("kustomization.yaml"), "");
        Files.writeString(root.resolve("README.md"), WHOLE.replace("**Back.**", "**Later.**"));

        assertThat(Readmes.problems(root)).containsExactly("README.md does not say: Back");
    }

    @Test
    void leadSomewhere(@TempDir Path root) throws IOException {
        Files.writeString(root.resolve("kustomization.yaml"), "");
        Files.writeString(root.resolve("README.md"), WHOLE + "[there](there/README.md#check) and [here](.)\n");

        assertThat(Readmes.problems(root)).containsExactly("README.md leads to there/README.md, which is not there");
    }

    @Test
    @ExtendWith(KubectlInstalled.class)
    void saysWhatTryingItOutTakes() throws IOException {
        BigDecimal processors = BigDecimal.ZERO;
        BigDecimal memory = BigDecimal.ZERO;
        for (PodTemplate template : Renderings.overlay("dev").pods()) {
            BigDecimal pods =
                    BigDecimal.valueOf(template.owner().at("/spec/replicas").asInt());
            for (JsonNode container : template.containers()) {
                JsonNode requests = container.at("/resources/requests");
                processors = processors.add(pods.multiply(amount(requests.path("cpu"))));
                memory = memory.add(pods.multiply(amount(requests.path("memory"))));
            }
        }
        BigDecimal gibibytes = memory.divide(BigDecimal.valueOf(1L << 30)).stripTrailingZeros();

        assertThat(Files.readString(MANIFESTS.resolve("overlays/dev/README.md")))
                .contains("**Needs** " + processors.stripTrailingZeros().toPlainString() + " processors and "
                        + gibibytes.toPlainString() + " GiB of memory");
    }

    private static BigDecimal amount(JsonNode quantity) {
        return Quantity.parse(quantity.asText()).getNumericalAmount();
    }
}
