package io.croupier.kubernetes.manifests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether every folder that somebody may apply has a README that says when to use it, in which order to apply it, how to check
 * that it works and how to go back, and leads nowhere that isn't there.
 */
final class Readmes {
    private static final List<String> SAID = List.of("When", "Apply", "Check", "Back");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)");

    private Readmes() {}

    static List<String> problems(Path root) throws IOException {
        List<String> problems = new ArrayList<>();
        for (Path folder : folders(root)) {
            Path readme = folder.resolve("README.md");
            String name = root.relativize(readme).toString();
            if (!Files.exists(readme)) {
                problems.add(name + " is missing");
                continue;
            }
            String text = Files.readString(readme);
            SAID.stream()
                    .filter(word -> !text.contains("\n## " + word + "\n") && !text.contains("**" + word + ".**"))
                    .forEach(word -> problems.add(name + " does not say: " + word));
            LINK.matcher(text)
                    .results()
                    .map(link -> link.group(1))
                    .filter(target -> !Files.exists(folder.resolve(target)))
                    .forEach(target -> problems.add(name + " leads to " + target + ", which is not there"));
        }
        return problems;
    }

    /** Those that kubectl or a builder takes, and those above them. */
    private static List<Path> folders(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file ->
                            List.of("kustomization.yaml", "Dockerfile").contains(String.valueOf(file.getFileName())))
                    .flatMap(file -> Stream.iterate(
                            file.toAbsolutePath().getParent(),
                            folder -> folder.startsWith(root.toAbsolutePath()),
                            Path::getParent))
                    .distinct()
                    .sorted()
                    .toList();
        }
    }
}
