package io.croupier.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.croupier.http.command.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What the pages tell people to type, the program takes: an operator who follows them at night is not told that there is no such option. */
class DocumentedCommandsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** In a code span, which may break over lines, or on a line of a block. */
    private static final Pattern SPAN = Pattern.compile("(?<!`)`\\./croupier ([^`]+)`(?!`)");

    private static final Pattern LINE = Pattern.compile("(?m)^\\s*(?:watch )?\\./croupier ([^#\\n`]+)");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");

    /** Of another module, or of {@link Main} itself. */
    private static final Set<String> OTHERS = Set.of("simulate", "help", "version");

    @TestFactory
    Stream<DynamicTest> isUnderstood() throws IOException {
        Set<String> commands = new LinkedHashSet<>();
        for (String place : List.of("README.md", "CONTRIBUTING.md", "docs", "deploy/k8s", "simulations/README.md")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(place))) {
                for (Path page :
                        files.filter(file -> file.toString().endsWith(".md")).toList()) {
                    String text = Files.readString(page);
                    Stream.concat(
                                    SPAN.matcher(text).results(),
                                    LINE.matcher(text).results())
                            .map(found -> found.group(1).strip().replaceAll("\\s+", " "))
                            .forEach(commands::add);
                }
            }
        }
        assertThat(commands).contains("rollout status", "audit", "run");
        return commands.stream().map(command -> DynamicTest.dynamicTest(command, () -> understood(words(command))));
    }

    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        for (MatchResult word : WORD.matcher(command).results().toList()) {
            words.add(Stream.of(word.group(1), word.group(2), word.group(3))
                    .filter(group -> group != null)
                    .findFirst()
                    .orElseThrow());
        }
        return words;
    }

    private static void understood(List<String> words) {
        Optional<ToolProvider> command = Main.commands().stream()
                .filter(each -> each.name().equals(words.get(0)))
                .findFirst();
        assertThat(command.isPresent() || OTHERS.contains(words.get(0)))
                .as("there is a command " + words.get(0))
                .isTrue();
        boolean oneOfSeveral = words.stream().anyMatch(word -> word.contains("|"));
        // One that is only named, and says nothing more, may need arguments.
        if (words.size() > 1 && !oneOfSeveral && command.orElse(null) instanceof Command checked) {
            checked.check(words.subList(1, words.size()).toArray(String[]::new));
        }
    }
}
