package io.croupier.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** What {@code ./croupier} asks of the build in a fresh clone, where tests are neither compiled nor packaged. */
class BuildRulesTest {
    private static final Path ROOT = Path.of("..");
    private static final String WITH_TESTS = "!maven.test.skip";

    @Test
    void jarsOfTestsAreNeededOnlyWhereTestsAreCompiled() throws Exception {
        List<String> found = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        for (Path pom : poms()) {
            NodeList dependencies = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(pom.toFile())
                    .getElementsByTagName("dependency");
            for (int i = 0; i < dependencies.getLength(); i++) {
                Element dependency = (Element) dependencies.item(i);
                if (text(dependency, "type").equals("test-jar")
                        || text(dependency, "classifier").equals("tests")) {
                    String what = pom + ": " + text(dependency, "artifactId");
                    found.add(what);
                    if (!isOnlyWithTests(dependency)) {
                        faults.add(what);
                    }
                }
            }
        }

        assertThat(found).as("jars of tests that are needed at all").isNotEmpty();
        assertThat(faults)
                .as("jars of tests outside of a profile that is active only for %s", WITH_TESTS)
                .isEmpty();
    }

    private static List<Path> poms() throws IOException {
        try (Stream<Path> files = Files.find(ROOT, 3, (path, attributes) -> path.endsWith("pom.xml"))) {
            return files.filter(path -> !path.toString().contains("target"))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isOnlyWithTests(Element dependency) {
        for (Node above = dependency; above instanceof Element element; above = above.getParentNode()) {
            if (element.getTagName().equals("profile")) {
                Element activation =
                        (Element) element.getElementsByTagName("activation").item(0);
                return activation != null && text(activation, "name").equals(WITH_TESTS);
            }
        }
        return false;
    }

    /** Of the first element of this name below; empty where there is none. */
    private static String text(Element of, String name) {
        Node found = of.getElementsByTagName(name).item(0);
        return found == null ? "" : found.getTextContent().trim();
    }
}
