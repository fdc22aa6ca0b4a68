package io.croupier.kubernetes.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the Dockerfile and the manifests say of each other is true; whether it builds, only a builder can tell. */
class ImageTest {
    private static final String FOLDER = "deploy/k8s/image/";

    @Test
    @ExtendWith(KubectlInstalled.class)
    void runsAsTheUserThatTheManifestsName() throws IOException {
        String user = Renderings.overlay("production")
                .nodes()
                .spec()
                .at("/securityContext/runAsUser")
                .asText();

        assertThat(lines("Dockerfile")).contains("USER " + user + ":" + user);
    }

    @Test
    void standsOnImagesOfNoParticularRegistry() throws IOException {
        assertThat(lines("Dockerfile"))
                .filteredOn(line -> line.startsWith("ARG ") && line.contains("IMAGE="))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).doesNotContain("/"));
        assertThat(lines("Dockerfile"))
                .filteredOn(line -> line.startsWith("FROM "))
                .allSatisfy(line -> assertThat(line).startsWith("FROM ${"));
    }

    @Test
    void hasNoShellBetweenTheSignalAndTheProgram() throws IOException {
        assertThat(lines("Dockerfile"))
                .contains("ENTRYPOINT [\"/opt/java/bin/java\", \"@/opt/croupier/java.options\","
                        + " \"io.croupier.http.Main\"]");
    }

    @Test
    void leavesSizesToTheManifests() throws IOException {
        assertThat(lines("java.options"))
                .noneSatisfy(line -> assertThat(line).containsPattern("Xm[xs]|RAMPercentage|ActiveProcessorCount"));
    }

    /** Docker mounts such disks {@code noexec} unless told otherwise, and PostgreSQL is unpacked to one. */
    @Test
    void isTriedOutWhereItsDatabaseMayRun() throws IOException {
        assertThat(lines("README.md"))
                .filteredOn(line -> line.contains("docker run"))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).contains("--tmpfs /tmp:exec "));
        assertThat(lines("Dockerfile")).anySatisfy(line -> assertThat(line).contains("CROUPIER_CACHE_DIR=/tmp/"));
    }

    private static List<String> lines(String file) throws IOException {
        return Files.readAllLines(Renderings.ROOT.resolve(FOLDER + file));
    }
}
